"""What a query needs to know beside its text and the entries."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from homegallery.query.facts import Entry
from homegallery.query.limits import ORIGINAL_LIMITS, Limits
from homegallery.query.text import corpus_text


@dataclass(frozen=True)
class Context:
    """The surroundings of a query.

    ``today`` is the day of relative dates, in UTC as the dates of entries are.
    ``corpus`` gives the text that words are searched in.
    ``find`` gives the entries whose id begins with a text, in the order of their
    ids: what ``similar`` and ``face`` start from. Without it a search finds them
    among the entries it searches, and a single entry is like nothing.
    ``limits`` tell from where on pictures and faces are alike.
    ``seed`` decides the random order.
    """

    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    corpus: Callable[[Entry], str] = corpus_text
    find: Callable[[str], Iterable[Entry]] | None = None
    limits: Limits = ORIGINAL_LIMITS
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(16))
