"""The search box understands the query language, and says calmly what it does not."""

from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests.e2e.screen import cell_in_window, open_stream, scroll_to, until


def _box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Search")


def test_a_mistake_is_marked_and_explained_and_the_list_stays(desktop: Page) -> None:
    open_stream(desktop, "search/made")
    scroll_to(desktop, 700)
    before = cell_in_window(desktop).get_attribute("href")
    _box(desktop).fill("made tga:sea")
    hint = desktop.locator("#search-mistake")
    expect(hint).to_have_text("Unknown key tga. Did you mean tag?")
    expect(hint).to_be_visible()
    expect(_box(desktop)).to_have_attribute("aria-invalid", "true")
    expect(_box(desktop)).to_have_attribute("aria-describedby", "search-mistake")
    mark = desktop.locator(".search-mark u")
    expect(mark).to_have_text("tga")
    left = "getBoundingClientRect().left"
    assert mark.evaluate(f"e => e.{left}") > _box(desktop).evaluate(f"e => e.{left}") + 20
    assert cell_in_window(desktop).get_attribute("href") == before
    assert desktop.evaluate("scrollY") == 700

    _box(desktop).fill("made tag:sea or made")
    expect(hint).to_have_count(0)
    expect(_box(desktop)).not_to_have_attribute("aria-invalid", "true")
    expect(mark).to_have_count(0)


def test_an_address_with_a_mistake_shows_all_photos_and_the_mistake(desktop: Page) -> None:
    open_stream(desktop, f"search/{quote('year:soon')}")
    hint = desktop.locator("#search-mistake")
    expect(hint).to_have_text('year needs a whole number, not "soon".')
    desktop.set_viewport_size({"width": 900, "height": 700})
    expect(hint).to_be_visible()
    expect(desktop.locator("#stream a[href]").first).to_be_visible()


def test_conditions_and_orders(desktop: Page) -> None:
    open_stream(desktop, f"search/{quote('made year:2024')}")
    months = desktop.locator("#stream .month-title")
    expect(months.first).to_contain_text("2024")
    expect(desktop.locator(".scrubber-labels span").first).to_be_visible()


def test_a_list_that_is_not_by_date_has_no_months(desktop: Page) -> None:
    open_stream(desktop, f"search/{quote('made order by name')}")
    handle = desktop.get_by_role("slider", name="Time line")
    expect(handle).to_be_visible()
    expect(desktop.locator(".month-title")).to_have_count(0)
    expect(desktop.locator(".scrubber-labels span")).to_have_count(0)
    expect(desktop.locator("#stream .row .cell img.shown").first).to_be_visible()
    handle.focus()
    desktop.keyboard.press("ArrowDown")
    until(desktop, "scrollY > 100")
    expect(handle).to_have_attribute("aria-valuetext", "2")
    desktop.keyboard.press("End")
    until(desktop, "scrollY + innerHeight > document.documentElement.scrollHeight - 2")
    expect(handle).to_have_attribute("aria-valuenow", handle.get_attribute("aria-valuemax") or "")


def test_months_come_back_with_the_dates(desktop: Page) -> None:
    open_stream(desktop, f"search/{quote('made order by name')}")
    _box(desktop).fill("made order by date asc")
    expect(desktop.locator(".month-title").first).to_contain_text("2024")
    _box(desktop).fill("made order by name desc")
    expect(desktop.locator(".month-title")).to_have_count(0)
    expect(desktop.locator("#stream .row .cell img.shown").first).to_be_visible()
