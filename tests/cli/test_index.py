from pathlib import Path

import pytest

from homegallery.index.checksum import HashFailure
from homegallery.index.file import read_index
from homegallery.index.update import Updated
from tests.cli.conftest import Home
from tests.index.tree import make_tree, names


@pytest.fixture(autouse=True)
def photos(home: Home) -> Path:
    return make_tree(home.gallery.pictures, {"2024/a.jpg": b"one", "b.jpg": b"two", "c.mp4": b"3"})


def indexed(path: str = "p.idx") -> list[str]:
    return names(read_index(Path(path)).records)


def test_create_is_the_default(home: Home) -> None:
    code, output = home.run("index", "-d", "Pictures", "-i", "p.idx")
    assert (code, indexed()) == (0, ["2024", "2024/a.jpg", "b.jpg", "c.mp4"])
    assert "4 new, 0 changed, 0 removed of 4" in output
    assert read_index(Path("p.idx")).base == str(home.gallery.pictures)


@pytest.mark.parametrize("name", ["create", "update"])
def test_it_can_be_named(home: Home, name: str) -> None:
    assert home.run("index", name, "--dir", "Pictures", "--index", "p.idx")[0] == 0
    assert len(indexed()) == 4


def test_limits_exit_with_one_until_nothing_is_left_out(home: Home) -> None:
    arguments = ["index", "-d", "Pictures", "-i", "p.idx", "--addLimits", "2,1,1,1"]
    assert [home.run(*arguments)[0] for _ in range(3)] == [1, 1, 0]
    assert len(indexed()) == 4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-d", "missing"], "cannot read the directory missing"),
        (["-d", "Pictures", "--max-filesize", "big"], "--max-filesize 'big'"),
        (["-d", "Pictures", "--matcher", "name"], "--matcher 'name'"),
        (["-d", "Pictures", "--add-limits", "a"], "initial,offset,factor,max"),
        (["-d", "Pictures", "-E", "missing"], "exclude patterns in missing"),
        (["-d", "Pictures", "--journal", "a/b"], "journal id"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_errors_exit_with_two(home: Home, arguments: list[str], message: str) -> None:
    code, output = home.run("index", "-i", "p.idx", *arguments)
    assert code == 2
    assert message in output
    assert not Path("p.idx").exists()


def test_lists_take_several_values(home: Home) -> None:
    home.run("index", "-d", "Pictures", "--exclude", "b.*", "2024", "-i", "p.idx")
    assert indexed() == ["c.mp4"]
    home.run("index", "-d", "Pictures", "-e", "b.*", "-e", "*.mp4", "-i", "q.idx")
    assert indexed("q.idx") == ["2024", "2024/a.jpg"]


def test_filters_and_checksums(home: Home) -> None:
    (home.gallery.pictures / "2024" / ".nomedia").touch()
    home.run(
        "index", "-d", "Pictures", "-i", "p.idx", "-X", ".nomedia", "--maxFilesize", "2B",
        "--no-checksum",
    )  # fmt: skip
    assert indexed() == ["2024", "2024/.nomedia", "c.mp4"]
    assert {one.sha1sum for one in read_index(Path("p.idx")).records} == {""}


def test_a_journal_is_written_applied_and_gone(home: Home) -> None:
    assert home.run("index", "-d", "Pictures", "-i", "p.idx", "-j", "x")[0] == 0
    assert indexed() == []
    code, output = home.run("index", "journal", "apply", "-i", "p.idx", "-j", "x", "-n")
    assert (code, indexed()) == (0, [])
    assert "Would apply 4 new" in output
    assert home.run("index", "journal", "apply", "-i", "p.idx", "-j", "x")[0] == 0
    assert len(indexed()) == 4
    code, output = home.run("index", "journal", "apply", "-i", "p.idx", "-j", "x")
    assert code == 1
    assert "there is no journal p.idx.x.journal" in output


def test_a_journal_is_removed(home: Home) -> None:
    home.run("index", "-d", "Pictures", "-i", "p.idx", "-j", "x")
    assert home.run("index", "journal", "remove", "-i", "p.idx", "-j", "x") == (0, "")
    assert not Path("p.idx.x.journal").exists()
    code, output = home.run("index", "journal", "remove", "-i", "p.idx", "-j", "x")
    assert code == 0
    assert "there is no journal" in output


def test_stats(home: Home) -> None:
    home.run("index", "-d", "Pictures", "-i", "p.idx")
    code, output = home.run("index", "stats", "-i", "p.idx")
    rows = [line.strip("│ \n").split("│") for line in output.splitlines() if "│" in line]
    table = {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows}
    assert code == 0
    assert table["directories"][0] == "1"
    assert table["files"] == ["3", "7 bytes"]
    assert table["image"] == ["2", "6 bytes"]
    assert table["video"] == ["1", "1 bytes"] or table["video"] == ["1", "1 byte"]
    assert home.run("index", "stats", "-i", "missing.idx")[0] == 1


@pytest.mark.parametrize(
    "command",
    ["index create", "index journal apply", "index journal remove", "index stats", "extract",
     "database create", "database remove"],
)  # fmt: skip
def test_help_shows_an_example_and_the_exit_codes(home: Home, command: str) -> None:
    code, output = home.run(*command.split(), "--help")
    assert code == 0
    assert f"Example: homegallery {command.removesuffix(' create')} --" in output
    assert "Exit codes: 0 " in output


@pytest.mark.parametrize(
    ("done", "code"),
    [
        (Updated(4, 4, 0, 0, stopped=True, limited=True), 130),
        (Updated(4, 4, 0, 0, failures=[HashFailure("a.jpg", "still changing")]), 0),
    ],
)
def test_a_stop_has_its_own_exit_code_and_unread_files_are_warnings(
    home: Home, monkeypatch: pytest.MonkeyPatch, done: Updated, code: int
) -> None:
    monkeypatch.setattr("homegallery.cli.index.update_index", lambda *_, **__: done)
    found, output = home.run("index", "-d", "Pictures", "-i", "p.idx")
    assert found == code
    assert "Warning: a.jpg: still changing" in output or not done.failures
