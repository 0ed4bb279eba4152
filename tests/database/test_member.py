import gzip
import hashlib
import zlib

import pytest

from homegallery.database import member
from homegallery.database.member import MemberError


def test_a_label_tells_what_is_inside() -> None:
    packed = member.pack_month("2024-05", b'{"a":1}', 1, {7, 3})
    label = member.read_label(packed[: member.LABEL_BYTES])
    assert (label.kind, label.length, label.count, label.key) == (b"m", len(packed), 1, "2024-05")
    assert label.digest == hashlib.sha1(b'{"a":1}').digest()
    assert member.unpack(packed) == gzip.decompress(packed) == b'{"a":1}'


def test_checks_say_which_files_may_be_inside() -> None:
    files = member.checks([("Pictures", "a.jpg"), ("Pictures", "caf\udce9.jpg")])
    assert zlib.crc32(b"Pictures:a.jpg") in files
    known = member.read_checks(member.pack_month("2024-05", b"{}", 1, files))
    assert known is not None
    assert list(known) == sorted(files)


def test_too_many_checks_are_left_out() -> None:
    fitting = member.pack_month("2024-05", b"{}", 1, range(16_000))
    too_many = member.pack_month("2024-05", b"{}", 1, range(17_000))
    assert len(member.read_checks(fitting) or ()) == 16_000
    assert member.read_checks(too_many) is None
    assert member.read_label(too_many).count == 1
    assert gzip.decompress(fitting) == gzip.decompress(too_many) == b"{}"


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"\x1f\x8b\x08",
        b"not gzip at all, but long enough for a header",
        gzip.compress(b"{}"),
        member.pack(b"s", b",")[:30],
    ],
)
def test_without_a_label(head: bytes) -> None:
    with pytest.raises(MemberError):
        member.read_label(head)


def test_a_label_of_no_length_is_refused() -> None:
    packed = bytearray(member.pack(b"s", b","))
    packed[18:26] = bytes(8)
    with pytest.raises(MemberError):
        member.read_label(bytes(packed))


def test_damage_is_noticed() -> None:
    packed = bytearray(member.pack_month("2024-05", b'{"a":"bcdefghijklmnop"}', 1, set()))
    packed[-12] ^= 0xFF
    with pytest.raises(MemberError):
        member.unpack(bytes(packed))
    with pytest.raises(MemberError):
        member.unpack(bytes(packed[:-3]))
