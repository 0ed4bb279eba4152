"""The scale expression of a video preview, and its other way round for turned videos."""

import re
from collections.abc import Iterable
from typing import Final

_OPERAND: Final = r"(?:'[^']*'|\\.|[^':,;\[\\])+"
_SCALE: Final = re.compile(rf"\bscale=({_OPERAND}):({_OPERAND})")
_SIDES: Final = {"ih": "iw", "in_h": "in_w", "oh": "ow", "out_h": "out_w", "h": "w"}
_OTHER: Final = _SIDES | {other: side for side, other in _SIDES.items()}
_SIDE: Final = re.compile(rf"\b({'|'.join(_OTHER)})\b")


def scale_expression(preview_size: int, scale: str | None) -> str:
    """Operands of the filter ``scale``: as configured, or else to a height at most."""
    return scale or f"-2:'min({preview_size},ih)'"


def swapped(option: str) -> str:
    """An option with width and height exchanged in each ``scale=A:B`` it holds.

    The expressions are written for lying videos; of a standing one the short side is limited.
    """
    return _SCALE.sub(lambda match: f"scale={_exchanged(match[2])}:{_exchanged(match[1])}", option)


def split_arguments(options: Iterable[str]) -> list[str]:
    """Words of the command line: an option with exactly one blank in it is two of them."""
    return [
        word
        for option in options
        for word in (option.split(" ") if option.count(" ") == 1 else [option])
    ]


def _exchanged(operand: str) -> str:
    return _SIDE.sub(lambda match: _OTHER[match[1]], operand)
