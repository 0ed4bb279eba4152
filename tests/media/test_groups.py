from dataclasses import dataclass
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.media.groups import group_sidecars
from homegallery.media.types import media_type


@dataclass(frozen=True)
class File:
    filename: str
    size: int


def grouped(files: str, *, original_order: bool = False) -> str:
    """``"a.jpg 9, a.xmp 1"`` -> ``"a.jpg [a.xmp]"``, groups separated by ``; ``."""
    parts = [part.rsplit(" ", 1) for part in files.split(", ")]
    groups = group_sidecars(
        [File(name, int(size)) for name, size in parts], original_order=original_order
    )
    texts = []
    for first, *others in groups:
        sidecars = f" [{', '.join(other.filename for other in others)}]" if others else ""
        texts.append(first.filename + sidecars)
    return "; ".join(texts)


SAME_IN_BOTH = [
    ("IMG_1.jpg 900, IMG_1.jpg.xmp 10, IMG_1.xmp 9", "IMG_1.jpg [IMG_1.jpg.xmp, IMG_1.xmp]"),
    ("a.jpg 900, a.small.jpg 100", "a.jpg [a.small.jpg]"),
    ("a.jpg 100, a.edited.jpg 900", "a.edited.jpg; a.jpg"),
    ("README 3, README.jpg 100", "README.jpg [README]"),
    ("b.jpg 1, a.jpg 2, c.jpg 3", "a.jpg; b.jpg; c.jpg"),
    ("A.jpg 5, a.jpg 4", "A.jpg; a.jpg"),
    (".hidden 5, .hidden.jpg 6", ".hidden.jpg [.hidden]"),
    ("2024/a.jpg 5, 2024/a.xmp 4", "2024/a.jpg [2024/a.xmp]"),
]


@pytest.mark.parametrize(("files", "expected"), SAME_IN_BOTH)
def test_groups_that_both_ways_form(files: str, expected: str) -> None:
    assert grouped(files) == expected
    assert grouped(files, original_order=True) == expected


@pytest.mark.parametrize(
    ("files", "ours", "original"),
    [
        (
            "IMG_1.jpg 5, IMG_1.jpg.xmp 10",
            "IMG_1.jpg [IMG_1.jpg.xmp]",
            "IMG_1.jpg; IMG_1.jpg.xmp",
        ),
        ("IMG_1.jpg 5, IMG_1.xmp 10", "IMG_1.jpg [IMG_1.xmp]", "IMG_1.xmp [IMG_1.jpg]"),
        (
            "IMG_1.HEIC 2000, IMG_1.MOV 3000, IMG_1.JPG 1500",
            "IMG_1.JPG [IMG_1.MOV, IMG_1.HEIC]",
            "IMG_1.MOV [IMG_1.HEIC, IMG_1.JPG]",
        ),
        ("IMG_1.HEIC 2, IMG_1.MOV 3", "IMG_1.HEIC [IMG_1.MOV]", "IMG_1.MOV [IMG_1.HEIC]"),
        ("a.jpg 1, a.wav 9, a.json 8", "a.jpg [a.wav, a.json]", "a.wav [a.json, a.jpg]"),
        ("x.jpg 10, x.png 10", "x.jpg [x.png]", "x.png [x.jpg]"),
    ],
)
def test_a_photo_is_not_hidden_by_a_bigger_file(files: str, ours: str, original: str) -> None:
    assert grouped(files) == ours
    assert grouped(files, original_order=True) == original


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ("IMG_1.HEIC 2, IMG_1_HEVC.MOV 3", "IMG_1.HEIC [IMG_1_HEVC.MOV]"),
        ("IMG_1.HEIC 2, img_1_hevc.mov 3", "IMG_1.HEIC; img_1_hevc.mov"),
        (
            "IMG_1.HEIC 2, IMG_1.JPG 1, IMG_1_hevc.mov 3",
            "IMG_1.JPG [IMG_1_hevc.mov, IMG_1.HEIC]",
        ),
        ("IMG_1.JPG 2, IMG_1_HEVC.MOV 3", "IMG_1.JPG; IMG_1_HEVC.MOV"),
        ("IMG_1.MOV 4, IMG_1_HEVC.MOV 3", "IMG_1.MOV; IMG_1_HEVC.MOV"),
        ("IMG_2.HEIC 4, IMG_1_HEVC.MOV 3", "IMG_1_HEVC.MOV; IMG_2.HEIC"),
    ],
)
def test_the_clip_of_a_live_photo_from_icloud_joins_its_photo(files: str, expected: str) -> None:
    assert grouped(files) == expected


def test_the_original_does_not_know_clips_from_icloud() -> None:
    files = "IMG_1.HEIC 2, IMG_1_HEVC.MOV 3"
    assert grouped(files, original_order=True) == "IMG_1.HEIC; IMG_1_HEVC.MOV"


