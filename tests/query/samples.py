"""Made-up entries and queries about them, with all that two implementations may see differently.

Texts, ids and hashes come from a few that are nearly the same, so that conditions find something.
"""

import base64
from typing import Any, Final

from hypothesis import strategies as st

from homegallery.query.fields import BY_NAME
from homegallery.query.limits import Limits, SimilarityLimit
from homegallery.query.order import NAMES

Json = dict[str, Any]

# --- entries ------------------------------------------------------------------------------------

_LETTERS: Final = "aAbéE\u0301ñäÄßẞIİıσςΣſKÅÅﬁ日😀𐐀\ud800\u0323\u0307\u0338 \n'\"\\/.~-_"
# Cases that change the length, compositions, a final sigma, signs of two code units, half a sign.
_WORDS: Final = [
    "οδος", "οδοσ", "ΟΔΟΣ", "straße", "STRASSE", "İs", "is", "i\u0307s", "e\u0301te", "ÉTÉ", "été",
    "a.jpg", "A.JPG", "x/a.jpg", "😀", "in", "12:30", "new york",
]  # fmt: skip
_words: Final = st.sampled_from(_WORDS)
_random: Final = st.text(_LETTERS, max_size=5)
_texts: Final = st.one_of(_words, _words, _words, _random)
_ids: Final = st.sampled_from(["a" * 40, "a1" * 20, "a1b" + "0" * 37, "b" * 40, "b0" * 20])
_dates: Final = st.one_of(
    st.sampled_from(
        ["2024-02-29T12:00:00.000Z", "2024-02-30T12:00:00.000Z", "2024-03-01T12:00:00.000Z",
         "2023-01-01T24:00:00.000Z", "1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z",
         "2024-03-01", "2024", "long ago", "", "2024-03-01T10:00:00Z", "2024-03-01T10:00:00+02:00",
         "2024-13-01T00:00:00.000Z", 2024, None]
    ),
    st.datetimes().map(lambda time: f"{time.isoformat(timespec='seconds')}.000Z"),
)  # fmt: skip
_nonsense: Final[st.SearchStrategy[Any]] = st.sampled_from(
    [None, True, False, [], {}, "", "x", "12", "-1.5", "1e3"]
)
_numbers: Final = st.one_of(
    st.integers(-2, 4), st.sampled_from([0.5, 1.5, 12, 48.25, 1024, 1536, 90.5, -0.0]), _nonsense
)
_hashes: Final = st.one_of(
    st.sampled_from(["////", "//AA", "/AAA", "AAAA", "//", "/w==", "", None, 5, "//😀A", "//A="]),
    st.binary(min_size=2, max_size=4).map(lambda data: base64.b64encode(data).decode()),
    st.binary(min_size=80, max_size=110).map(lambda data: base64.b64encode(data).decode()),
)
LIMITS: Final = Limits(
    similar={
        "": SimilarityLimit(0.5, signed=False),
        "signed": SimilarityLimit(0.3, signed=True),
        "5": SimilarityLimit(1.0, signed=False),
    },
    faces={"": 0.55, "other": 1.0},
)
_models: Final = st.sampled_from([None, "", "signed", "signed", "other", "5", 5, "unknown", True])
# Multiples of a quarter: distances of them are exact.
_descriptors: Final = st.lists(st.sampled_from([0, 0.25, 0.5, 1]), max_size=3)


def _some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({}, optional=keys)


