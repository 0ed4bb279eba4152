"""The HTML page: the newest entries and the state of the app inside."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

import homegallery
from homegallery import jsontext
from homegallery.config.model import Settings
from homegallery.config.webapp import MediaViewSettings, PagesSettings, WebappSettings
from homegallery.server.access import View
from homegallery.server.border import app_policy
from homegallery.server.card import Card
from homegallery.server.originals import offers
from homegallery.vision.limits import read_limits

_ESCAPES = {
    b"<": b"\\u003c",
    b">": b"\\u003e",
    b"&": b"\\u0026",
    "\u2028".encode(): b"\\u2028",
    "\u2029".encode(): b"\\u2029",
}


_UNSHARED = WebappSettings(
    disabled=["database", "serverEvents", "events", "edit", "pwa"],
    pages=PagesSettings(
        disabled=["date", "map", "edit", "video", "tag"],
        media_view=MediaViewSettings(disabled=["nav", "edit", "map", "similar", "annotation"]),
    ),
)
"""What the original switches off in a page that somebody shared. It is no grant of access."""


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
        self._whole = _disabled(settings.webapp)
        self._shared = _disabled(settings.webapp, _UNSHARED)
        self._sources = settings.sources
        self._limits = asdict(read_limits(settings.vision))
        self._base = base_href(settings.server.prefix, settings.server.base_path)

    def render(self, view: View, card: Card = (), *, shared: bool = False) -> Page:
        """The page as this viewer sees it; one that is ``shared`` shows nothing beside an entry."""
        nonce = secrets.token_urlsafe(18)
        html = self._template.render(
            title=self._title,
            base=self._base,
            nonce=nonce,
            importmap=self._importmap,
            card=card,
            state_json=script_json(self._state(view) | (self._shared if shared else self._whole)),
            entries=view.front,
            version=homegallery.__version__,
        )
        return Page(html.encode("utf-8", "replace"), app_policy(nonce))

    def _state(self, view: View) -> dict[str, object]:
        return {
            "title": self._title,
            "base": self._base,
            "viewer": view.viewer,
            "rights": {
                "edit": view.rights.edit,
                "download": view.rights.download,
                "admin": view.rights.admin,
            },
            "limits": self._limits,
            "sources": offers(self._sources, view),
            "entries": view.front,
            "rootHash": view.root_hash or "",
            "total": view.total,
            "version": homegallery.__version__,
        }


def _disabled(*settings: WebappSettings) -> dict[str, object]:
    """What any of the settings switches off, as keys of the state."""

    def together(names: Iterable[list[str]]) -> list[str]:
        return list(dict.fromkeys(chain.from_iterable(names)))

    media_view = together(each.pages.media_view.disabled for each in settings)
    return {
        "disabled": together(each.disabled for each in settings),
        "pages": {
            "disabled": together(each.pages.disabled for each in settings),
            "mediaView": {"disabled": media_view},
        },
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
