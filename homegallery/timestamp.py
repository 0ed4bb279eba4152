"""Times as text, as JavaScript writes them: ``2026-01-01T10:00:00.000Z``."""

from datetime import UTC, datetime


def iso(moment: datetime) -> str:
    """An aware time as ISO 8601 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now() -> str:
    """The current time as ``iso`` writes it."""
    return iso(datetime.now(UTC))
