"""What answers hold, for the description of the API. Nothing is checked against it at work."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Sha1 = Annotated[str, Field(description="SHA-1 in hex.")]


class _Answer(BaseModel):
    """Other keys may come with a later version."""

    model_config = ConfigDict(extra="allow")


class EntryDocument(_Answer):
    """A photo or video with its files; all keys are those of docs/formats.md."""

    id: Sha1
    hash: str
    type: str
    date: str
    files: list[dict[str, Any]]
    previews: list[str] = []
    tags: list[str] = []


class DatabaseDocument(_Answer):
    """Entries; ``offset`` and ``limit`` as they were applied, if one of them was given."""

    type: Literal["home-gallery/database@1.3"]
    created: str
    data: list[EntryDocument]
    offset: int = 0
    limit: int = 0


class SearchDocument(_Answer):
    """A page of what a query finds."""

    ids: list[Sha1]
    total: Annotated[int, Field(description="Number of all found entries.")]
    offset: int
    limit: int
    took: Annotated[float, Field(description="Milliseconds.")]


class KeySuggestion(_Answer):
    """A key of the query language."""

    kind: Literal["key"]
    text: Annotated[str, Field(description="The whole query with the suggestion in it.")]
    key: str
    about: str


class ValueSuggestion(_Answer):
    """A value that visible entries have, and how many."""

    kind: Literal["value"]
    text: Annotated[str, Field(description="The whole query with the suggestion in it.")]
    key: str
    value: str
    count: int


class SuggestionsDocument(_Answer):
    """What may be typed, the best first."""

    suggestions: list[Annotated[KeySuggestion | ValueSuggestion, Field(discriminator="kind")]]


class TreeDocument(_Answer):
    """An object of the tree; ``data`` are its children, entries with their content."""

    type: Literal["home-gallery/database-tree@2.0"]
    hash: Sha1
    data: list[dict[str, Any]]


class EventsDocument(_Answer):
    """What users did, oldest first; keys of an event as they are posted."""

    type: str
    created: str
    data: list[dict[str, Any]]


class SourcesDocument(_Answer):
    """Sources of originals."""

    data: list[dict[str, Any]]


class ProgressDocument(_Answer):
    """Where an import stands; ``done`` and ``total`` count files."""

    phase: Literal["idle", "indexing", "importing", "done", "stopped", "failed"]
    done: int
    total: int
    failures: int
    pending: int


class StatusDocument(_Answer):
    """How the gallery is doing; ``failures``, ``sources``, ``problem`` only for ``admin``."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    version: str
    entries: int
    root_hash: Annotated[str, Field(alias="rootHash")]
    problem: str
    progress: Annotated[ProgressDocument, Field(alias="import")]
    failures: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    rights: dict[str, bool]
    tools: dict[str, bool]


class FailuresDocument(_Answer):
    """A page of the files that could not be imported."""

    total: int
    offset: int
    limit: int
    data: list[dict[str, Any]]


class RescanDocument(_Answer):
    """Whether an import is running already; the look comes after it."""

    running: bool


class ErrorDetails(_Answer):
    """``column`` and ``suggestion`` belong to a query that is not understood."""

    code: int
    message: str
    column: int = 0
    suggestion: str = ""


class ErrorDocument(_Answer):
    """Why there is no answer."""

    error: ErrorDetails
