"""From a photo to those that look like it, and to those of a person."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from homegallery.database.entry import Entry, Face
from homegallery.database.file import Database, write_database
from tests.e2e.conftest import Complaints
from tests.e2e.photos import photo
from tests.e2e.screen import open_stream, shown_id, until, wait_until_shown
from tests.e2e.server import Server, running

PHOTOS = 8
SPACE = "mobilenetv2-12-12/rotation-1"
MODEL = "yunet+mobilefacenet_128-2023mar+1"
# Levels of 12 coordinates: photos 0 to 2 are alike, 3 is the opposite, 4 is of another space.
HASHES = ("+" * 12, "+" * 11 + "-", "+" * 10 + "--", "-" * 12, "+" * 12)


def _hash(signs: str) -> str:
    """A strong positive or negative part for each coordinate."""
    bits = "".join("1100" if sign == "+" else "0011" for sign in signs)
    return base64.b64encode(int(bits, 2).to_bytes(len(bits) // 8)).decode()


def _face(x: float, descriptor: list[float]) -> Face:
    return {
        "age": 0, "gender": "unknown", "expressions": [], "x": x, "y": 0.3, "width": 0.02,
        "height": 0.03, "descriptor": descriptor, "model": MODEL,
    }  # fmt: skip


def _recognise(entries: list[Entry]) -> None:
    """As an import with models would: entries are the newest first."""
    for entry, signs in zip(entries, HASHES, strict=False):
        entry["similarityHash"] = _hash(signs)
        entry["similarityModel"] = SPACE
    entries[4]["similarityModel"] = "mobilenet_v2_1.0_224-1/rotation-1"
    entries[0]["faces"] = [_face(0.2, [1.0, 0.0]), _face(0.6, [0.0, 1.0])]
    entries[5]["faces"] = [_face(0.4, [0.1, 0.9])]
    entries[0]["objects"] = [
        {"x": 0.1, "y": 0.1, "width": 0.8, "height": 0.8, "score": 0.9, "class": "cell phone"},
        {"x": 0.2, "y": 0.5, "width": 0.2, "height": 0.2, "score": 0.9, "class": "cell phone"},
    ]


@pytest.fixture(scope="module")
def recognised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A gallery of a few photos in which something was recognised."""
    root = tmp_path_factory.mktemp("recognised")
    (root / "Pictures").mkdir()
    for number in range(PHOTOS):
        taken = f"2025:01:{20 - number:02} 12:00:00"
        (root / "Pictures" / f"{number}.jpg").write_bytes(photo(number, taken))
    with running(root) as server:
        server.wait_for_import()
    _change(root / "config" / "database.db")
    with running(root) as server:
        server.wait_for_import()
        yield server


def _change(path: Path) -> None:
    with Database.open(path) as database:
        entries = sorted(database.entries(), key=lambda entry: entry["date"], reverse=True)
    _recognise(entries)
    write_database(path, entries)


@contextmanager
def _window(
    browser: Browser, gallery: Server, complaints: Complaints, *, phone: bool
) -> Iterator[Page]:
    width, height = (390, 844) if phone else (1280, 800)
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=phone, is_mobile=phone,
        base_url=gallery.url, locale="en-GB", timezone_id="UTC", reduced_motion="reduce",
    )  # fmt: skip
    complaints.watch(context)
    yield context.new_page()
    context.close()
    assert not complaints


@pytest.fixture
def desk(browser: Browser, recognised: Server, complaints: Complaints) -> Iterator[Page]:
    with _window(browser, recognised, complaints, phone=False) as page:
        yield page


@pytest.fixture
def pocket(browser: Browser, recognised: Server, complaints: Complaints) -> Iterator[Page]:
    with _window(browser, recognised, complaints, phone=True) as page:
        yield page


def _open(page: Page, index: int = 0) -> None:
    open_stream(page)
    page.locator("#stream .cell a[href]").nth(index).click()
    wait_until_shown(page)


def _ids(page: Page, count: int) -> list[str]:
    """Of the list, once it has so many photos."""
    links = page.locator("#stream .cell a[href]")
    expect(links).to_have_count(count)
    return [(link.get_attribute("href") or "").removeprefix("view/")[:12] for link in links.all()]


def _box(page: Page, number: int) -> Locator:
    return page.get_by_role("link", name=f"Photos of this person: face {number} of 2")


def test_the_photo_itself_comes_first_then_the_most_alike(desk: Page) -> None:
    open_stream(desk)
    newest = _ids(desk, PHOTOS)
    _open(desk, 2)
    desk.get_by_role("button", name="Similar photos").click()
    expect(desk.get_by_role("dialog")).to_have_count(0)
    # The third differs from the second by one coordinate, from the first by two.
    assert _ids(desk, 3) == [newest[2], newest[1], newest[0]]
    expect(desk.get_by_role("textbox", name="Search")).to_have_value(f"similar:{newest[2]}")
    expect(desk.locator(".count")).to_have_text("3 results")


