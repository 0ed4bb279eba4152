"""The engine in a real worker, with the browser's own database."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.static.gallery_server import Gallery, serve

ENTRIES = 120

pytestmark = pytest.mark.browser

# Opens the engine as a page does, syncs, and answers what the app would draw.
VISIT = """
async ({ viewer, waitForStore }) => {
  const { Engine } = await import('./engine/client.js');
  const engine = Engine.start();
  const notices = [];
  for (const name of ['offline', 'refused']) engine.on(name, (notice) => notices.push(notice));
  const limits = { similar: {}, faces: {} };
  const state = { rootHash: '', total: 0, entries: [], limits };
  await engine.open({ base: document.baseURI, viewer, state });
  const { rootHash, offline } = await engine.sync();
  const { total } = await engine.query({ text: '' });
  const layout = await engine.layout({ width: 900, viewportWidth: 900, gap: 4, headers: true });
  const { cells } = await engine.cells({ from: 0, to: 3, revision: layout.revision });
  const positions = total > 0 ? [total - 1] : [];
  const { entries: [last] } = await engine.details({ positions });
  while (waitForStore && (await storedRoot()) !== rootHash) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  return {
    total, offline, notices, last: last?.id, first: cells[0]?.id,
    months: layout.headers.map(({ month }) => month), rows: layout.rowTop.length,
  };

  function storedRoot() {
    return new Promise((resolve) => {
      const request = indexedDB.open('home-gallery:/');
      request.onsuccess = () => {
        const database = request.result;
        const found = database.transaction('state').objectStore('state').get('tree');
        found.onsuccess = () => (database.close(), resolve(found.result?.tree?.hash));
      };
    });
  }
}
"""


def entry(number: int) -> dict[str, Any]:
    """Entries are three days apart, newest first."""
    date = datetime(2024, 5, 31, 12, tzinfo=UTC) - timedelta(days=3 * number)
    digest = hashlib.sha1(str(number).encode()).hexdigest()
    return {"id": digest, "type": "image", "date": date.isoformat(), "width": 4, "height": 3}


@pytest.fixture(scope="module")
def entries() -> list[dict[str, Any]]:
    return [entry(number) for number in range(ENTRIES)]


@pytest.fixture
def gallery(entries: list[dict[str, Any]]) -> Gallery:
    return Gallery(entries)


@pytest.fixture
def context(gallery: Gallery, browser: Browser) -> Iterator[BrowserContext]:
    with serve(gallery) as url:
        context = browser.new_context(base_url=url)
        yield context
        context.close()


def visit(context: BrowserContext, viewer: str = "ann", *, wait_for_store: bool = False) -> Any:
    page = context.new_page()
    page.goto("/")
    answer = page.evaluate(VISIT, {"viewer": viewer, "waitForStore": wait_for_store})
    page.close()
    return answer


def test_the_library_arrives(
    context: BrowserContext, gallery: Gallery, entries: list[dict[str, Any]]
) -> None:
    answer = visit(context)
    assert answer["total"] == ENTRIES
    assert answer["first"] == entries[0]["id"]
    assert answer["last"] == entries[-1]["id"]
    assert answer["months"][:2] == ["2024-05", "2024-04"]
    assert answer["rows"] > len(answer["months"])
    hashes = [name for name in gallery.requests if name != "root"]
    assert len(hashes) == len(set(hashes)) == len(gallery.objects) - 1


def test_the_next_visit_takes_the_library_from_the_browser(
    context: BrowserContext, gallery: Gallery
) -> None:
    first = visit(context, wait_for_store=True)
    gallery.requests.clear()
    assert visit(context) == first
    assert gallery.requests == ["root"]


def test_without_a_server_the_stored_library_is_there(
    context: BrowserContext, gallery: Gallery
) -> None:
    first = visit(context, wait_for_store=True)
    gallery.status = 502
    notices = [{"notice": "offline", "offline": True}]
    assert visit(context) == {**first, "offline": True, "notices": notices}


@pytest.mark.parametrize(("viewer", "status"), [("bob", 502), ("ann", 401)])
def test_what_is_not_for_this_viewer_is_wiped(
    context: BrowserContext, gallery: Gallery, viewer: str, status: int
) -> None:
    visit(context, wait_for_store=True)
    gallery.status = status
    assert visit(context, viewer)["total"] == 0
    gallery.status = 502
    assert visit(context)["total"] == 0
