import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createColumns, monthOf } from '../../homegallery/static/engine/columns.js';
import { layOut } from '../../homegallery/static/engine/layout.js';
import { random } from './support/library.js';

const desktop = { width: 1280, viewportWidth: 1280, gap: 8, headers: false };
const phone = { width: 390, viewportWidth: 390, gap: 8, headers: false };
const MIXED = '4:3 3:4 4:3 4:1 3:4 3:4 1:1 4:3 4:3 4:1 4:3 3:4 4:3'.split(' ');

function columnsOf(sizes, months = []) {
  const columns = createColumns(sizes.length);
  sizes.forEach((size, row) => {
    const [width, height] = size.split(':').map(Number);
    columns.width[row] = width * 100;
    columns.height[row] = height * 100;
    columns.month[row] = months[row] ?? 0;
  });
  return { columns, rows: Uint32Array.from(sizes.keys()) };
}

function layOutSizes(sizes, params, months) {
  const { columns, rows } = columnsOf(sizes, months);
  const result = layOut(columns, rows, params);
  const drawn = Array.from(result.rowTop, (top, row) => ({
    top,
    height: result.rowHeight[row],
    widths: Array.from(result.cellWidth.slice(result.rowFirst[row], result.rowFirst[row + 1])),
  }));
  return { ...result, drawn };
}

// Vectors of spec/webapp.md 4.1, whose widths end some pixels before or behind the right edge;
// ours end at the edge, by the width of the row's last cell.

test('twelve landscape photos fill two rows, the rest is not stretched', () => {
  const { drawn, height } = layOutSizes(Array(12).fill('4:3'), desktop);
  assert.deepEqual(drawn, [
    { top: 0, height: 185, widths: [246, 246, 246, 246, 248] },
    { top: 193, height: 185, widths: [246, 246, 246, 246, 248] },
    { top: 386, height: 200, widths: [267, 267] },
  ]);
  assert.equal(height, 586);
});

test('mixed sizes on a desktop', () => {
  const { drawn } = layOutSizes(MIXED, desktop);
  assert.deepEqual(drawn, [
    { top: 0, height: 167, widths: [223, 125, 223, 669] },
    { top: 175, height: 134, widths: [101, 101, 133, 178, 178, 533] },
    { top: 317, height: 200, widths: [267, 150, 267] },
  ]);
});

test('portraits make higher rows', () => {
  const { drawn } = layOutSizes(Array(9).fill('3:4'), desktop);
  assert.deepEqual(drawn, [
    { top: 0, height: 272, widths: Array(6).fill(204) },
    { top: 280, height: 280, widths: [210, 210, 210] },
  ]);
});

test('on a phone a panorama gets a row of its own', () => {
  const { drawn } = layOutSizes(MIXED, phone);
  assert.deepEqual(drawn.slice(0, 2), [
    { top: 0, height: 105, widths: [140, 79, 139] },
    { top: 113, height: 94, widths: [374] },
  ]);
});

test('a single extreme panorama keeps the least height', () => {
  assert.deepEqual(layOutSizes(['40:1'], phone).drawn, [{ top: 0, height: 75, widths: [374] }]);
});

test('unknown sizes are laid out as 4:3', () => {
  assert.deepEqual(layOutSizes(['0:0', '4:0'], desktop).drawn, layOutSizes(['4:3', '4:3'], desktop).drawn);
});

test('every month starts with a header and a new row', () => {
  const may = monthOf(Date.UTC(2024, 4, 31));
  const { headers, drawn } = layOutSizes(['4:3', '4:3', '3:4'], { ...desktop, gap: 4, headers: true }, [
    may,
    may,
    may - 5,
  ]);
  assert.deepEqual(headers, [
    { month: '2024-05', top: 0, height: 48, first: 0, count: 2 },
    { month: '2023-12', top: 252, height: 48, first: 2, count: 1 },
  ]);
  assert.deepEqual(drawn, [
    { top: 48, height: 200, widths: [267, 267] },
    { top: 300, height: 280, widths: [210] },
  ]);
});

test('headers are lower on a phone', () => {
  assert.equal(layOutSizes(['4:3'], { ...phone, headers: true }).headers[0].height, 40);
});

test('nothing to lay out', () => {
  const { height, drawn, rowFirst } = layOutSizes([], { ...desktop, headers: true });
  assert.equal(height, 0);
  assert.deepEqual(drawn, []);
  assert.deepEqual([...rowFirst], [0]);
});

test('for any sizes and widths rows are complete, inside of the edges and do not overlap', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const next = random(seed);
    const number = (low, high) => low + Math.floor(next() * (high - low + 1));
    const count = number(1, 80);
    let month = 24_300;
    const months = Array.from({ length: count }, () => (next() < 0.1 ? --month : month));
    const sizes = months.map(() => `${number(0, 40)}:${number(0, 40)}`);
    const width = number(200, 3000);
    const gap = number(0, 8);
    const viewportWidth = number(320, 3200);
    const result = layOutSizes(sizes, { width, viewportWidth, gap, headers: next() < 0.5 }, months);
    const { drawn, rowFirst, cellLeft, cellWidth, headers, height } = result;
    const message = `seed ${seed}`;

    assert.equal(rowFirst.at(-1), count, message);
    let bottom = 0;
    drawn.forEach(({ top, height: rowHeight }, row) => {
      assert.ok(top >= bottom, message);
      assert.ok(rowHeight > 0, message);
      bottom = top + rowHeight;
      assert.ok(rowFirst[row + 1] > rowFirst[row], message);
      let right = 0;
      for (let i = rowFirst[row]; i < rowFirst[row + 1]; i++) {
        assert.equal(cellLeft[i], right + gap, message);
        assert.ok(cellWidth[i] > 0, message);
        right = cellLeft[i] + cellWidth[i];
      }
      assert.ok(right <= width - gap, `${message}: row ${row} ends at ${right} of ${width}`);
    });
    assert.equal(height, bottom, message);
    assert.equal(
      headers.reduce((sum, header) => sum + header.count, 0),
      headers.length > 0 ? count : 0,
      message,
    );
    for (const { first, top, height: headerHeight } of headers) {
      const row = rowFirst.indexOf(first);
      assert.equal(drawn[row].top, top + headerHeight, message);
    }
  }
});
