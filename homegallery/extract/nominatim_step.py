"""Step: the address of a photo from the configured Nominatim service, if there is one."""

from collections.abc import Sequence
from typing import Any, Final

from homegallery.extract.geo_reverse import SOURCE, installed_mark, position_of
from homegallery.extract.nominatim import Nominatim, NominatimError, Service
from homegallery.extract.step import Step, StepError, Work
from homegallery.storage.layout import GEO_REVERSE, meta_key

CACHE: Final = "nominatim.sqlite"
"""File in the storage directory with the answers so far."""


def _client(work: Work) -> Nominatim | None:
    """The client, unless no service is configured; the only way to one."""
    settings = work.settings.geo_reverse
    if settings.url is None:
        return None
    return work.tools.get(
        Service(
            url=settings.url.rstrip("/"),
            languages=tuple(settings.address_language),
            contact=settings.contact,
            cache=work.storage.root / CACHE,
        )
    )


def _writes(work: Work) -> Sequence[str]:
    if position_of(work) is None:
        return ()
    client = _client(work)
    return (GEO_REVERSE,) if client and not client.stopped else ()


def _outdated(work: Work) -> bool:
    """The installed places were asked, and the service has not yet been."""
    mark = installed_mark(work)
    return mark is not None and "nominatim" not in mark


def _run(work: Work) -> None:
    position, client = position_of(work), _client(work)
    assert position is not None
    assert client is not None
    try:
        answer = client.address(*position)
    except NominatimError as error:
        raise StepError(str(error)) from error
    if answer is None:
        return
    if "error" in answer:
        _note(work, answer["error"])
    else:
        answer.pop("geojson", None)
        work.write_json(GEO_REVERSE, answer)


def _note(work: Work, error: Any) -> None:
    """The service knows no address here, so what is installed stays, and it is not asked again."""
    stored = work.objects.meta.get(meta_key(GEO_REVERSE), {})
    mark = {**(installed_mark(work) or {"source": SOURCE}), "nominatim": str(error)}
    work.write_json(GEO_REVERSE, {**stored, "_gallery": mark})


NOMINATIM_STEP: Final = Step(
    name="nominatim",
    version=1,
    writes=_writes,
    run=_run,
    needs=("exif", "geoReverse"),
    lane="network",
    outdated=_outdated,
)
