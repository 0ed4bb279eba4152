"""Live and motion photos: marked in the stream, played in the viewer."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Complaints
from tests.e2e.screen import Fingers, open_stream, until, wait_until_shown
from tests.e2e.server import Server, running
from tests.extract.films import H264, clip, micro_video
from tests.extract.videos import make_video, needs_ffmpeg

MOTION, PAIR, LONG, STILL = "motion", "pair", "long", "still"
NAMES = (MOTION, PAIR, LONG, STILL)
"""Newest first."""
SIZE = (960, 720)
FILM = "testsrc=size=320x240:rate=10"

CLIP = "document.querySelector('.slide:not([inert]) .media video.live')"
PLAYS = f"{CLIP} && {CLIP}.matches('.shown') && {CLIP}.currentTime > 0.1"
MIDDLE = (640, 400)

pytestmark = needs_ffmpeg


def _photo(name: str, xmp: str = "") -> bytes:
    image = Image.new("RGB", SIZE, (40, 90, 130))
    ImageDraw.Draw(image).text((60, 250), name, fill="white", font_size=180)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = f"2025:06:{20 - NAMES.index(name):02} 12:00:00"
    exif.get_ifd(0x8769)[0x9011] = "+00:00"
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif, **({"xmp": xmp.encode()} if xmp else {}))
    return file.getvalue()


def _fill(directory: Path) -> None:
    directory.mkdir()
    film = clip(directory, seconds=3)
    motion = _photo(MOTION, micro_video(len(film))) + film
    (directory / f"{MOTION}.jpg").write_bytes(motion)
    for name, seconds in ((PAIR, 3), (LONG, 12)):
        (directory / f"{name}.jpg").write_bytes(_photo(name))
        make_video(directory / f"{name}.mov", FILM, *H264, seconds=seconds)
    (directory / f"{STILL}.jpg").write_bytes(_photo(STILL))


@pytest.fixture(scope="module")
def live_gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("live")
    _fill(root / "Pictures")
    with running(root) as server:
        server.wait_for_import()
        yield server


@pytest.fixture
def window(browser: Browser, live_gallery: Server, complaints: Complaints) -> Iterator[Page]:
    context = _context(browser, live_gallery)
    complaints.watch(context)
    yield context.new_page()
    context.close()
    assert not complaints


def _context(browser: Browser, gallery: Server, *, calm: bool = False) -> BrowserContext:
    return browser.new_context(
        viewport={"width": 1280, "height": 800}, base_url=gallery.url, locale="en-GB",
        timezone_id="UTC", reduced_motion="reduce" if calm else "no-preference", has_touch=True,
    )  # fmt: skip


def _open(page: Page, name: str) -> None:
    open_stream(page)
    page.locator("#stream .cell a").nth(NAMES.index(name)).click()
    wait_until_shown(page)


def test_live_photos_are_one_cell_with_a_badge(window: Page) -> None:
    open_stream(window)
    cells = window.locator("#stream .cell")
    expect(cells).to_have_count(len(NAMES))
    expect(cells.locator(".badge")).to_have_text(["LIVE", "LIVE", "LIVE", ""])
    links = window.get_by_role("link", name="Live photo, ")
    expect(links).to_have_count(3)


@pytest.mark.parametrize("name", [MOTION, PAIR])
def test_a_button_plays_the_clip_once(window: Page, name: str) -> None:
    _open(window, name)
    button = window.get_by_role("button", name="Play the live photo")
    expect(button).to_have_text("LIVE")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    until(window, PLAYS)
    assert window.evaluate(f"[{CLIP}.muted, {CLIP}.loop, {CLIP}.controls]") == [True, False, False]
    until(window, f"!{CLIP}")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_key_plays_it_and_ends_it(window: Page) -> None:
    _open(window, PAIR)
    window.keyboard.press("l")
    until(window, PLAYS)
    window.keyboard.press("l")
    until(window, f"!{CLIP}")


def test_it_plays_as_long_as_the_mouse_is_pressed(window: Page) -> None:
    _open(window, MOTION)
    window.mouse.move(*MIDDLE)
    window.mouse.down()
    until(window, PLAYS)
    window.mouse.up()
    until(window, f"!{CLIP}")
    expect(window.locator(".slide:not([inert]) img.sharp")).to_be_visible()


def test_it_plays_as_long_as_a_finger_rests(window: Page) -> None:
    _open(window, PAIR)
    session = window.context.new_cdp_session(window)
    point = {"x": MIDDLE[0], "y": MIDDLE[1]}
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    until(window, PLAYS)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    until(window, f"!{CLIP}")
    window.touchscreen.tap(*MIDDLE)
    expect(window.locator(".viewer.bare")).to_be_visible()  # the first tap, not the second


def test_a_swipe_is_not_held(window: Page) -> None:
    _open(window, MOTION)
    Fingers(window).swipe((900, 400), (300, 400))
    until(window, "document.querySelector('.overlay-count').textContent.trim()[0] === '2'")
    assert window.evaluate(f"{CLIP} === null")


def test_going_on_ends_the_clip(window: Page) -> None:
    _open(window, MOTION)
    window.keyboard.press("l")
    until(window, PLAYS)
    window.keyboard.press("ArrowRight")
    until(window, "!document.querySelector('video.live')")
    button = window.get_by_role("button", name="Play the live photo")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_photo_without_a_clip_has_no_button(window: Page) -> None:
    _open(window, STILL)
    expect(window.get_by_role("button", name="Play the live photo")).to_have_count(0)
    window.keyboard.press("l")
    window.mouse.move(*MIDDLE)
    window.mouse.down()
    window.mouse.up()
    assert window.evaluate(f"{CLIP} === null")


def test_a_film_beside_the_photo_has_controls(window: Page) -> None:
    _open(window, LONG)
    window.keyboard.press("l")
    until(window, PLAYS)
    assert window.evaluate(f"{CLIP}.controls && {CLIP}.duration") > 11


def test_little_moves_for_who_wants_that(browser: Browser, live_gallery: Server) -> None:
    context = _context(browser, live_gallery, calm=True)
    page = context.new_page()
    _open(page, MOTION)
    page.mouse.move(*MIDDLE)
    page.mouse.down()
    page.evaluate("new Promise((go) => setTimeout(go, 400))")  # goes off after that of a hold
    assert page.evaluate(f"{CLIP} === null")
    page.mouse.up()
    page.get_by_role("button", name="Play the live photo").click()
    until(page, PLAYS)
    context.close()


def test_a_clip_that_is_gone_is_told(browser: Browser, live_gallery: Server) -> None:
    context = _context(browser, live_gallery)
    page = context.new_page()
    page.route("**/*-live-video.mp4", lambda route: route.fulfill(status=404))
    _open(page, MOTION)
    page.keyboard.press("l")
    expect(page.get_by_text("The browser cannot play this video.")).to_be_visible()
    button = page.get_by_role("button", name="Play the live photo")
    expect(button).to_have_attribute("aria-pressed", "false")
    context.close()
