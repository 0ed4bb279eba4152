"""Which paths of a source are left out, in the syntax of a ``.gitignore``."""

import logging
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pathspec.patterns.gitignore.base import GitIgnorePatternError
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from homegallery.errors import GalleryError

log = logging.getLogger(__name__)

_EVERYTHING = "."
_DIRECTORIES = "(?P<ps_d>/)"
"""What pathspec makes of the patterns ``**`` and ``**/``."""


class PatternFileError(GalleryError):
    """A file of exclude patterns cannot be read."""


class _Rule(NamedTuple):
    regex: re.Pattern[str]
    excludes: bool


class Excludes:
    """Patterns with the meaning they have in the JavaScript library ``ignore`` 7.

    The last pattern that matches decides, upper and lower case are the same, and
    a pattern matches a path itself, never what is below: ask ``below`` of each
    directory before its children. So ``foo/`` keeps the entry ``foo`` and leaves
    out what it holds.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        rules = (_rule(line) for text in patterns for line in re.split(r"\r?\n", text))
        self._rules = [rule for rule in rules if rule][::-1]

    def __bool__(self) -> bool:
        return bool(self._rules)

    def matches(self, filename: str) -> bool:
        """Whether the entry ``filename`` is left out, given that its directory is not."""
        for regex, excludes in self._rules:
            if regex.fullmatch(filename):
                return excludes
        return False

    def below(self, directory: str) -> bool:
        """Whether all is left out that the directory, itself an entry, holds."""
        return self.matches(f"{directory}/")

    def hides(self, filename: str) -> bool:
        """Whether a file is left out: itself, or with a directory above it."""
        if not self:
            return False
        above = [str(parent) for parent in PurePosixPath(filename).parents if parent.name]
        return self.matches(filename) or any(
            self.matches(directory) or self.below(directory) for directory in above
        )


def read_excludes(patterns: Iterable[str], file: Path | None) -> Excludes:
    """Excludes of a source; lines of ``file`` come last, so they win.

    Raises ``PatternFileError`` if the file cannot be read.
    """
    if file is None:
        return Excludes(patterns)
    try:
        text = file.read_text("utf-8", "surrogateescape")
    except OSError as error:
        raise PatternFileError(
            f"cannot read the exclude patterns in {file}: {error.strerror}",
            hint="Correct excludeFromFile or create the file.",
        ) from error
    return Excludes([*patterns, text])


def _rule(line: str) -> _Rule | None:
    """One line as a rule, None for blank lines, comments and what is no pattern."""
    try:
        source, excludes = GitIgnoreSpecPattern.pattern_to_regex(line)
        if source is None or excludes is None:
            return None
        return _Rule(re.compile(_whole(source, line), re.IGNORECASE | re.DOTALL), excludes)
    except (GitIgnorePatternError, re.error):
        log.warning("ignoring the exclude pattern %r: it is not valid", line)
        return None


def _whole(source: str, line: str) -> str:
    """pathspec's regular expression of a pattern, made to match to the end of a path."""
    if source == _EVERYTHING:
        return ".+"
    if source == _DIRECTORIES:
        return ".+/"
    if line.rstrip().endswith("/**"):
        return source + ".+"
    return source + ".+/" if line.rstrip().endswith("/**/") else source
