"""The HTML page: the newest entries and the state of the app inside."""

import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

import homegallery
from homegallery import jsontext
from homegallery.config.model import Settings
from homegallery.server.access import View
from homegallery.server.border import app_policy
from homegallery.vision.limits import read_limits

_ESCAPES = {
    b"<": b"\\u003c",
    b">": b"\\u003e",
    b"&": b"\\u0026",
    "\u2028".encode(): b"\\u2028",
    "\u2029".encode(): b"\\u2029",
}


@dataclass(frozen=True, slots=True)
class Page:
    """HTML and the content security policy that belongs to it."""

    html: bytes
    policy: str


class Pages:
    """Renders ``index.html`` of ``templates`` for a view.

    The import map of the modules lies in ``static``; its addresses are relative
    to the base. Raises ``RegistryError`` if the models cannot be read.
    """

    def __init__(self, settings: Settings, *, templates: Path, static: Path) -> None:
        environment = Environment(loader=FileSystemLoader(templates), autoescape=True)
        self._template = environment.get_template("index.html")
        self._importmap = _importmap(static / "vendor" / "importmap.json")
        self._title = settings.webapp.title
        self._disabled = settings.webapp.disabled
        self._limits = asdict(read_limits(settings.vision))
        self._base = base_href(settings.server.prefix, settings.server.base_path)

    def render(self, view: View) -> Page:
        """The page as this viewer sees it."""
        nonce = secrets.token_urlsafe(18)
        html = self._template.render(
            title=self._title,
            base=self._base,
            nonce=nonce,
            importmap=self._importmap,
            state_json=script_json(self._state(view)),
            entries=view.front,
            version=homegallery.__version__,
        )
        return Page(html.encode("utf-8", "replace"), app_policy(nonce))

    def _state(self, view: View) -> dict[str, object]:
        return {
            "title": self._title,
            "base": self._base,
            "viewer": view.viewer,
            "disabled": self._disabled,
            "limits": self._limits,
            "sources": [],
            "entries": view.front,
            "rootHash": view.root_hash or "",
            "total": view.total,
            "version": homegallery.__version__,
        }


def base_href(prefix: str, base_path: str) -> str:
    """What all links of the app are relative to; ends with a slash."""
    return (prefix or base_path).rstrip("/") + "/"


def script_json(value: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = jsontext.dumps(value)
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text.decode())  # noqa: S704


def _importmap(file: Path) -> Markup:
    return script_json(jsontext.loads(file.read_bytes()) if file.exists() else {})