@pytest.mark.parametrize("main", ["MVI_1.AVI", "CRW_1.CRW"])
def test_the_thumbnail_of_a_camera_is_a_sidecar(main: str) -> None:
    thumbnail = main[:-3] + "THM"
    assert grouped(f"{thumbnail} 10, {main} 900") == f"{main} [{thumbnail}]"
    assert grouped(f"{thumbnail} 10") == thumbnail


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ("IMG.jpg 9, IMG.jpg.json 1", "IMG.jpg [IMG.jpg.json]"),
        (
            "IMG.jpg 1, IMG.jpg.supplemental-metadata.json 9",
            "IMG.jpg [IMG.jpg.supplemental-metadata.json]",
        ),
        (
            "IMG.jpg 9, IMG(1).jpg 8, IMG.jpg.json 1, IMG.jpg(1).json 2",
            "IMG(1).jpg [IMG.jpg(1).json]; IMG.jpg [IMG.jpg.json]",
        ),
        ("IMG.jpg 9, IMG.jpg(1).json 1", "IMG.jpg; IMG.jpg(1).json"),
        ("IMG(1).jpg 9, IMG(1).json 1", "IMG(1).jpg [IMG(1).json]"),
        (
            "IMG.jpg 9, IMG-edited.jpg 8, IMG.jpg.json 1",
            "IMG-edited.jpg; IMG.jpg [IMG.jpg.json]",
        ),
        ("IMG-edited.jpg 8, IMG.jpg.json 1", "IMG-edited.jpg [IMG.jpg.json]"),
        ("IMG.HEIC 5, IMG.MP4 9, IMG.HEIC.json 1", "IMG.HEIC [IMG.MP4, IMG.HEIC.json]"),
        (
            "a/IMG.HEIC 5, a/IMG.MP4 9, a/IMG.HEIC.supplemental-metadata.json 1",
            "a/IMG.HEIC [a/IMG.MP4, a/IMG.HEIC.supplemental-metadata.json]",
        ),
        (
            "metadata.json 99, print-subscriptions.json 98, IMG.jpg 1",
            "IMG.jpg; metadata.json; print-subscriptions.json",
        ),
        ("data.json 9, data.xmp 5", "data.xmp [data.json]"),
    ],
)
def test_json_files_of_takeout_join_their_photo(files: str, expected: str) -> None:
    assert grouped(files) == expected


def test_the_original_does_not_know_takeout() -> None:
    files = "IMG.jpg 9, IMG(1).jpg 8, IMG.jpg(1).json 2, IMG.jpg.suppl.json 1"
    assert grouped(files, original_order=True) == (
        "IMG(1).jpg; IMG.jpg [IMG.jpg(1).json]; IMG.jpg.suppl.json"
    )


_STEMS = st.sampled_from(["a", "b", "a.b", ".a", "a(1)", "a-edited", "c" * 47, "c" * 46])
_ENDS = st.sampled_from(
    [
        *("", ".jpg", ".heic", ".mov", ".xmp", ".jpg.xmp", ".thm"),
        *(".json", ".jpg.json", ".jpg(1).json", ".jpg.suppl.json", ".jpg..json", "(1).json"),
    ]
)
_FILES = st.lists(
    st.builds(File, st.builds("{}{}".format, _STEMS, _ENDS), st.integers(0, 3)),
    unique_by=lambda file: file.filename,
)


@given(_FILES, st.booleans(), st.randoms(use_true_random=False))
def test_each_file_is_in_one_group_whatever_the_order_of_the_listing(
    files: list[File], original_order: bool, random: Random
) -> None:
    groups = group_sidecars(files, original_order=original_order)
    assert sorted(file.filename for group in groups for file in group) == sorted(
        file.filename for file in files
    )
    shuffled = list(files)
    random.shuffle(shuffled)
    assert groups == group_sidecars(shuffled, original_order=original_order)
    assert [group[0].filename for group in groups] == sorted(group[0].filename for group in groups)


@given(_FILES)
def test_no_text_file_leads_a_group_with_a_photo(files: list[File]) -> None:
    for group in group_sidecars(files):
        kinds = [media_type(file.filename) for file in group]
        if kinds[0] in {"meta", "text"}:
            assert set(kinds) <= {"meta", "text", "unknown"} or ".thm" in str(group)


@given(_FILES)
def test_json_files_change_nothing_for_others(files: list[File]) -> None:
    others = [file for file in files if not file.filename.endswith(".json")]
    without = [
        [file for file in group if not file.filename.endswith(".json")]
        for group in group_sidecars(files)
    ]
    assert [group for group in without if group] == group_sidecars(others)
