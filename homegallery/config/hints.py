"""What looks odd in a configuration that can be used all the same."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from homegallery.config.environment import PREFIX, variables
from homegallery.config.keys import known_keys
from homegallery.config.model import Settings
from homegallery.config.origin import Origins
from homegallery.config.present import is_directory
from homegallery.config.section import Section

# Ratios of difflib: 0.75 between prot and port, 0.8 between titel and title or port and export.
_SAME_SECTION = 0.6
_FREE_SECTION = 0.75
_KNOWN_ELSEWHERE = 0.85
_VARIABLE = 0.9


def hints(settings: Settings, origins: Origins, environ: Mapping[str, str]) -> list[str]:
    """One line for each oddity, the unknown keys first."""
    return [
        *_unknown_keys(settings, "", origins),
        *_unknown_variables(environ),
        *_sources(settings, origins),
        *_services(settings, origins),
        *_server(settings, origins),
    ]


def _unknown_keys(section: Section, path: str, origins: Origins) -> Iterator[str]:
    for key in section.model_extra or {}:
        nearest = _nearest(key, path, free=section.free_keys)
        if nearest or not section.free_keys:
            question = f", did you mean {nearest}?" if nearest else ""
            yield f"{origins.place(path + key)} is an unknown key{question}"
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            yield from _unknown_keys(value, f"{path}{field.alias}.", origins)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, Section):
                    yield from _unknown_keys(item, f"{path}{field.alias}[{index}].", origins)


def _nearest(key: str, path: str, *, free: bool) -> str:
    """A very similar key of the same section, the same key of another, or a similar one.

    In a ``free`` section only a similar one of the section itself.
    """
    generic = "".join("[]" if part.isdigit() else part for part in _split(path))
    siblings = {
        name.lower(): name
        for known in known_keys()
        if known.startswith(generic) and "." not in (name := known.removeprefix(generic))
    }
    names = () if free else known_keys()
    elsewhere = next((known for known in names if known.endswith(f".{key}")), "")
    cutoff = _KNOWN_ELSEWHERE if elsewhere else _FREE_SECTION if free else _SAME_SECTION
    close = get_close_matches(key.lower(), siblings, 1, cutoff)
    return path + siblings[close[0]] if close else elsewhere


def _split(path: str) -> list[str]:
    return path.replace("[", "\0").replace("]", "\0").split("\0")


def _unknown_variables(environ: Mapping[str, str]) -> Iterator[str]:
    """Only likely slips: a variable may be meant for a command, or for a placeholder."""
    for name in environ:
        unknown = name.startswith(PREFIX) and name not in variables()
        if unknown and (close := get_close_matches(name, variables(), 1, _VARIABLE)):
            yield f"environment variable {name} is unknown, did you mean {close[0]}?"


def _sources(settings: Settings, origins: Origins) -> Iterator[str]:
    if not settings.sources:
        yield f"{origins.place('sources')} is empty: there are no photos to show"
    for position, source in enumerate(settings.sources):
        if not source.offline and not is_directory(source.dir):
            place = origins.place(f"sources[{position}].dir")
            yield f"{place} is '{source.dir}': this directory is missing, it counts as offline"


def _services(settings: Settings, origins: Origins) -> Iterator[str]:
    extractor = settings.extractor
    if url := extractor.api_server.url:
        place = origins.place("extractor.apiServer.url")
        yield f"{place}: previews of your photos are sent to {url}"
    if url := extractor.geo_reverse.url:
        place = origins.place("extractor.geoReverse.url")
        yield f"{place}: positions of your photos are sent to {url}"


def _server(settings: Settings, origins: Origins) -> Iterator[str]:
    server = settings.server
    if (server.key is None) != (server.cert is None):
        missing = "server.key" if server.key is None else "server.cert"
        yield f"{origins.place(missing)} is missing: HTTPS needs both key and certificate"
    if server.auth.rules and not server.auth.users:
        place = origins.place("server.auth.rules")
        yield f"{place} has no effect without users: everybody may see the gallery"
