from pathlib import Path
from unittest.mock import MagicMock

import pytest

from homegallery.cli import extract as command_module
from homegallery.cli.extraction import Extraction, limited
from homegallery.config.model import Settings
from homegallery.index.selection import Selection
from tests.cli.conftest import Home
from tests.gallery import jpeg
from tests.index.records import DATE, record


def test_what_is_missing_is_made(home: Home) -> None:
    home.gallery.add("a.jpg", jpeg(1))
    home.gallery.add("2024/b.jpg", jpeg(2))
    home.run("index", "-d", "Pictures", "-i", "p.idx")
    code, output = home.run("extract", "-i", "p.idx", "--concurrent", "1", "--printEntry")
    assert code == 0, output
    assert "Done: 2 files, 0 failures" in output
    assert '"filename":"2024/b.jpg"' in output.replace("\n", "")
    before = home.gallery.previews()
    assert len(before) == 4
    assert home.run("extract", "-i", "p.idx", "--concurrent", "1")[0] == 0
    assert home.gallery.previews() == before
    caches = list(home.gallery.settings.storage.dir.glob("*/*/*-meta.cache"))
    assert len(caches) == 2


def test_failures_are_listed_and_exit_with_three(home: Home) -> None:
    home.gallery.add("bad.jpg", b"no picture")
    home.run("index", "-d", "Pictures", "-i", "config/Pictures.idx")
    code, output = home.run("extract", "--concurrent", "1")
    assert code == 3
    assert "Failed: Pictures: bad.jpg: " in output


def test_a_missing_index_is_an_error(home: Home) -> None:
    code, output = home.run("extract", "-i", "typo.idx")
    assert code == 1
    assert "there is no index" in output
    assert "typo.idx" in output


@pytest.fixture
def settings(home: Home, monkeypatch: pytest.MonkeyPatch) -> MagicMock:
    """Called in place of the extraction."""
    called = MagicMock(return_value=Extraction())
    monkeypatch.setattr(command_module, "extract_all", called)
    return called


def used(called: MagicMock) -> Settings:
    found: Settings = called.call_args.args[0]
    return found


def test_options_become_settings(home: Home, settings: MagicMock) -> None:
    code, output = home.run(
        "extract", "-i", "a.idx", "b.idx", "-s", "objects", "-j", "x", "-e", "*.psd",
        "-C", "2024-01-01", "--skip", "2", "--limit", "3", "--concurrent", "4",
        "--geo-server", "http://geo", "--geoAddressLanguage", "de,fr", "en",
        "--api-server", "http://api", "--api-server-timeout", "999",
        "--api-server-concurrent", "99", "--use-native", "ffmpeg", "exiftool",
    )  # fmt: skip
    assert code == 0, output
    found, root = used(settings), home.gallery.root
    assert found.file_index.files == [str(root / "a.idx"), str(root / "b.idx")]
    assert (found.file_index.journal, found.file_index.min_checksum_date) == ("x", "2024-01-01")
    assert found.storage.dir == root / "objects"
    extractor = found.extractor
    assert extractor.excludes == ["*.psd"]
    assert (extractor.stream.skip, extractor.stream.limit, extractor.stream.concurrent) == (2, 3, 4)
    assert extractor.geo_reverse.url == "http://geo"
    assert extractor.geo_reverse.address_language == ["de", "fr", "en"]
    assert (extractor.api_server.timeout, extractor.api_server.concurrent) == (300, 20)
    assert extractor.use_native == ["ffmpeg", "exiftool"]


def test_the_configuration_counts_where_no_option_is_given(home: Home, settings: MagicMock) -> None:
    home.run("extract")
    found = used(settings)
    assert found.storage.dir == home.gallery.settings.storage.dir
    assert found.extractor.image.preview_sizes == [128, 64]


@pytest.mark.parametrize(
    ("skip", "limit", "since", "expected"),
    [
        (0, 0, None, [["a", "b", "c"], ["d", "e"]]),
        (2, 2, None, [["c"], ["d"]]),
        (4, 0, None, [[], ["e"]]),
        (0, 1, None, [["a"], []]),
        (0, 0, DATE, [["b"], []]),
    ],
)
def test_skip_limit_and_date_count_over_all_indices(
    home: Home, skip: int, limit: int, since: str | None, expected: list[list[str]]
) -> None:
    settings = home.gallery.settings
    stream = settings.extractor.stream.model_copy(update={"skip": skip, "limit": limit})
    settings = settings.model_copy(
        update={
            "extractor": settings.extractor.model_copy(update={"stream": stream}),
            "file_index": settings.file_index.model_copy(update={"min_checksum_date": since}),
        }
    )
    first = [record("a"), record("b", sha1sum_date="2027-01-01T00:00:00.000Z"), record("c")]
    chosen = [
        Selection("one", Path("/"), first),
        Selection("two", Path("/"), [record("d"), record("e")]),
    ]
    found = limited(settings, chosen)
    assert [[one.filename for one in part.records] for part in found] == expected
