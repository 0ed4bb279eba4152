"""Names, tags and texts of the archive are text, wherever they are shown."""

import shutil
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.photos import BROKEN_NAME, HOSTILE_NAME, HOSTILE_TAG, HOSTILE_TEXT
from tests.e2e.screen import cell_in_window, open_stream


@pytest.fixture
def details(desktop: Page) -> Page:
    """The details of the photo with the hostile name."""
    open_stream(desktop, f"search/{quote('onerror', safe='')}")
    expect(desktop.get_by_text("1 result", exact=True)).to_be_visible()
    cell_in_window(desktop).click()
    desktop.keyboard.press("i")
    panel = desktop.get_by_role("complementary", name="Details")
    expect(panel.get_by_text(HOSTILE_NAME, exact=True)).to_be_visible()
    return desktop


def test_a_name_and_a_description_are_text(details: Page) -> None:
    panel = details.get_by_role("complementary", name="Details")
    expect(panel.get_by_text(HOSTILE_TEXT)).to_be_visible()
    expect(details.locator("#owned, img[src='x']")).to_have_count(0)


@pytest.mark.skipif(not shutil.which("exiftool"), reason="tags of sidecars need exiftool")
def test_a_tag_is_text_and_can_be_searched(details: Page) -> None:
    details.get_by_role("link", name=HOSTILE_TAG, exact=True).click()
    expect(details.get_by_text("1 result", exact=True)).to_be_visible()
    expect(details.locator("#owned")).to_have_count(0)


def test_the_page_of_the_server_holds_no_foreign_markup(details: Page) -> None:
    details.goto("about:blank")
    details.goto("")
    expect(details.locator("#owned")).to_have_count(0)


def test_a_file_that_could_not_be_imported_is_told_with_its_reason(desktop: Page) -> None:
    open_stream(desktop)
    desktop.get_by_role("button", name="View", exact=True).click()
    desktop.get_by_role("button", name="Import and status").click()
    dialog = desktop.get_by_role("dialog", name="Import and status")
    failure = dialog.get_by_role("listitem").filter(has_text=BROKEN_NAME)
    expect(failure).to_be_visible()
    expect(failure.locator(".reason")).not_to_be_empty()
    expect(dialog.get_by_text("Pictures").first).to_be_visible()
