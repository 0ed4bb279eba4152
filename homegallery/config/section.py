"""What all sections of the configuration have in common."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic.alias_generators import to_camel

from homegallery.timestamp import iso

_SIZE = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*(?:B|([KMGTP])B?)?", re.IGNORECASE)


class Section(BaseModel):
    """A mapping of the configuration file: camelCase there, snake_case here.

    Unknown keys are kept in ``model_extra``, and reported unless ``free_keys``.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="allow",
        frozen=True,
        defer_build=True,
        coerce_numbers_to_str=True,
    )

    free_keys: ClassVar[bool] = False
    """Keys of plugins are welcome: only a likely slip of the pen is reported."""


def parse_size(value: Any) -> Any:
    """Bytes of ``20M``, ``0.2GB``, ``1024`` (base 1024, any case); other types as they are."""
    if not isinstance(value, str):
        return value
    match = _SIZE.fullmatch(value.strip())
    if match is None:
        raise ValueError("should be a number with an optional unit K, M, G, T or P, like 20M")
    exponent = "KMGTP".index(match[2].upper()) + 1 if match[2] else 0
    return int(float(match[1]) * 1024**exponent)


def parse_moment(value: str) -> str:
    """``2024-01-31T12:00:00.000Z`` of any ISO 8601 text; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC)
    except (ValueError, OverflowError):
        raise ValueError("should be a date of ISO 8601, like 2024-01-31T12:00:00Z") from None
    return iso(moment)


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _comma_separated(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


OneOrMany = BeforeValidator(_one_or_many, json_schema_input_type=list[str] | str)
"""A single text counts as a list of one."""

CommaSeparated = BeforeValidator(_comma_separated, json_schema_input_type=list[str | int] | str)
"""A text counts as a list separated by commas."""

Texts = Annotated[list[str], OneOrMany]
Words = Annotated[list[str], CommaSeparated]
ByteSize = Annotated[int, BeforeValidator(parse_size, json_schema_input_type=int | str)]
"""A number of bytes, written as a number or as a text with a unit."""
Moment = Annotated[str, AfterValidator(parse_moment)]
"""A date and time of ISO 8601, as entries have it."""
