"""Texts of entries, remembered from one search to the next."""

from typing import Final

from homegallery.query.facts import Entry
from homegallery.query.text import corpus_text

LIMIT: Final = 200_000
"""Entries remembered, of about 300 bytes each."""


class CorpusCache:
    """``corpus_text`` with a memory, to be used as ``Context.corpus``.

    Entries with the same ``hash`` must be the same: who changes an entry gives it
    a new one. An entry without a hash is not remembered.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._texts: dict[str, str] = {}

    def __call__(self, entry: Entry) -> str:
        """The text of ``entry``."""
        hash_ = entry.get("hash")
        if not hash_:
            return corpus_text(entry)
        text = self._texts.get(hash_)
        if text is None:
            if len(self._texts) >= self._limit:
                self._texts.clear()
            text = self._texts[hash_] = corpus_text(entry)
        return text
