import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from homegallery.cli.logs import TRACE, one_line, set_up_logs
from homegallery.config.model import LoggerSettings


@pytest.fixture(autouse=True)
def _root_logger_restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = []
    yield
    set_up_logs([], Console(file=io.StringIO()))
    root.handlers[:] = handlers
    root.setLevel(level)


def console() -> tuple[Console, io.StringIO]:
    text = io.StringIO()
    return Console(file=text, width=40), text


def test_console_lines_name_module_and_unusual_level() -> None:
    screen, text = console()
    set_up_logs([LoggerSettings(type="console")], screen)
    logging.getLogger("homegallery.index.scan").info("found %d", 3)
    logging.getLogger("homegallery.index.scan").warning("gone")
    logging.getLogger("homegallery.index.scan").debug("unseen")
    first, second = text.getvalue().splitlines()
    assert first.endswith("]: index.scan found 3")
    assert second.endswith("]: index.scan [warning] gone")


def test_a_line_break_or_markup_in_a_file_name_stays_one_plain_line() -> None:
    screen, text = console()
    set_up_logs([LoggerSettings(type="console")], screen)
    logging.getLogger("homegallery.x").info("bad [red]name\n\x1b[31m\udcff.jpg")
    assert len(text.getvalue().splitlines()) == 1
    assert "[red]name\\n\\x1b[31m\\udcff.jpg" in text.getvalue()


def test_files_hold_json_records_of_the_original(tmp_path: Path) -> None:
    screen, text = console()
    file = tmp_path / "logs" / "gallery.log"
    loggers = [
        LoggerSettings(type="console", level="error"),
        LoggerSettings(type="file", level="trace", file=file),
    ]
    set_up_logs(loggers, screen)
    logger = logging.getLogger("homegallery.importer.run")
    logger.warning("careful")
    logger.log(TRACE, "very fine")
    try:
        raise ValueError("boom")
    except ValueError:
        logger.exception("failed")
    records = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(r["level"], r["levelName"], r["msg"]) for r in records] == [
        (40, "warn", "careful"), (10, "trace", "very fine"), (50, "error", "failed"),
    ]  # fmt: skip
    assert records[0]["module"] == "importer.run"
    assert records[0]["time"].endswith("Z")
    assert records[2]["err"]["stack"][-1] == "ValueError: boom"
    assert "careful" not in text.getvalue()


def test_one_line_keeps_what_is_printable() -> None:
    assert one_line("Grüße 写真 [x]") == "Grüße 写真 [x]"
