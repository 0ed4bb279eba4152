"""Who is kept out, and single questions to a view; every address is asked in test_matrix."""

import json
from collections.abc import Iterator

import pytest

from homegallery.config.model import AuthSettings
from homegallery.server.access import Access, View
from homegallery.server.preview import parse_preview
from tests.server.gallery import Client, Gallery, make_entry, preview_path

USERS = [{"username": "ann", "password": "secret"}]


@pytest.fixture
def away(gallery: Gallery) -> Iterator[Client]:
    """A client from elsewhere, while there are users."""
    with gallery.running(client="203.0.113.5", auth={"users": USERS}) as client:
        yield client


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_password_is_asked_for(away: Client, method: str) -> None:
    for options in ({}, {"auth": ("ann", "wrong")}, {"auth": ("anonymous", "x")}):
        response = away.request(method, "/api/status", **options)
        assert response.status_code == 401
        assert response.headers["www-authenticate"].startswith('Basic realm="HomeGallery"')
        error = {"error": {"code": 401, "message": "Authentication required"}}
        assert response.text == (
            "" if method == "HEAD" else json.dumps(error, separators=(",", ":"))
        )


@pytest.mark.parametrize("path", ["/api", "/api/x", "/files", "/plugins/x", "/x", "/api/sources/"])
def test_unknown_addresses_do_not_exist(away: Client, path: str) -> None:
    assert away.get(path).status_code == 404


def test_health_and_app_files_are_for_everyone(gallery: Gallery, away: Client) -> None:
    (gallery.static / "app.js").write_text("1")
    assert away.get("/healthz").text == "ok"
    assert away.get("/app.js").text == "1"


def test_forwarded_headers_give_nobody_access(away: Client, gallery: Gallery) -> None:
    for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        assert away.get("/api/status", headers={name: "127.0.0.1"}).status_code == 401
    with gallery.running(client="127.0.0.1", auth={"users": USERS}) as local:
        assert local.get("/api/status").status_code == 200
        proxied = local.get("/api/status", headers={"X-Forwarded-For": "127.0.0.1"})
        assert proxied.status_code == 401


def test_wrong_password_on_an_allowed_address_is_refused(gallery: Gallery) -> None:
    with gallery.running(client="127.0.0.1", auth={"users": USERS}) as local:
        assert local.get("/", auth=("ann", "wrong")).status_code == 401
        assert _viewer(local.get("/").text) == "anonymous"
        assert _viewer(local.get("/", auth=("ann", "secret")).text) == "ann"


def test_guessing_is_throttled(away: Client) -> None:
    answers = [away.get("/api/status", auth=("ann", f"guess {n}")) for n in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_an_empty_filter_means_everything(gallery: Gallery) -> None:
    with gallery.running(auth={"users": [{**USERS[0], "filter": ""}]}) as client:
        assert client.get("/api/status", auth=("ann", "secret")).json()["entries"] == 12


def test_previews_of_entries_are_shown_and_no_others(gallery: Gallery) -> None:
    view = _view(gallery)
    known, unknown = parse_preview(preview_path(3)), parse_preview(preview_path(13))
    assert known is not None
    assert unknown is not None
    assert view.shows(known)
    assert not view.shows(unknown)


def test_clips_of_live_photos_are_shown_with_their_photo(gallery: Gallery) -> None:
    """The clip of a motion photo has the id of the photo, that of a live photo its own."""
    entry = make_entry(1, "2020-01-01", live=preview_path(77, "live-video.mp4"))
    entry["files"].append({**entry["files"][0], "id": f"{77:040x}", "filename": "IMG.MOV"})
    gallery.write([entry])
    view = _view(gallery)
    for number, expected in ((1, True), (77, True), (78, False)):
        clip = parse_preview(preview_path(number, "live-video.mp4"))
        assert clip is not None
        assert view.shows(clip) is expected


def test_previews_of_sidecars_are_shown(gallery: Gallery) -> None:
    entry = make_entry(1, "2020-01-01")
    entry["files"].append({**entry["files"][0], "id": f"{77:040x}", "filename": "IMG.MP4"})
    gallery.write([entry, *(make_entry(n, "2026-01-01") for n in range(100, 160))])
    preview = parse_preview(preview_path(77, "video-preview-720.mp4"))
    assert preview is not None
    assert not _view(gallery).shows_early(preview)
    assert _view(gallery).shows(preview)


def _view(gallery: Gallery) -> View:
    library = gallery.library()
    access = Access(AuthSettings(), library)
    library.refresh()
    return access.view("anonymous")


def _viewer(html: str) -> str:
    state = json.loads(html.partition('id="state">')[2].partition("</script>")[0])
    viewer: str = state["viewer"]
    return viewer
