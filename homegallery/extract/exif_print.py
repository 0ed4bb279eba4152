"""Raw EXIF values, as Pillow gives them, in the forms that exiftool prints.

Every function answers None for a value it cannot use.
"""

import math
from collections.abc import Callable
from typing import Any


def as_text(value: Any) -> str | None:
    """Text up to the first NUL. Pillow reads it as Latin-1, programs mostly write UTF-8."""
    if isinstance(value, str):
        value = value.encode("latin-1", "replace")
    if not isinstance(value, bytes):
        return None
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return text.partition("\0")[0].strip() or None


def as_numbers(values: Any) -> list[float]:
    """All values as numbers; nothing if one of them is none or not finite."""
    try:
        numbers = [float(value) for value in values]
    except (TypeError, ValueError, ArithmeticError):
        return []
    return numbers if all(map(math.isfinite, numbers)) else []


def as_number(value: Any) -> float | None:
    """A finite number; of several the first."""
    numbers = as_numbers(value if isinstance(value, tuple) else (value,))
    return numbers[0] if numbers else None


def as_whole(value: Any) -> int | None:
    """The integer part."""
    number = as_number(value)
    return None if number is None else int(number)


def as_degrees(values: Any, reference: Any) -> float | None:
    """Signed degrees from degrees, minutes and seconds and the letter of the hemisphere."""
    parts = as_numbers(values)
    if not 1 <= len(parts) <= 3:
        return None
    degrees = sum(part / 60.0**power for power, part in enumerate(parts))
    return -degrees if (as_text(reference) or "").upper()[:1] in {"S", "W"} else degrees


def as_clock(values: Any) -> str | None:
    """``14:27:07.24`` from hours, minutes and seconds; the fraction is cut to milliseconds."""
    parts = as_numbers(values)
    if len(parts) != 3 or min(parts) < 0:
        return None
    hours, minutes, seconds = parts
    whole, fraction = divmod(int(seconds * 1000 + 1e-6), 1000)
    clock = f"{int(hours):02}:{int(minutes):02}:{whole:02}"
    return f"{clock}.{fraction:03}".rstrip("0") if fraction else clock


def as_exposure(value: Any) -> str | float | None:
    """Seconds: ``1/125``, from 0.3 on a number with one decimal (PrintExposureTime)."""
    seconds = as_number(value)
    if seconds is None or seconds <= 0:
        return None
    return f"1/{int(0.5 + 1 / seconds)}" if seconds < 0.25001 else round(seconds, 1)


def as_shutter(value: Any) -> str | float | None:
    """The exposure of an APEX time value (EXIF 2.32, annex C)."""
    apex = as_number(value)
    return None if apex is None or abs(apex) > 100 else as_exposure(2.0**-apex)


def as_f_number(value: Any) -> float | None:
    """One decimal, two below 1 (PrintFNumber)."""
    number = as_number(value)
    if number is None or number <= 0:
        return None
    return round(number, 1 if number >= 1 else 2)


def as_aperture(value: Any) -> float | None:
    """The f-number of an APEX aperture value (EXIF 2.32, annex C)."""
    apex = as_number(value)
    return None if apex is None or abs(apex) > 100 else as_f_number(2.0 ** (apex / 2))


def as_millimetres(value: Any) -> str | None:
    """``4.2 mm``."""
    number = as_number(value)
    return None if number is None else f"{number:.1f} mm"


def as_whole_millimetres(value: Any) -> str | None:
    """``26 mm``."""
    number = as_whole(value)
    return None if number is None else f"{number} mm"


def one_of(*names: str) -> Callable[[Any], str | None]:
    """The name with the number of the value."""
    return lambda value: dict(enumerate(names)).get(value)
