"""What the original answers to queries over a library of 2,000 entries."""

import hashlib
import json
import math
from collections.abc import Iterable
from typing import Any, Final

from homegallery.query.compile import compile_query
from homegallery.query.context import Context
from homegallery.query.errors import QueryError
from homegallery.query.limits import SimilarityLimit
from homegallery.query.similar import Hash, Seed
from tests.conformance.golden import gzip_json
from tests.shared import SHARED, needs_shared

EVERYTHING: Final = SimilarityLimit(1e-9, signed=False)
MONTH: Final = "a month as the end of a range is meant as a whole"
UNKNOWN: Final = "what is not known is an error"
EVERYWHERE: Final = "the server of the original does not know similar and face"

DIFFERENCES: Final[dict[str, tuple[int | None, str]]] = {
    "date in [2010-05 : 2012-07]": (238, MONTH),
    "exists(objects) OR exists(country) or date in [2010-05 : 2012-07]": (1635, MONTH),
    "height = 3648 date in [2010-05: 2012-07] order by count(files) asc": (49, MONTH),
    "not filesize in [2M :4M] AND (not month in [3: 8] OR video) and make:nikon "
    "OR not date in [2010-05:2012-07]": (1774, MONTH),
    "not ((nikon OR description ~ x)) (exists(model) AND not road != Bryggen or "
    "location != paris) or (tags in (family, kids, beach) and not lon:0 and object!=dog) "
    "and not M = 3": (1518, "location != is true if none of country, state, city, road is equal"),
    "duration > 00:04": (133, "a time needs no quotes"),
    "id:fd2d": (None, "too short a part of an id is an error"),
    '"unclosed': (None, "a quote that is never closed is an error"),
    "foo:bar": (None, UNKNOWN),
    "foo > 3": (None, UNKNOWN),
    "order by foo": (None, UNKNOWN),
    "http://foo": (None, UNKNOWN),
    "similar:fd2d8ea51": (0, EVERYWHERE),
    "similar:fd2d8ea51 type:image": (0, EVERYWHERE),
    "face:fd2d8ea51.0": (0, EVERYWHERE),
}
"""How many entries we find, None for an error, and why that differs."""


def sha1(ids: Iterable[str]) -> str:
    return hashlib.sha1("\n".join(ids).encode()).hexdigest()


@needs_shared
def test_library_of_the_original() -> None:
    assert SHARED
    library = SHARED / "golden/library"
    entries: list[dict[str, Any]] = gzip_json(library / "database.db")["data"]
    context = Context()
    met = set()
    for line in (library / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        theirs = json.loads(line)
        query = theirs["query"]
        try:
            found = [entry["id"] for entry in compile_query(query, context).search(entries)]
        except QueryError:
            found = None
        count = None if found is None else len(found)
        if query in DIFFERENCES:
            met.add(query)
            expected, reason = DIFFERENCES[query]
            assert count == expected, f"{query}: {reason}"
            assert count != theirs.get("count"), f"{query} is no difference any more"
        elif "error" in theirs:
            assert found is None, query
        else:
            assert found is not None, query
            assert (query, count) == (query, theirs["count"])
            assert sha1(found) == theirs["sha1_in_order"], query
    assert met == set(DIFFERENCES)


@needs_shared
def test_similarity_of_the_original() -> None:
    """A hash of zeros is like nothing to us; the original's cosine is no number there."""
    assert SHARED
    vectors = json.loads((SHARED / "golden/similarity/vectors.json").read_text())
    hashes = [Hash(embedding["similarityHash"], "") for embedding in vectors["embeddings"]]
    seeds = [Seed.of(each, EVERYTHING) for each in hashes]
    assert len(vectors["cosine"]) > 100
    for pair in vectors["cosine"]:
        ours = seeds[pair["a"]].likeness(hashes[pair["b"]])
        assert math.isclose(ours, pair["cosine"] or 0, abs_tol=1e-12)
