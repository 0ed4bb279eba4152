"""The gallery under a thumb."""

from playwright.sync_api import Page, expect

from tests.e2e.screen import (
    SCALE,
    Fingers,
    cell_in_window,
    open_stream,
    scroll_to,
    shown_id,
    until,
    wait_until_shown,
)

MIDDLE = (195.0, 400.0)


def _open(page: Page) -> str:
    open_stream(page)
    scroll_to(page, 600)
    cell_in_window(page, 1).tap()
    wait_until_shown(page)
    return shown_id(page)


def test_a_swipe_goes_on_and_back(phone: Page) -> None:
    first = _open(phone)
    fingers = Fingers(phone)
    fingers.swipe((330, 400), (60, 410))
    until(phone, f"!location.pathname.includes('{first}')")
    wait_until_shown(phone)
    fingers.swipe((60, 400), (330, 410))
    until(phone, f"location.pathname.includes('{first}')")


def test_a_short_slow_swipe_stays(phone: Page) -> None:
    first = _open(phone)
    Fingers(phone).swipe((220, 400), (190, 400), steps=20)
    until(phone, "document.querySelector('.strip').getAnimations().length === 0")
    assert shown_id(phone) == first


def test_pulling_down_goes_back_to_the_place(phone: Page) -> None:
    first = _open(phone)
    Fingers(phone).swipe((195, 300), (200, 560))
    expect(phone.locator(".viewer")).to_have_count(0)
    assert phone.evaluate("scrollY") == 600
    expect(phone.locator(f'#stream a[href^="view/{first}"]')).to_be_in_viewport()


def test_two_fingers_and_double_taps_zoom(phone: Page) -> None:
    first = _open(phone)
    x, y = MIDDLE
    Fingers(phone).move(
        [(x - 20 - 12 * i, y) for i in range(8)], [(x + 20 + 12 * i, y) for i in range(8)]
    )
    until(phone, f"{SCALE} > 3")
    Fingers(phone).swipe((300, 400), (100, 400))
    assert shown_id(phone) == first, "a zoomed photo is moved, not left"
    _double_tap(phone)
    until(phone, "!document.querySelector('.stage').classList.contains('zoomed')")
    _double_tap(phone)
    until(phone, "document.querySelector('.stage').classList.contains('zoomed')")


def test_a_tap_hides_the_buttons(phone: Page) -> None:
    _open(phone)
    back = phone.get_by_role("button", name="Back to the photos")
    expect(back).to_be_visible()
    phone.touchscreen.tap(*MIDDLE)
    expect(back).to_be_hidden()
    phone.touchscreen.tap(*MIDDLE)
    expect(back).to_be_visible()


def test_details_are_a_sheet_that_is_pushed_away(phone: Page) -> None:
    _open(phone)
    phone.get_by_role("button", name="Details").tap()
    sheet = phone.get_by_role("complementary", name="Details")
    expect(sheet.get_by_text(".jpg").first).to_be_visible()
    box = sheet.bounding_box()
    assert box
    assert box["width"] == 390
    assert box["y"] > 300
    Fingers(phone).swipe((195, box["y"] + 30), (195, box["y"] + 230))
    expect(sheet).to_have_count(0)


# The handle goes a moment after scrolling; a slow machine needs longer to reach for it.
_STAY_IN_MOTION = """() => {
  let step = 1;
  const moving = setInterval(() => scrollBy(0, (step = -step)), 200);
  addEventListener('pointerdown', () => clearInterval(moving), { once: true, capture: true });
}"""


def test_the_time_line_is_dragged(phone: Page) -> None:
    open_stream(phone)
    scroll_to(phone, 300)
    phone.evaluate(_STAY_IN_MOTION)
    handle = phone.locator(".scrubber-handle")
    until(phone, "document.querySelector('.moving')")
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    Fingers(phone).swipe((x, y), (x, y + 400), steps=12)
    until(phone, "scrollY > 1000")
    cell_in_window(phone)


def test_fingers_find_every_control(phone: Page) -> None:
    _open(phone)
    for button in phone.get_by_role("button").all():
        if button.is_visible():
            box = button.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 44, button.get_attribute("aria-label")


def test_nothing_is_wider_than_the_screen(phone: Page) -> None:
    open_stream(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def _double_tap(page: Page) -> None:
    page.touchscreen.tap(*MIDDLE)
    page.touchscreen.tap(*MIDDLE)
