"""What is on the screen, and hands to move it with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

VIEW = re.compile(r"/view/(\w{12})")

_MEDIA = "document.querySelector('.slide:not([inert]) .media')"
SCALE = f"new DOMMatrix(getComputedStyle({_MEDIA}).transform).a"
"""How far the photo is zoomed in, in JavaScript."""

# Playwright's own waiting evaluates text, which the security policy of the page forbids.
_UNTIL = """async () => {
  const end = performance.now() + 20000;
  while (!(%s)) {
    if (performance.now() > end) return false;
    await new Promise((go) => setTimeout(go, 20));
  }
  return true;
}"""

_IN_WINDOW = """() => [...document.querySelectorAll('.cell a[href]')].filter((link) => {
  const { top, bottom } = link.getBoundingClientRect();
  return top >= 104 && bottom < innerHeight && link.querySelector('img.shown');
}).map((link) => link.getAttribute('href'))"""


def until(page: Page, condition: str) -> None:
    """Wait for a JavaScript condition."""
    assert page.evaluate(_UNTIL % condition), condition


def open_stream(page: Page, path: str = "") -> None:
    """Go there and wait for the whole library."""
    page.goto(path)
    until(page, "performance.getEntriesByName('gallery-synced').length")
    expect(page.locator("#stream .cell a[href]").first).to_be_visible()


def cell_in_window(page: Page, index: int = 0) -> Locator:
    """A photo that is wholly in the window and painted."""
    until(page, f"({_IN_WINDOW})().length > {index}")
    hrefs: list[str] = page.evaluate(_IN_WINDOW)
    return page.locator(f'#stream a[href="{hrefs[index]}"]')


def scroll_to(page: Page, top: int) -> None:
    # Asked again until the stream is long enough.
    until(page, f"(scrollTo(0, {top}), Math.abs(scrollY - {top}) < 2)")


def shown_id(page: Page) -> str:
    """Id of the photo in the viewer."""
    expect(page).to_have_url(VIEW)
    found = VIEW.search(page.url)
    assert found
    return found[1]


def wait_until_shown(page: Page) -> None:
    """The photo in the middle of the stage is sharp."""
    expect(page.locator(".slide:not([inert]) img.sharp")).to_be_visible()


@dataclass
class Fingers:
    """Touches of one or two fingers; a path is a list of points for each finger."""

    page: Page

    def move(self, *paths: Sequence[tuple[float, float]]) -> None:
        session = self.page.context.new_cdp_session(self.page)
        steps = [
            [{"x": path[step][0], "y": path[step][1], "id": finger}
             for finger, path in enumerate(paths)]
            for step in range(len(paths[0]))
        ]  # fmt: skip
        for step, points in enumerate(steps):
            kind = "touchMove" if step else "touchStart"
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            self.page.evaluate("new Promise(requestAnimationFrame)")
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        session.detach()

    def swipe(self, start: tuple[float, float], end: tuple[float, float], steps: int = 6) -> None:
        (x, y), (to_x, to_y) = start, end
        self.move(
            [(x + (to_x - x) * i / steps, y + (to_y - y) * i / steps) for i in range(steps + 1)]
        )
