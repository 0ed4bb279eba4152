"""Everything by keyboard alone, with the focus always where it is expected."""

from playwright.sync_api import Page, expect

from tests.e2e.screen import SCALE, open_stream, shown_id, until, wait_until_shown

_FOCUSED = "document.activeElement.getAttribute('href')"
_FOCUSED_BOX = """(() => {
  const { left, top, bottom } = document.activeElement.getBoundingClientRect();
  return { left, top, bottom };
})()"""


def _focus_grid(page: Page) -> None:
    """By the Tab key from the top of the page to the photos."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the photos")).to_be_focused()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.cell') !== null"):
            return
    raise AssertionError("The photos cannot be reached")


def test_arrows_move_through_the_photos(desktop: Page) -> None:
    open_stream(desktop)
    _focus_grid(desktop)
    first = desktop.evaluate(_FOCUSED)
    desktop.keyboard.press("ArrowRight")
    second = desktop.evaluate(_FOCUSED)
    assert second != first
    desktop.keyboard.press("ArrowLeft")
    assert desktop.evaluate(_FOCUSED) == first
    desktop.keyboard.press("ArrowDown")
    assert desktop.evaluate(_FOCUSED) != first
    desktop.keyboard.press("ArrowUp")
    assert desktop.evaluate(_FOCUSED) == first
    assert desktop.locator('#stream a[tabindex="0"]').count() == 1


def test_the_focus_stays_in_the_window_below_the_month(desktop: Page) -> None:
    open_stream(desktop)
    _focus_grid(desktop)
    for _ in range(12):
        desktop.keyboard.press("ArrowDown")
        box = desktop.evaluate(_FOCUSED_BOX)
        assert box["top"] >= 100
        assert box["bottom"] <= 800
    assert desktop.evaluate("scrollY") > 1000
    for _ in range(12):
        desktop.keyboard.press("ArrowUp")
        box = desktop.evaluate(_FOCUSED_BOX)
        assert box["top"] >= 100
        assert box["bottom"] <= 800


def test_the_ends_of_the_stream(desktop: Page) -> None:
    open_stream(desktop)
    _focus_grid(desktop)
    first = desktop.evaluate(_FOCUSED)
    desktop.keyboard.press("Control+End")
    until(desktop, f"{_FOCUSED} && {_FOCUSED} !== '{first}'")
    assert desktop.evaluate("innerHeight + scrollY >= document.body.scrollHeight - 4")
    desktop.keyboard.press("Control+Home")
    until(desktop, f"{_FOCUSED} === '{first}'")


def test_a_photo_is_opened_and_left(desktop: Page) -> None:
    open_stream(desktop)
    _focus_grid(desktop)
    for _ in range(6):
        desktop.keyboard.press("ArrowDown")
    href = desktop.evaluate(_FOCUSED)
    desktop.keyboard.press("Enter")
    assert shown_id(desktop) in href
    wait_until_shown(desktop)
    expect(desktop.get_by_role("dialog")).to_be_focused()
    assert desktop.evaluate("document.getElementById('below').inert")

    for key in ("ArrowRight", "k", "Space", "j", "Backspace", "ArrowLeft"):
        before = shown_id(desktop)
        desktop.keyboard.press(key)
        until(desktop, f"!location.pathname.includes('{before}')")
    assert shown_id(desktop) in href

    desktop.keyboard.press("+")
    until(desktop, "document.querySelector('.stage').classList.contains('zoomed')")
    desktop.keyboard.press("0")
    until(desktop, "!document.querySelector('.stage').classList.contains('zoomed')")
    until(desktop, f"{SCALE} === 1")

    desktop.keyboard.press("i")
    details = desktop.get_by_role("complementary", name="Details")
    expect(details).to_be_visible()
    desktop.keyboard.press("i")
    expect(details).to_have_count(0)

    desktop.keyboard.press("t")
    expect(desktop.get_by_role("button", name="Next")).to_be_hidden()
    desktop.keyboard.press("t")
    expect(desktop.get_by_role("button", name="Next")).to_be_visible()

    desktop.keyboard.press("Escape")
    expect(desktop.get_by_role("dialog")).to_have_count(0)
    expect(desktop.locator(f'#stream a[href="{href}"]')).to_be_focused()


def test_dialogs_keep_the_focus_and_give_it_back(desktop: Page) -> None:
    open_stream(desktop)
    button = desktop.get_by_role("button", name="View", exact=True)
    button.focus()
    desktop.keyboard.press("Enter")
    dialog = desktop.get_by_role("dialog", name="View")
    expect(dialog).to_be_visible()
    for _ in range(12):
        desktop.keyboard.press("Tab")
        assert desktop.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    desktop.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


def test_slash_searches_and_question_mark_helps(desktop: Page) -> None:
    open_stream(desktop)
    desktop.keyboard.press("?")
    expect(desktop.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    desktop.keyboard.press("Escape")
    desktop.keyboard.press("/")
    box = desktop.get_by_role("textbox", name="Search")
    expect(box).to_be_focused()
    desktop.keyboard.type("what?/")
    expect(box).to_have_value("what?/")
    desktop.keyboard.press("Escape")
    expect(box).to_have_value("")
    desktop.keyboard.press("Escape")
    expect(box).not_to_be_focused()


def test_the_time_line_goes_by_months_and_years(desktop: Page) -> None:
    open_stream(desktop)
    slider = desktop.get_by_role("slider", name="Time line")
    slider.focus()
    newest = slider.get_attribute("aria-valuetext")
    desktop.keyboard.press("ArrowDown")
    expect(slider).not_to_have_attribute("aria-valuetext", newest or "")
    desktop.keyboard.press("End")
    until(desktop, "innerHeight + scrollY >= document.body.scrollHeight - 600")
    desktop.keyboard.press("PageUp")
    desktop.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", newest or "")
    assert desktop.evaluate("scrollY") == 0
