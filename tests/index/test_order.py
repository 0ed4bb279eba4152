from functools import cmp_to_key
from itertools import zip_longest

from hypothesis import given
from hypothesis import strategies as st

from homegallery.index.order import order_key, sorted_names
from tests.index.records import record

SPECIFIED = [
    ("2011", "d"),
    ("2011/.galleryignore", "f"),
    ("2011/a.jpg", "f"),
    ("2011/a.jpg.xmp", "f"),
    ("2010", "d"),
    ("2010/IMG.JPG", "f"),
    ("2010/VID.MP4", "f"),
    ("root.txt", "f"),
]


def _units(name: str) -> list[int]:
    data = name.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2)]


def _compare(left: tuple[str, str], right: tuple[str, str]) -> int:
    """The rule as the specification words it, level by level."""
    lefts, rights = left[0].split("/"), right[0].split("/")
    for level, (a, b) in enumerate(zip_longest(lefts, rights)):
        if a is None or b is None:
            return -1 if a is None else 1
        a_directory = level < len(lefts) - 1 or left[1] == "d"
        b_directory = level < len(rights) - 1 or right[1] == "d"
        if a_directory != b_directory:
            return -1 if a_directory else 1
        if a != b:
            ascending = -1 if _units(a) < _units(b) else 1
            return -ascending if a_directory else ascending
    return 0


def test_newest_folders_first_and_files_last() -> None:
    shuffled = [record(name, file_type=kind) for name, kind in reversed(SPECIFIED)]
    ordered = sorted(shuffled, key=order_key)
    assert [(one.filename, one.file_type) for one in ordered] == SPECIFIED


_NAMES = st.text(st.sampled_from("ab1\uffee\U0001f600\udcff"), min_size=1, max_size=3)


@given(st.lists(st.lists(_NAMES, min_size=1, max_size=3).map("/".join), unique=True))
def test_order_is_the_specified_one(files: list[str]) -> None:
    folders = {name[:at] for name in files for at, letter in enumerate(name) if letter == "/"}
    paths = [(name, "d") for name in folders] + [(name, "f") for name in set(files) - folders]
    expected = sorted(paths, key=cmp_to_key(_compare))
    ordered = sorted([record(name, file_type=kind) for name, kind in paths], key=order_key)
    assert [(one.filename, one.file_type) for one in ordered] == expected


@given(st.sets(_NAMES))
def test_names_ascend_by_utf16_code_units(names: set[str]) -> None:
    assert sorted_names(names) == sorted(names, key=_units)
