"""What the values of a query mean: numbers, sizes, durations, ratios, dates."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

_INTEGER: Final = re.compile("[0-9]+")
_DECIMAL: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SIGNED: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SIZE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)([kmgt]?)b?", re.IGNORECASE)
_TIME: Final = re.compile("(?:([0-9]{1,2}):)?([0-9]{1,2}):([0-9]{1,2})")
_FRACTION: Final = re.compile("([1-9][0-9]*)/([1-9][0-9]*)")
_PERIOD: Final = re.compile("[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_AGO: Final = re.compile("-([0-9]{1,4})([dwmy])")
_UNITS: Final = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}


class UnfitValueError(ValueError):
    """A value is not of the kind its key needs; ``expected`` describes that kind."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


def integer(text: str) -> float:
    """Digits only."""
    if not _INTEGER.fullmatch(text):
        raise UnfitValueError("a whole number")
    return float(text)


def signed(text: str) -> float:
    """A number with or without sign and decimals."""
    if not _SIGNED.fullmatch(text):
        raise UnfitValueError("a number")
    return float(text)


def size(text: str) -> float:
    """Bytes; ``k``, ``m``, ``g``, ``t`` are powers of 1024, a ``b`` may follow."""
    match = _SIZE.fullmatch(text)
    if not match:
        raise UnfitValueError("a size such as 500k or 1.5MB")
    return float(match[1]) * (1 << _UNITS[match[2].lower()])


def duration(text: str) -> float:
    """Seconds, from seconds, ``M:S`` or ``H:M:S``."""
    if _DECIMAL.fullmatch(text):
        return float(text)
    match = _TIME.fullmatch(text)
    if not match:
        raise UnfitValueError("seconds, or a time such as 1:30 or 1:02:05")
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3])


def ratio(text: str) -> float:
    """Width through height, from a number or a fraction such as ``16/9``."""
    if _DECIMAL.fullmatch(text):
        return float(text)
    match = _FRACTION.fullmatch(text)
    if not match:
        raise UnfitValueError("a ratio such as 1.5 or 16/9")
    return float(match[1]) / float(match[2])


def period(text: str, today: date) -> str:
    """The beginning of all dates meant: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    ``text`` is that already, or ``today``, ``yesterday``, or so many days,
    weeks, months or years before today, as in ``-30d``.
    """
    if _PERIOD.fullmatch(text):
        return text
    match = _AGO.fullmatch({"today": "-0d", "yesterday": "-1d"}.get(text, text))
    if not match:
        raise UnfitValueError("a date such as 2023, 2023-08, 2023-08-14, today or -30d")
    return _ago(today, int(match[1]), match[2]).isoformat()


def is_relative(text: str) -> bool:
    """Whether the day that ``text`` means depends on the present one."""
    return not _PERIOD.fullmatch(text)


def _ago(today: date, count: int, unit: str) -> date:
    """``today`` put back; a day that its month lacks becomes the last of the month."""
    if unit in "dw":
        return today - timedelta(days=min(count * (7 if unit == "w" else 1), today.toordinal() - 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    year, month = divmod(max(months, 12), 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
