"""Log messages on the console and in files, in the formats of the original."""

import json
import logging
import os
import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from rich.console import Console

from homegallery.config.model import LoggerSettings
from homegallery.timestamp import iso

TRACE: Final = 5
_LEVELS: Final = {
    "trace": TRACE,
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "error": logging.ERROR,
    "fatal": logging.CRITICAL,
    "silent": logging.CRITICAL + 1,
}
# Numbers of pino, the log library of the original.
_NUMBERS: Final = {"trace": 10, "debug": 20, "info": 30, "warn": 40, "error": 50, "fatal": 60}
_ROOM: Final = "homegallery."


def set_up_logs(loggers: Iterable[LoggerSettings], console: Console) -> None:
    """Send all messages to ``loggers``; replaces what was set up before."""
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    handlers = [_handler(logger, console) for logger in loggers]
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(min((handler.level for handler in handlers), default=_LEVELS["silent"]))
    # httpx tells addresses, and so where photos were taken.
    for noisy in ("asyncio", "httpcore", "httpx", "uvicorn"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _handler(settings: LoggerSettings, console: Console) -> logging.Handler:
    handler: logging.Handler
    if settings.type == "file" and settings.file is not None:
        settings.file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(settings.file, encoding="utf-8", errors="backslashreplace")
    else:
        handler = ConsoleHandler(console)
    handler.setLevel(_LEVELS[settings.level])
    default = "json" if settings.type == "file" else "pretty"
    as_json = (settings.format or default) == "json"
    handler.setFormatter(JsonFormatter() if as_json else PrettyFormatter())
    return handler


class ConsoleHandler(logging.Handler):
    """Prints above a progress bar, if there is one."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record).encode("utf-8", "backslashreplace").decode()
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


class PrettyFormatter(logging.Formatter):
    """``[2026-01-31 12:00:00.000]: importer.run [warning] message``."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created).astimezone()
        level = "" if record.levelno == logging.INFO else f" [{record.levelname.lower()}]"
        stamp = time.strftime("%Y-%m-%d %H:%M:%S") + f".{time.microsecond // 1000:03}"
        text = f"[{stamp}]: {_module(record)}{level} {one_line(record.getMessage())}"
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return text


class JsonFormatter(logging.Formatter):
    """One JSON object per line, as the original writes it."""

    def __init__(self) -> None:
        super().__init__()
        self._host = socket.gethostname()

    def format(self, record: logging.LogRecord) -> str:
        level = _level_name(record.levelno)
        time = iso(datetime.fromtimestamp(record.created, UTC))
        document: dict[str, object] = {
            "level": _NUMBERS[level],
            "time": time,
            "pid": os.getpid(),
            "hostname": self._host,
            "levelName": level,
            "module": _module(record),
            "msg": record.getMessage(),
        }
        if record.exc_info:
            document["err"] = {"stack": self.formatException(record.exc_info).splitlines()}
        return json.dumps(document)


def one_line(text: str) -> str:
    """File names may contain line breaks; a log line must not."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def _module(record: logging.LogRecord) -> str:
    return record.name.removeprefix(_ROOM)


def _level_name(number: int) -> str:
    names = [name for name, value in _LEVELS.items() if value <= number and name in _NUMBERS]
    return names[-1] if names else "trace"
