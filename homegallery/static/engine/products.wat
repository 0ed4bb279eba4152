;; Dot products of a seed with many hashes, 16 at a time.
;;
;; A hash is a row of bytes, each of two nibbles. What a nibble adds to the product depends on the seed
;; alone, so a table of 16 bytes for each nibble holds it, and one swizzle looks up 16 rows.
;;
;; The memory: tables (32 bytes for each byte of a hash: of the high nibble, then of the low one),
;; then blocks (16 bytes for each byte of a hash: that byte of 16 rows), then sums (two bytes a row).
(module
  (memory (export "memory") 2)

  (func (export "products")
    (param $length i32) ;; bytes of a hash
    (param $block i32)  ;; address of the first block
    (param $end i32)    ;; address behind the last one
    (param $sums i32)   ;; address of the first sum
    (local $table i32)
    (local $tables_end i32)
    (local $rows v128)
    (local $high v128)
    (local $low v128)
    (local $even v128)
    (local $odd v128)
    (local.set $tables_end (i32.mul (local.get $length) (i32.const 32)))
    (loop $blocks
      (if (i32.lt_u (local.get $block) (local.get $end)) (then
        (local.set $table (i32.const 0))
        (local.set $even (v128.const i64x2 0 0))
        (local.set $odd (v128.const i64x2 0 0))
        (loop $bytes
          (if (i32.lt_u (local.get $table) (local.get $tables_end)) (then
            (local.set $rows (v128.load (local.get $block)))
            (local.set $high (i8x16.swizzle
              (v128.load (local.get $table))
              (i8x16.shr_u (local.get $rows) (i32.const 4))))
            (local.set $low (i8x16.swizzle
              (v128.load offset=16 (local.get $table))
              (v128.and (local.get $rows) (i8x16.splat (i32.const 15)))))
            ;; Lanes of 16 bits hold an even row in the lower byte and an odd one in the upper. The sum
            ;; of both parts wraps; the part of the odd rows is taken away at the end.
            (local.set $even (i16x8.add (local.get $even) (i16x8.add (local.get $high) (local.get $low))))
            (local.set $odd (i16x8.add (local.get $odd) (i16x8.add
              (i16x8.shr_u (local.get $high) (i32.const 8))
              (i16x8.shr_u (local.get $low) (i32.const 8)))))
            (local.set $block (i32.add (local.get $block) (i32.const 16)))
            (local.set $table (i32.add (local.get $table) (i32.const 32)))
            (br $bytes))))
        (local.set $even (i16x8.sub (local.get $even) (i16x8.shl (local.get $odd) (i32.const 8))))
        (v128.store (local.get $sums) (i8x16.shuffle
          0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $even) (local.get $odd)))
        (v128.store offset=16 (local.get $sums) (i8x16.shuffle
          8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $even) (local.get $odd)))
        (local.set $sums (i32.add (local.get $sums) (i32.const 32)))
        (br $blocks))))))
