import json
import logging
from pathlib import Path
from typing import Any

import pytest

from homegallery.index.excludes import Excludes, PatternFileError, read_excludes

CASES = json.loads(Path(__file__).with_name("ignore_cases.json").read_text("utf-8"))


def excluded(excludes: Excludes, filename: str) -> bool:
    """What a walk does: children of an excluded directory are not looked at."""
    parts = filename.split("/")
    parents = ["/".join(parts[:count]) for count in range(1, len(parts))]
    above = any(excludes.matches(parent) or excludes.below(parent) for parent in parents)
    return above or excludes.matches(filename)


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["patterns"]))
def test_answers_are_those_of_the_javascript_library(case: dict[str, Any]) -> None:
    """The cases were answered by ``ignore`` 7.0.16, asked for whole paths."""
    excludes = Excludes(case["patterns"])
    names = case["excluded"] + case["kept"]
    assert sorted(name for name in names if ignores(excludes, name)) == case["excluded"]


def ignores(excludes: Excludes, filename: str) -> bool:
    """What that library does: parents count as directories only."""
    parts = filename.split("/")
    below = any(excludes.below("/".join(parts[:count])) for count in range(1, len(parts)))
    return below or excludes.matches(filename)


@pytest.mark.parametrize(
    ("patterns", "out", "kept"),
    [
        (["**", "!/2025", "!/2025/**"], ["2024", "2024/a.jpg", "a.jpg"], ["2025", "2025/x/a.jpg"]),
        (["**", "!*.jpg"], ["d/a.jpg", "a.png"], ["a.jpg"]),
        (["/2025", "/2024"], ["2025/a.jpg", "2024"], ["x/2025/a.jpg"]),
        (["d", "!d/keep.jpg"], ["d/keep.jpg"], ["e/keep.jpg"]),
        (["foo/"], ["foo/a.jpg", "x/foo/a.jpg"], ["foo", "x/foo"]),
        (["*.JPG"], ["a.jpg", "d/A.Jpg"], ["a.jpeg"]),
        (["# comment", "", "\\#a", "\\!b"], ["#a", "!b"], ["# comment", "a"]),
        (["*.jpg\r\n!keep.jpg"], ["a.jpg"], ["keep.jpg"]),
        (["a*"], ["a\nb.jpg", "a\udcff.jpg"], ["b.jpg"]),
    ],
)
def test_patterns_of_the_specification(
    patterns: list[str], out: list[str], kept: list[str]
) -> None:
    excludes = Excludes(patterns)
    assert [name for name in out + kept if excluded(excludes, name)] == out


def test_a_pattern_that_is_none_is_passed_over_with_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        excludes = Excludes(["[z-a]", "a\\", "*.png"])
    assert excludes.matches("x.png")
    assert not excludes.matches("a.jpg")
    assert "[z-a]" in caplog.text
    assert len(caplog.records) == 2


def test_no_patterns_are_false() -> None:
    assert not Excludes(["# only a comment"])


def test_lines_of_the_file_win(tmp_path: Path) -> None:
    file = tmp_path / "patterns"
    file.write_bytes(b"!keep.jpg\n*.png\xff\n")
    excludes = read_excludes(["*.jpg"], file)
    assert excludes.matches("a.jpg")
    assert not excludes.matches("keep.jpg")
    assert excludes.matches("a.png\udcff")


def test_a_missing_pattern_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PatternFileError, match="nothing-here"):
        read_excludes([], tmp_path / "nothing-here")
