"""Errors of a query."""

from homegallery.errors import GalleryError


class QueryError(GalleryError):
    """The query cannot be understood.

    ``problem`` says why, ``column`` where, counted in characters from 1;
    ``suggestion`` is a text that would fit there, or empty.
    """

    def __init__(self, problem: str, column: int, suggestion: str = "") -> None:
        hint = f"Did you mean {suggestion}?" if suggestion else ""
        super().__init__(f"{problem} (column {column})", hint=hint)
        self.problem = problem
        self.column = column
        self.suggestion = suggestion
