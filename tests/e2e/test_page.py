"""The page as it arrives, and where it lives."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.e2e.screen import cell_in_window, open_stream, scroll_to, shown_id, until
from tests.e2e.server import Server, running

_PLACES = """() => {
  const cells = [...document.querySelectorAll('#stream .cell a[href]')];
  return Object.fromEntries(cells.map((link) => {
    const { x, y, width, height } = link.getBoundingClientRect();
    return [link.getAttribute('href'), [x, y, width, height]];
  }).filter(([, [, y]]) => y < innerHeight));
}"""


@pytest.mark.parametrize("window", ["desktop", "phone"])
def test_nothing_jumps_when_the_app_takes_over(window: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(window)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/app/main.js", hold)
    page.goto("", wait_until="commit")
    until(page, "document.querySelectorAll('#stream.ready .row .cell img.shown').length > 5")
    before: dict[str, Any] = page.evaluate(_PLACES)
    assert len(before) > 5
    assert page.locator(".month-title").first.text_content()
    assert held
    held[0].continue_()
    until(page, "performance.getEntriesByName('gallery-synced').length")
    expect(page.locator("#stream a[href]").first).to_be_visible()
    after = page.evaluate(_PLACES)
    assert {href: after.get(href) for href in before} == before


def test_the_first_photos_are_in_the_html(desktop: Page) -> None:
    html = desktop.request.get("").text()
    state = json.loads(html.partition('id="state">')[2].partition("</script>")[0])
    assert html.count('<img alt=""') == len(state["entries"]) == 50
    assert html.count('-image-preview-320.jpg"') > 40


def test_every_module_is_asked_for_at_once(desktop: Page) -> None:
    modules: set[str] = set()
    desktop.on("request", lambda request: modules.add(request.url))
    open_stream(desktop)
    hrefs: list[str] = desktop.evaluate(
        "[...document.querySelectorAll('link[rel=modulepreload], script[src]')]"
        ".map((element) => element.href || element.src)"
    )
    own = {url for url in modules if url.endswith(".js") and "/engine/" not in url}
    assert own == {href for href in hrefs if "/engine/" not in href}


def test_colours_and_language_are_chosen_and_kept(desktop: Page) -> None:
    open_stream(desktop)
    dark = desktop.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    desktop.get_by_role("button", name="View", exact=True).click()
    desktop.get_by_label("Light").check(force=True)
    light = desktop.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert light != dark
    desktop.get_by_label("Deutsch").check(force=True)
    expect(desktop.get_by_role("dialog", name="Ansicht")).to_be_visible()
    desktop.keyboard.press("Escape")
    desktop.reload()
    expect(desktop.get_by_role("textbox", name="Suchen")).to_be_visible()
    expect(desktop.locator(".month-about").first).to_contain_text("Foto")
    assert desktop.evaluate("getComputedStyle(document.documentElement).backgroundColor") == light
    assert desktop.evaluate("document.documentElement.lang").startswith("de")


def test_what_is_loaded_works_without_the_server(browser: Browser, gallery: Server) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    with running(gallery.root, "--no-import-sources") as server:
        open_stream(page, server.url)
        cell = cell_in_window(page)
        expect(page.get_by_text("Offline")).to_have_count(0)
    expect(page.get_by_text("Offline")).to_be_visible()
    cell.click()
    first = shown_id(page)
    page.keyboard.press("ArrowRight")
    until(page, f"!location.pathname.includes('{first}')")
    page.keyboard.press("Escape")
    scroll_to(page, 2000)
    assert page.locator("#stream .cell a[href]").count() > 20
    context.close()


@pytest.mark.parametrize("prefix", ["/gallery", "/a/b"])
def test_below_a_prefix(browser: Browser, gallery: Server, prefix: str) -> None:
    with running(gallery.root, "--no-import-sources", "--prefix", prefix) as server:
        context = browser.new_context(viewport={"width": 1000, "height": 700})
        page = context.new_page()
        strays: list[str] = []
        page.on(
            "response", lambda answer: strays.append(answer.url) if answer.status >= 400 else None
        )
        open_stream(page, f"{server.url.rstrip('/')}")
        cell_in_window(page).click()
        assert f"{prefix}/view/{shown_id(page)}" in page.url
        page.reload()
        expect(page.locator(".slide:not([inert]) img").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#stream a[href]").first).to_be_visible()
        assert page.evaluate("location.pathname").rstrip("/") == prefix
        assert not strays
        context.close()


def test_what_still_waits_is_told_when_all_photos_are_in(desktop: Page) -> None:
    open_stream(desktop)
    desktop.evaluate(
        """async () => {
          const { importing } = await import(new URL('app/state.js', document.baseURI).href);
          importing.value = {
            phase: 'importing', source: '', done: 234, total: 234, failures: 0, rate: 0.6,
            remaining: 0, message: '', pending: 22, file_done: 0.43,
          };
        }"""
    )
    pill = desktop.locator(".pill")
    expect(pill).to_have_text("Completing 22 photos and videos")
    expect(pill.locator("progress")).to_have_js_property("value", 0.43)