def test_the_key_and_the_address(desk: Page) -> None:
    _open(desk)
    first = shown_id(desk)
    desk.keyboard.press("s")
    found = _ids(desk, 3)
    assert found[0] == first
    address = desk.url
    desk.go_back()
    assert shown_id(desk) == first
    for path in (address, f"similar/{first}"):
        open_stream(desk, path)
        assert _ids(desk, 3) == found
    open_stream(desk, f"similar/{first}?q=not%20day:20")
    assert _ids(desk, 2) == found[1:]


def test_a_photo_without_hash_has_no_button(desk: Page) -> None:
    _open(desk, PHOTOS - 1)
    last = shown_id(desk)
    expect(desk.get_by_role("button", name="Similar photos")).to_have_count(0)
    expect(desk.get_by_role("button", name="Faces and objects")).to_have_count(0)
    desk.keyboard.press("s")
    assert shown_id(desk) == last


def test_faces_are_framed_and_lead_to_their_person(desk: Page) -> None:
    open_stream(desk)
    newest = _ids(desk, PHOTOS)
    _open(desk)
    expect(_box(desk, 1)).to_have_count(0)
    toggle = desk.get_by_role("button", name="Faces and objects")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "true")
    frame, picture = _box(desk, 2).bounding_box(), desk.locator(".media").nth(0).bounding_box()
    assert frame
    assert picture
    assert abs(frame["x"] - picture["x"] - 0.6 * picture["width"]) < 2
    assert abs(frame["y"] - picture["y"] - 0.3 * picture["height"]) < 2
    expect(desk.get_by_role("link", name="cell phone")).to_have_count(2)
    _box(desk, 2).click()
    assert _ids(desk, 2) == [newest[0], newest[5]]
    expect(desk.get_by_role("textbox", name="Search")).to_have_value(f"face:{newest[0]}.1")
    open_stream(desk, f"faces/{newest[5]}/0")
    assert _ids(desk, 2) == [newest[5], newest[0]]


def test_frames_by_keyboard_stay_for_the_next_visit(desk: Page) -> None:
    _open(desk)
    desk.keyboard.press("a")
    expect(_box(desk, 2)).to_be_visible()
    for name in ("Search for “cell phone”", "Search for “cell phone”"):
        desk.keyboard.press("Tab")
        assert desk.evaluate("document.activeElement.title") == name
    desk.keyboard.press("Tab")
    expect(_box(desk, 1)).to_be_focused()
    desk.reload()
    expect(_box(desk, 1)).to_be_visible()
    desk.keyboard.press("a")
    expect(_box(desk, 1)).to_have_count(0)
    desk.keyboard.press("a")
    _box(desk, 1).focus()
    desk.keyboard.press("Enter")
    _ids(desk, 1)


def test_details_name_objects_and_show_faces(desk: Page) -> None:
    _open(desk)
    desk.keyboard.press("i")
    details = desk.get_by_role("complementary", name="Details")
    expect(details.get_by_role("link", name="Photos of this person")).to_have_count(2)
    details.get_by_role("link", name="cell phone × 2").click()
    _ids(desk, 1)
    expect(desk.get_by_role("textbox", name="Search")).to_have_value('object:"cell phone"')


def test_a_finger_hits_small_faces_and_swipes_over_them(pocket: Page) -> None:
    _open(pocket)
    first = shown_id(pocket)
    pocket.get_by_role("button", name="Faces and objects").tap()
    box = _box(pocket, 1).bounding_box()
    assert box
    assert box["width"] < 12
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    hit = "([x, y]) => document.elementFromPoint(x, y).closest('.face-box') !== null"
    for dx, dy in ((20, 0), (-20, 0), (0, 20), (0, -20)):
        assert pocket.evaluate(hit, [middle[0] + dx, middle[1] + dy])
    for button in pocket.locator(".overlay-top .button").all():
        size = button.bounding_box()
        assert size
        assert size["width"] >= 44
        assert size["height"] >= 44
    pocket.touchscreen.tap(middle[0] + 15, middle[1])
    assert _ids(pocket, 1) == [first]


def test_a_drag_that_begins_on_a_face_goes_on(desk: Page) -> None:
    _open(desk)
    first = shown_id(desk)
    desk.keyboard.press("a")
    box = _box(desk, 2).bounding_box()
    assert box
    desk.mouse.move(box["x"] + 5, box["y"] + 5)
    desk.mouse.down()
    desk.mouse.move(box["x"] - 200, box["y"] + 5, steps=8)
    desk.mouse.move(box["x"] - 600, box["y"] + 5, steps=8)
    desk.mouse.up()
    until(desk, f"!location.pathname.includes('{first}')")
    assert "/view/" in desk.url


def test_the_worker_computes_with_web_assembly(desk: Page) -> None:
    """The security policy of its script allows that."""
    open_stream(desk)
    (worker,) = desk.workers
    assert worker.evaluate(
        "async () => { const { products, plainProducts } = await import(new URL('products.js',"
        " location.href)); return products !== plainProducts; }"
    )
