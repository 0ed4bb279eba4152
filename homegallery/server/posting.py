"""Events as clients post them: what is allowed, checked key by key."""

import re
import uuid
from datetime import datetime
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from homegallery.events.apply import EventsById
from homegallery.events.event import ORIGIN, Event
from homegallery.timestamp import iso, now

MOST_TARGETS = 10_000
MOST_ACTIONS = 100
LONGEST_TAG = 256
LONGEST_DESCRIPTION = 10_000

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_SHA1 = r"^[0-9a-f]{40}$"


def _without_control(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("should not contain control characters")
    return text.encode("utf-8", "replace").decode()


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError("should be one line")
    return _without_control(text)


def _moment(text: object) -> str:
    """A time with its zone, as UTC."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("should be a time with zone such as 2024-05-31T12:00:00Z")
    try:
        return iso(moment)
    except OverflowError as error:
        raise ValueError("should be between the years 1 and 9999") from error


Moment = Annotated[
    str,
    BeforeValidator(_moment, json_schema_input_type=str),
    Field(examples=["2024-05-31T12:00:00Z"]),
]
Tag = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_TAG, examples=["sea"]),
    AfterValidator(_one_line),
]


class _Part(BaseModel):
    """A key that is not known is refused: it may be a typing error of the client."""

    model_config = ConfigDict(extra="forbid", strict=True)


class AddTag(_Part):
    """Add a tag."""

    action: Literal["addTag"]
    value: Tag


class RemoveTag(_Part):
    """Remove a tag, in its case."""

    action: Literal["removeTag"]
    value: Annotated[str, Field(min_length=1, max_length=100_000)]


class SetFlag(_Part):
    """Mark as favourite, or hide from view; ``false`` takes the mark away."""

    action: Literal["setFavorite", "setHidden"]
    value: bool


class SetRating(_Part):
    """Give stars; 0 takes them away."""

    action: Literal["setRating"]
    value: Annotated[int, Field(ge=0, le=5)]


class SetDescription(_Part):
    """Replace the description; an empty one removes it."""

    action: Literal["setDescription"]
    value: Annotated[str, Field(max_length=LONGEST_DESCRIPTION), AfterValidator(_without_control)]


class SetDate(_Part):
    """Correct the date."""

    action: Literal["setDate"]
    value: Moment


class Position(_Part):
    """Degrees north and east."""

    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class SetPosition(_Part):
    """Correct the position; ``null`` removes it. The address goes with the old one."""

    action: Literal["setPosition"]
    value: Position | None


class Undo(_Part):
    """Take back the event with this id, for the entries that are named."""

    action: Literal["undo"]
    value: Annotated[str, Field(min_length=1, max_length=100)]


Action = Annotated[
    AddTag | RemoveTag | SetFlag | SetRating | SetDescription | SetDate | SetPosition | Undo,
    Field(discriminator="action"),
]


class PostedEvent(_Part):
    """Something a user does to entries.

    ``targetIds`` are the SHA-1 sums of their files. Without ``id`` and ``date`` the server
    gives them; an event with an id that is known changes nothing.
    """

    type: Literal["userAction"]
    target_ids: Annotated[
        list[Annotated[str, Field(pattern=_SHA1)]],
        Field(alias="targetIds", min_length=1, max_length=MOST_TARGETS),
    ]
    actions: Annotated[list[Action], Field(min_length=1, max_length=MOST_ACTIONS)]
    id: Annotated[str, Field(pattern=r"^[0-9A-Za-z._:-]{1,100}$")] | None = None
    date: Moment | None = None

    def complete(self, visible: list[str], known: EventsById) -> Event:
        """The event for the log, for those targets that its author sees.

        To take back the copy of an event that was stated again for an edited file is to
        take back the event itself.
        """
        actions = [action.model_dump() for action in self.actions]
        for action in actions:
            if action["action"] == "undo" and (event := known.get(action["value"])):
                action["value"] = cast("dict[str, Any]", event).get(ORIGIN, action["value"])
        return {
            "type": self.type,
            "id": self.id or str(uuid.uuid4()),
            "targetIds": visible,
            "actions": actions,  # type: ignore[typeddict-item]
            "date": self.date or now(),
        }
