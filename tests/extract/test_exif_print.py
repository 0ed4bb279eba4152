import math
from typing import Any

import pytest
from PIL.TiffImagePlugin import IFDRational

from homegallery.extract import exif_print as print_


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Apple", "Apple"),
        ("M\xc3\xbcller", "Müller"),
        ("M\xfcller", "Müller"),
        (b"UTF-8 \xc3\xb6", "UTF-8 ö"),
        ("Canon\0junk", "Canon"),
        ("   ", None),
        (7, None),
    ],
)
def test_as_text(value: Any, expected: str | None) -> None:
    assert print_.as_text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (IFDRational(1, 125), "1/125"),
        (IFDRational(10, 600), "1/60"),
        (0.25, "1/4"),
        (IFDRational(3, 10), 0.3),
        (2, 2.0),
        (0, None),
        (IFDRational(1, 0), None),
        (math.inf, None),
        ("fast", None),
    ],
)
def test_as_exposure(value: Any, expected: Any) -> None:
    assert print_.as_exposure(value) == expected


def test_apex_values() -> None:
    assert print_.as_shutter(IFDRational(6906891, 1000000)) == "1/120"
    assert print_.as_shutter(-1) == 2.0
    assert print_.as_aperture(IFDRational(4970854, 1000000)) == 5.6
    assert print_.as_shutter(1e9) is None
    assert print_.as_aperture(-1e9) is None


@pytest.mark.parametrize(
    ("value", "expected"), [(IFDRational(22, 10), 2.2), (0.954, 0.95), (0, None), (None, None)]
)
def test_as_f_number(value: Any, expected: float | None) -> None:
    assert print_.as_f_number(value) == expected


def test_millimetres() -> None:
    assert print_.as_millimetres(IFDRational(42, 10)) == "4.2 mm"
    assert print_.as_whole_millimetres(26) == "26 mm"
    assert print_.as_millimetres(None) is None
    assert print_.as_whole_millimetres("26") == "26 mm"


@pytest.mark.parametrize(
    ("values", "reference", "expected"),
    [
        ((48, 41, 24), "N", 48.69),
        ((48, 41.4), "S", -48.69),
        ((8.13,), b"W\0", -8.13),
        ((IFDRational(48, 0), 1, 1), "N", None),
        ((), "N", None),
        (None, "N", None),
    ],
)
def test_as_degrees(values: Any, reference: Any, expected: float | None) -> None:
    assert print_.as_degrees(values, reference) == (expected and pytest.approx(expected))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((14, 27, IFDRational(724, 100)), "14:27:07.24"),
        ((14.0, 27.0, 7.0), "14:27:07"),
        ((23, 59, 59.9999), "23:59:59.999"),
        ((1, 2), None),
        ((-1, 2, 3), None),
    ],
)
def test_as_clock(values: Any, expected: str | None) -> None:
    assert print_.as_clock(values) == expected


def test_one_of() -> None:
    name = print_.one_of("Auto", "Manual")
    assert [name(0), name(1), name(2), name(None)] == ["Auto", "Manual", None, None]
