"""The chain index, extract, database by hand, whole and with journals."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from homegallery.database.entry import Entry
from homegallery.database.file import Database, write_database
from homegallery.events.event import Event
from homegallery.events.log import append_events
from homegallery.importer.lock import import_lock
from homegallery.importer.run import run_import
from tests.cli.conftest import Home
from tests.gallery import Gallery, jpeg

INDEX = "config/Pictures.idx"


def index(home: Home, *arguments: str) -> None:
    code, output = home.run("index", "-d", "Pictures", "-i", INDEX, *arguments)
    assert code == 0, output


def chain(home: Home, journal: str | None = None) -> None:
    """What the original's import does in one round."""
    options = ["--journal", journal] if journal else []
    index(home, *options)
    code, output = home.run("extract", "--concurrent", "1", *options)
    assert code == 0, output
    code, output = home.run("database", *options)
    assert code == 0, output
    if journal:
        code, output = home.run("index", "journal", "apply", "-i", INDEX, "-j", journal)
        assert code == 0, output


def without_time(entries: list[Entry]) -> list[dict[str, Any]]:
    return [{key: value for key, value in entry.items() if key != "updated"} for entry in entries]


def imported(gallery: Gallery) -> list[dict[str, Any]]:
    """What an import makes of the same files, with the index and the database thrown away."""
    for path in (gallery.database, Path(INDEX)):
        path.unlink()
    run_import(gallery.settings, workers=1)
    return without_time(gallery.entries())


def fill(gallery: Gallery) -> None:
    gallery.add("2024/a.jpg", jpeg(1, taken="2024:05:01 10:00:00"))
    gallery.add("2024/a.jpg.xmp", xmp("first"))
    gallery.add("2023/b.jpg", jpeg(2))
    gallery.add("2023/copy.jpg", jpeg(2))
    gallery.add("c.png", jpeg(3))
    gallery.add("notes.txt", b"no photo")


def xmp(tag: str) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
        '"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc='
        '"http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>'
        f"{tag}</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def test_the_chain_makes_what_an_import_makes(home: Home) -> None:
    gallery = home.gallery
    fill(gallery)
    chain(home, "first")
    assert gallery.names() == ["2023/b.jpg", "2023/copy.jpg", "2024/a.jpg", "c.png"]

    gallery.add("2024/a.jpg.xmp", xmp("second tag"))
    gallery.add("2025/new.jpg", jpeg(4))
    gallery.add("2023/b.jpg", jpeg(5, taken="2020:01:01 00:00:00"))
    (gallery.pictures / "2023/copy.jpg").unlink()
    (gallery.pictures / "c.png").rename(gallery.pictures / "d.png")
    chain(home, "second")
    merged = without_time(gallery.entries())
    assert gallery.names() == ["2023/b.jpg", "2024/a.jpg", "2025/new.jpg", "d.png"]

    chain(home)
    assert without_time(gallery.entries()) == merged
    assert imported(gallery) == merged
    tags = {entry["files"][0]["filename"]: entry["tags"] for entry in merged}
    assert tags["2024/a.jpg"] == ["second tag"]


@pytest.fixture
def built(home: Home) -> Home:
    """A gallery with an index and a database, but without previews."""
    fill(home.gallery)
    index(home)
    assert home.run("database")[0] == 0
    return home


class TestMerge:
    def test_a_journal_merged_twice_changes_nothing(self, built: Home) -> None:
        built.gallery.add("new.jpg", jpeg(7))
        index(built, "-j", "x")
        built.run("database", "-j", "x")
        before = built.gallery.database.read_bytes()
        code, output = built.run("database", "-j", "x")
        assert (code, built.gallery.database.read_bytes()) == (0, before)
        assert "is unchanged" in output
        assert len(built.gallery.entries()) == 5

    def test_an_index_without_the_journal_is_not_merged(self, built: Home) -> None:
        """The original inserts all its entries a second time."""
        shutil.copytree(built.gallery.pictures, "Other")
        assert built.run("index", "-d", "Other", "-i", "o.idx")[0] == 0
        both = ["-i", INDEX, "o.idx"]
        built.run("database", *both)
        assert len(built.gallery.entries()) == 8
        built.gallery.add("new.jpg", jpeg(7))
        index(built, "-j", "x")
        assert built.run("database", "-j", "x", *both)[0] == 0
        assert len(built.gallery.entries()) == 9

    def test_an_empty_journal_leaves_the_file(self, built: Home) -> None:
        before = built.gallery.database.read_bytes()
        index(built, "-j", "x")
        code, output = built.run("database", "-j", "x")
        assert (code, built.gallery.database.read_bytes()) == (0, before)
        assert "is unchanged" in output

    def test_a_photo_that_loses_a_sidecar_to_a_group_of_its_own_stays(self, home: Home) -> None:
        home.gallery.add("a.jpg", jpeg(1, size=(320, 240)))
        home.gallery.add("a.small.jpg", jpeg(2, size=(16, 16)))
        index(home)
        home.run("database")
        assert home.gallery.names() == ["a.jpg"]
        home.gallery.add("a.small.jpg", jpeg(3, size=(640, 480)))
        index(home, "-j", "x")
        home.run("database", "-j", "x")
        assert home.gallery.names() == ["a.jpg", "a.small.jpg"]