def _each(names: str, values: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return dict.fromkeys(names.split(), values)


_names: Final = st.lists(_texts | st.sampled_from(["b", ".x", "c.d"]), max_size=3).map("/".join)
_files: Final = _some(index=_texts, filename=_names | _nonsense, size=_numbers)
_faces: Final = _some(
    age=st.sampled_from([0, 8.9, 30, 39.5, None, "30"]),
    expressions=st.lists(_texts, max_size=2),
    descriptor=_descriptors | st.none(),
    model=_models,
)
_entries: Final = st.fixed_dictionaries(
    {"id": _ids, "date": _dates, "tags": st.lists(_texts | _numbers, max_size=3)},
    optional={
        "type": st.sampled_from(["image", "rawImage", "video", "film", None]),
        "updated": _dates,
        "files": st.lists(_files, max_size=3) | st.none(),
        "people": st.lists(_texts | _nonsense, max_size=2),
        "objects": st.lists(_some(**{"class": _texts}), max_size=2),
        "faces": st.lists(_faces, max_size=2) | st.none(),
        "similarityHash": _hashes,
        "similarityModel": _models,
        **_each("width height duration iso rating latitude longitude", _numbers),
        **_each("favorite hidden live", _nonsense),
        **_each("make model title description country state city road", _texts | _numbers),
    },
)
libraries: Final = st.lists(_entries, min_size=1, max_size=8)

# --- queries ------------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_parts: Final = st.builds(lambda word, start: _quoted(word[start:][:3]), _words, st.integers(0, 4))
_small: Final = st.integers(0, 3).map(str) | st.sampled_from(["12", "23", "59", "1970", "2024"])
_days: Final = st.sampled_from(
    ["1970", "1969", "2024-02", "2024-02-29", "2024-02-30", "2024-03-01", "2024-03", "today", "-1d",
     "-1m", "-9999w", "2024-13"]
)  # fmt: skip
_beginnings: Final = st.builds(lambda id_, length: id_[:length], _ids, st.integers(1, 6))
_values: Final = st.one_of(
    _texts.map(_quoted),
    st.sampled_from(
        ["0", "1.5", "-1.5", "16/9", "1k", "1.5KB", "1\u212a", "2024-02", "yesterday", "true",
         "landscape", "square", "1:30", "0:01:30", "image", "''", "a1.0", "film", "a1b2c", "tru"]
    ),
)  # fmt: skip
_TEXTUAL: Final = ["tag", "people", "city", "location", "file", "filename", "path", "index", "ext"]
_NUMERIC: Final = ["y", "m", "d", "H", "M", "width", "rating", "iso", "lat", "filesize", "duration"]
_compare: Final = [":", "!=", "<", "<=", " > ", ">="]


def _about(
    keys: list[str], operators: list[str], values: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    """Conditions whose values fit the keys."""
    key = st.sampled_from(keys)
    compared = st.builds("{}{}{}".format, key, st.sampled_from(operators), values)
    return st.one_of(
        compared,
        compared,
        st.builds("{} in ({}, {})".format, key, values, values),
        st.builds("{} all in ({} {})".format, key, values, values),
        st.builds("{} in [{}:{}]".format, key, values, values),
    )


_conditions: Final = st.one_of(
    _texts.map(_quoted),
    _parts,
    _about(_TEXTUAL, [":", "!=", "~"], _texts.map(_quoted)),
    _about(_TEXTUAL, ["~"], _parts),
    _about(_NUMERIC, _compare, _small),
    _about(["date"], _compare, _days),
    _about(["favorite", "hidden", "live"], [":", "!="], st.sampled_from(["true", "false"])),
    _about(["similar"], [":"], _beginnings),
    _about(["face"], [":"], st.builds("{}.{}".format, _beginnings, st.integers(0, 1))),
    _about(["id", "type", "ratio"], [":", "!=", "~", "<"], _beginnings | _values),
    st.builds(
        "count({}){}{}".format,
        st.sampled_from(["files", "tags", "objects", "faces", "people"]),
        st.sampled_from(_compare),
        _small,
    ),
    st.builds("exists({})".format, st.sampled_from(list(BY_NAME))),
    _about([*BY_NAME, "foo", "Tag", "tgas"], [*_compare, "~"], _values),
)
_trees: Final = st.recursive(
    _conditions,
    lambda inner: st.one_of(
        inner.map("not {}".format),
        inner.map("({})".format),
        st.builds("{} {}".format, inner, inner),
        st.builds("{} or {}".format, inner, inner),
        st.builds("({}) and {}".format, inner, inner),
    ),
    max_leaves=4,
)
# Chance is the one order that may differ.
_orders: Final = st.lists(
    st.builds(
        "{}{}".format,
        st.sampled_from([name for name in NAMES if name != "random"]) | st.just("count(tags)"),
        st.sampled_from(["", " asc", " desc"]),
    ),
    min_size=1,
    max_size=3,
).map(", ".join)
_ordered: Final = st.one_of(
    st.builds("order by {}".format, _orders),
    st.builds("{} order by {}".format, _trees, _orders),
    st.builds("similar:{} order by similar, {}".format, _beginnings, _orders),
    st.builds("face:{}.0 order by face, {}".format, _beginnings, _orders),
)
_splinters: Final = st.text(_LETTERS + "()[]:,=<>!", max_size=3) | st.sampled_from(
    ["not ", " or ", " in ", " order by ", "count(", "all ", '"', "IN"]
)


def _damaged(query: str, start: int, length: int, splinter: str) -> str:
    start %= len(query) + 1
    return query[:start] + splinter + query[start + length :]


_whole: Final = st.one_of(_trees, _trees, _ordered)
_broken: Final = st.builds(_damaged, _whole, st.integers(0, 60), st.integers(0, 3), _splinters)
queries: Final = st.lists(st.one_of(_whole, _whole, _broken), min_size=4, max_size=12)
