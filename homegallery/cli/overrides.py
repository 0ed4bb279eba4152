"""Options that stand for keys of the configuration."""

from collections.abc import Mapping


def given(values: Mapping[str, object]) -> dict[str, object]:
    """The values by key path that were given: an option left out and an empty list are not."""
    return {key: value for key, value in values.items() if value is not None and value != []}
