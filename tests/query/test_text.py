import unicodedata
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from homegallery.query.text import as_text, corpus_text, fold, needle


def test_corpus() -> None:
    entry: dict[str, Any] = {
        "id": "A" * 40,
        "hash": "nothing",
        "type": "rawImage",
        "date": "2024-05-06T07:08:09.000Z",
        "make": "Canon",
        "model": 5,
        "files": [{"filename": "Caf\u0065\u0301/IMG.JPG", "index": "x"}, {"filename": "other"}],
        "description": "two\nlines",
        "country": "Norway",
        "city": "Oslo",
        "tags": ["Sea", 3354, 1.5],
        "objects": [{"class": "boat"}, {"class": "cat"}, {"class": "boat"}],
        "faces": [
            {"age": 34.2, "expressions": ["happy", "sad"]},
            {"age": 39, "expressions": ["happy"]},
            {},
        ],
        "people": ["Ada", ""],
        "title": "At Sea",
    }
    assert corpus_text(entry) == (
        "aaaaaaaaaa rawimage 2024-05-06 canon 5 café/img.jpg two lines norway  oslo  "
        "sea 3354 1.5 boat cat happy sad 30s nans ada at sea"
    )
    assert corpus_text({"id": "1", "files": []}) == "1" + " " * 10


def test_numbers_as_javascript_writes_them() -> None:
    values = [1, 1.0, 1.5, -0.25, True, None, float("nan"), float("inf"), ["x"], "x"]
    assert [as_text(value) for value in values] == [
        "1",
        "1",
        "1.5",
        "-0.25",
        "",
        "",
        "",
        "",
        "",
        "x",
    ]


@given(st.text(max_size=12))
def test_needles_are_found(text: str) -> None:
    for form in ("NFC", "NFD"):
        same = unicodedata.normalize(form, text)
        lower = same.lower().replace("ς", "σ")
        assert fold(same) == unicodedata.normalize("NFC", lower)
        assert needle(same) in corpus_text({"id": "1", "description": same})
    assert "\n" not in needle(text)
