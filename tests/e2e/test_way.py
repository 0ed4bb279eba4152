"""The main way: open, scroll, look at photos, go back; photos that come later."""

import re
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.e2e.photos import photo
from tests.e2e.screen import (
    SCALE,
    cell_in_window,
    open_stream,
    scroll_to,
    shown_id,
    until,
    wait_until_shown,
)
from tests.e2e.server import Server


def test_a_photo_is_opened_and_left_where_it_was(desktop: Page) -> None:
    open_stream(desktop)
    scroll_to(desktop, 1500)
    cell = cell_in_window(desktop, 2)
    href = cell.get_attribute("href") or ""
    cell.click()
    assert shown_id(desktop) in href
    wait_until_shown(desktop)

    desktop.keyboard.press("ArrowRight")
    expect(desktop).not_to_have_url(re.compile(re.escape(href)))
    desktop.keyboard.press("ArrowLeft")
    expect(desktop).to_have_url(re.compile(re.escape(href)))

    desktop.go_back()
    expect(desktop.locator(".viewer")).to_have_count(0)
    assert desktop.evaluate("scrollY") == 1500
    expect(desktop.locator(f'#stream a[href="{href}"]')).to_be_focused()


def test_a_zoomed_photo_gets_sharper(desktop: Page) -> None:
    open_stream(desktop, "search/made")
    cell_in_window(desktop, 1).click()
    wait_until_shown(desktop)
    first = _sharp(desktop)
    desktop.mouse.move(640, 400)
    for _ in range(6):
        desktop.mouse.wheel(0, -200)
    until(desktop, f"{SCALE} > 2")
    until(desktop, f"document.querySelector('.slide:not([inert]) img.sharp')?.src !== '{first}'")
    assert _size(_sharp(desktop)) > _size(first)

    shown = shown_id(desktop)
    desktop.keyboard.press("ArrowRight")
    until(desktop, f"!location.pathname.includes('{shown}')")
    until(desktop, f"{SCALE} === 1")


def test_going_on_far_shows_the_last_photo_in_the_stream(desktop: Page) -> None:
    open_stream(desktop)
    cell_in_window(desktop).click()
    first = shown_id(desktop)
    desktop.keyboard.press("Control+ArrowRight")
    until(desktop, f"!location.pathname.includes('{first}')")
    desktop.keyboard.press("End")
    expect(desktop.locator(".overlay-next")).to_have_count(0)
    last = shown_id(desktop)
    desktop.keyboard.press("Escape")
    expect(desktop.locator(f'#stream a[href^="view/{last}"]')).to_be_in_viewport()
    expect(desktop.locator(f'#stream a[href^="view/{last}"]')).to_be_focused()


def test_an_address_of_a_photo_can_be_shared(desktop: Page) -> None:
    open_stream(desktop)
    scroll_to(desktop, 2500)
    cell_in_window(desktop).click()
    address, shown = desktop.url, shown_id(desktop)
    desktop.goto("about:blank")
    desktop.goto(address)
    wait_until_shown(desktop)
    desktop.get_by_role("button", name="Back to the photos").click()
    expect(desktop.locator(f'#stream a[href^="view/{shown}"]')).to_be_in_viewport()
    assert desktop.evaluate("location.pathname") == "/"


def test_a_photo_that_does_not_exist_is_said_to_be_missing(desktop: Page) -> None:
    desktop.goto("view/000000000000")
    expect(desktop.get_by_text("This photo is not in the gallery.")).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(desktop.locator("#stream .cell a[href]").first).to_be_visible()


def test_search_has_an_address_a_count_and_a_way_back(desktop: Page) -> None:
    open_stream(desktop)
    scroll_to(desktop, 1200)
    desktop.keyboard.press("/")
    desktop.keyboard.type("2025-04 made")
    expect(desktop).to_have_url(re.compile(re.escape(quote("2025-04 made"))))
    expect(desktop.get_by_text("6 results")).to_be_visible()
    assert desktop.evaluate("scrollY") == 0
    desktop.reload()
    expect(desktop.get_by_text("6 results")).to_be_visible()
    expect(desktop.get_by_role("textbox", name="Search")).to_have_value("2025-04 made")

    cell_in_window(desktop, 1).click()
    expect(desktop.get_by_text("2 of 6")).to_be_visible()
    desktop.reload()
    expect(desktop.get_by_text("2 of 6")).to_be_visible()
    desktop.go_back()
    expect(desktop.get_by_text("6 results")).to_be_visible()
    desktop.go_back()
    expect(desktop.get_by_text("results")).to_have_count(0)
    until(desktop, "Math.abs(scrollY - 1200) < 4")


def test_a_search_without_results_says_so(desktop: Page) -> None:
    desktop.goto(f"search/{quote('50% #? / nothing', safe='')}")
    expect(desktop.get_by_text("Nothing matches “50% #? / nothing”.")).to_be_visible()
    desktop.get_by_role("button", name="Show all photos").click()
    expect(desktop.locator("#stream .cell a[href]").first).to_be_visible()


def test_a_new_photo_appears_by_itself(desktop: Page, gallery: Server) -> None:
    open_stream(desktop)
    scroll_to(desktop, 1500)
    held = cell_in_window(desktop)
    before = held.bounding_box()
    count = gallery.entries
    new = gallery.pictures / "added later.jpg"
    new.write_bytes(photo(901, "2025:12:24 18:00:00"))
    try:
        expect(desktop.get_by_text(f"{count + 1} photos")).to_be_visible(timeout=60_000)
        link = desktop.get_by_role("gridcell").get_by_role("link", name="24 December 2025")
        assert held.bounding_box() == before
        scroll_to(desktop, 0)
        expect(link).to_be_visible()
        link.click()
        wait_until_shown(desktop)
    finally:
        new.unlink()
        gallery.wait_for_entries(count)


def _sharp(page: Page) -> str:
    source: str = page.evaluate("document.querySelector('.slide:not([inert]) img.sharp').src")
    return source


def _size(url: str) -> int:
    found = re.search(r"-image-preview-(\d+)\.", url)
    assert found
    return int(found[1])
