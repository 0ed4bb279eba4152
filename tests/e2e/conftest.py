"""One imported gallery and one browser for all tests; a fresh window for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.e2e.photos import fill
from tests.e2e.server import Server, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this directory need the browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that has imported everything and looks for new photos every ten seconds."""
    root = tmp_path_factory.mktemp("gallery")
    fill(root / "Pictures")
    with running(root, "--watch-sources") as server:
        server.wait_for_import()
        yield server


class Complaints(list[str]):
    """Errors of the page: none may remain, and the security policy complains here, too."""

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.append(str(error.error)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.append(f"{message.text} {message.location}")


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def desktop(browser: Browser, gallery: Server, complaints: Complaints) -> Iterator[Page]:
    """A window on a desk, on no page yet."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, base_url=gallery.url, locale="en-GB",
        timezone_id="UTC", color_scheme="dark",
    )  # fmt: skip
    complaints.watch(context)
    yield context.new_page()
    context.close()
    assert not complaints


@pytest.fixture
def phone(browser: Browser, gallery: Server, complaints: Complaints) -> Iterator[Page]:
    """A phone, on no page yet."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, base_url=gallery.url, locale="en-GB",
        timezone_id="UTC", has_touch=True, is_mobile=True, device_scale_factor=2,
    )  # fmt: skip
    complaints.watch(context)
    yield context.new_page()
    context.close()
    assert not complaints
