"""The root of all errors a user can meet."""

from typing import ClassVar


class GalleryError(Exception):
    """Something went wrong that the user can understand and act on.

    The message names the file, key or column; ``hint`` says what to do next.
    The command line prints both and exits with ``exit_code``.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