class TestBuild:
    def test_equal_names_of_two_indices_are_not_grouped(self, home: Home) -> None:
        home.gallery.add("a.jpg", jpeg(1))
        Path("Other").mkdir()
        Path("Other/a.xmp").write_bytes(xmp("other"))
        index(home)
        home.run("index", "-d", "Other", "-i", "o.idx")
        home.run("database", "-i", INDEX, "-i", "o.idx")
        (entry,) = home.gallery.entries()
        assert [file["filename"] for file in entry["files"]] == ["a.jpg"]

    def test_excluded_files_are_not_shown(self, built: Home) -> None:
        built.run("database", "--exclude", "/2023", "*.png")
        assert built.gallery.names() == ["2024/a.jpg"]

    def test_another_place(self, built: Home) -> None:
        code, _ = built.run("database", "-i", INDEX, "-d", "other.db", "-s", "nothing")
        assert code == 0
        with Database.open(Path("other.db")) as database:
            assert database.count == 4

    def test_a_missing_index_leaves_the_database(self, built: Home) -> None:
        before = built.gallery.database.read_bytes()
        code, output = built.run("database", "-i", INDEX, "typo.idx")
        assert (code, built.gallery.database.read_bytes()) == (1, before)
        assert "typo.idx" in output

    def test_without_any_index_the_database_stays(self, built: Home) -> None:
        Path(INDEX).unlink()
        before = built.gallery.database.read_bytes()
        assert built.run("database")[0] == 1
        assert built.gallery.database.read_bytes() == before


class TestLock:
    def test_a_running_import_is_not_disturbed(self, built: Home) -> None:
        with import_lock(built.gallery.database):
            code, output = built.run("database")
        assert code == 4
        assert "import" in output

    @pytest.mark.parametrize(
        ("arguments", "noted"), [([], False), (["-i", INDEX], True), (["-j", "x"], True)]
    )
    def test_an_import_that_was_cut_off_stays_noted(
        self, built: Home, arguments: list[str], noted: bool
    ) -> None:
        """Unless index and database agree now."""
        with import_lock(built.gallery.database):
            pass
        assert built.run("database", *arguments)[0] == 0
        with import_lock(built.gallery.database) as lock:
            assert lock.was_cut_off is noted

    def test_after_a_whole_import_an_error_notes_nothing(self, built: Home) -> None:
        assert built.run("database", "-i", "typo.idx")[0] == 1
        with import_lock(built.gallery.database) as lock:
            assert not lock.was_cut_off


def test_a_database_of_nothing_is_replaced(home: Home) -> None:
    home.gallery.add("a.jpg", jpeg())
    home.gallery.database.parent.mkdir(parents=True, exist_ok=True)
    write_database(home.gallery.database, [])
    index(home)
    home.run("database", "create")
    assert home.gallery.names() == ["a.jpg"]


def entry_of(home: Home, filename: str) -> Entry:
    return next(e for e in home.gallery.entries() if e["files"][0]["filename"] == filename)


class TestRemove:
    @pytest.fixture
    def tagged(self, built: Home) -> Home:
        """Only the event log knows the tag ``private`` of ``c.png``."""
        photo = entry_of(built, "c.png")
        event: Event = {
            "type": "userAction",
            "id": "1",
            "targetIds": [photo["id"]],
            "actions": [{"action": "addTag", "value": "private"}],
        }
        append_events(built.gallery.settings.events.file, [event])
        return built

    def test_what_is_found_goes(self, tagged: Home) -> None:
        code, output = tagged.run("database", "remove", "-q", "tag:private")
        assert code == 0
        assert "Removed 1 of 4" in output
        assert tagged.gallery.names() == ["2023/b.jpg", "2023/copy.jpg", "2024/a.jpg"]

    def test_or_is_all_that_stays_and_has_no_tags_of_events(self, tagged: Home) -> None:
        before = entry_of(tagged, "c.png")
        assert tagged.run("database", "remove", "--query", "tag:private", "--keep")[0] == 0
        assert tagged.gallery.entries() == [before]
        assert "private" not in before["tags"]

    def test_similar_is_what_the_model_of_the_hashes_says(self, built: Home) -> None:
        entries = built.gallery.entries()
        for entry, likeness in zip(entries, ("zMzM", "zMzP", "MzMz", "zMzM"), strict=True):
            entry["similarityHash"] = likeness
            entry["similarityModel"] = "mobilenetv2-12-12/rotation-1"
        entries[3]["similarityModel"] = "mobilenet_v2_1.0_224-1/rotation-1"
        write_database(built.gallery.database, entries)
        query = f"similar:{entries[0]['id']}"
        assert built.run("database", "remove", "-q", query, "--keep")[0] == 0
        kept = [entry["id"] for entry in built.gallery.entries()]
        assert sorted(kept) == sorted(entry["id"] for entry in entries[:2])

    def test_a_dry_run_writes_nothing(self, tagged: Home) -> None:
        before = tagged.gallery.database.read_bytes()
        code, output = tagged.run("database", "remove", "-q", "tag:private", "-n")
        assert (code, tagged.gallery.database.read_bytes()) == (0, before)
        assert "Would remove 1 of 4" in output

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            ([], 2), (["-q", " "], 1), (["-q", "tag = (a"], 1),
            (["-q", "tag:private", "-e", "missing.db"], 1),
        ],
    )  # fmt: skip
    def test_errors_leave_the_database(self, tagged: Home, arguments: list[str], code: int) -> None:
        before = tagged.gallery.database.read_bytes()
        assert tagged.run("database", "remove", *arguments)[0] == code
        assert tagged.gallery.database.read_bytes() == before
