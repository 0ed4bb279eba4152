from collections.abc import Iterator
from pathlib import Path

import pytest

from homegallery import __version__
from homegallery.extract.nominatim import (
    PATIENCE,
    PAUSE,
    Nominatim,
    NominatimError,
    Service,
    accept_language,
)
from tests.extract.nominatim_server import ADDRESS, FakeNominatim, fake_nominatim


class Clock:
    """Time that passes only in pauses, and a second in each request if wanted."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Client(Nominatim):
    """A client that need not wait."""

    def __init__(self, fake: FakeNominatim, root: Path, *languages: str) -> None:
        self.clock = Clock()
        languages = languages or ("en", "de")
        service = Service(fake.url, languages, "me@example.org", root / "answers.sqlite")
        super().__init__(service, clock=self.clock, sleep=self.clock.sleep)


@pytest.fixture
def fake() -> Iterator[FakeNominatim]:
    with fake_nominatim() as fake:
        yield fake


@pytest.fixture
def client(fake: FakeNominatim, tmp_path: Path) -> Iterator[Client]:
    client = Client(fake, tmp_path)
    yield client
    client.close()


def test_the_request(client: Client, fake: FakeNominatim) -> None:
    assert client.address(48.5, -9.123456789) == ADDRESS
    assert fake.requests == ["/reverse?format=jsonv2&lat=48.5000000&lon=-9.1234568"]
    headers = fake.headers[0]
    assert headers["user-agent"] == f"home-gallery/{__version__} (+me@example.org)"
    assert headers["accept-language"] == "en,de;q=0.8,*;q=0.5"


@pytest.mark.parametrize(
    ("languages", "value"),
    [
        (["en"], "en,*;q=0.5"),
        (["en", "de"], "en,de;q=0.8,*;q=0.5"),
        (["en", "de", "fr"], "en,de;q=0.8,fr;q=0.7,*;q=0.5"),
        (["de-AT", "de", "en", "fr"], "de-AT,de;q=0.9,en;q=0.8,fr;q=0.6,*;q=0.5"),
        ([], "*;q=0.5"),
    ],
)
def test_languages(languages: list[str], value: str) -> None:
    assert accept_language(languages) == value


def test_more_than_a_second_after_the_end_of_the_last_request(client: Client) -> None:
    client.address(1, 1)
    client.address(2, 2)
    client.clock.now += 0.4
    client.address(3, 3)
    client.clock.now += 10
    client.address(4, 4)
    assert client.clock.slept == pytest.approx([0, PAUSE, PAUSE - 0.4, 0])
    assert PAUSE > 1


def test_a_failed_request_counts_for_the_pause(client: Client, fake: FakeNominatim) -> None:
    fake.answer((500, {}), (200, ADDRESS))
    with pytest.raises(NominatimError):
        client.address(1, 1)
    client.address(1, 1)
    assert client.clock.slept == pytest.approx([0, PAUSE])


def test_the_same_place_is_asked_once(fake: FakeNominatim, tmp_path: Path) -> None:
    for _ in range(2):  # the second one reads what the first one kept
        client = Client(fake, tmp_path)
        assert client.address(48.50001, 9.1) == ADDRESS
        assert client.address(48.50002, 9.10001) == ADDRESS
        client.close()
    assert len(fake.requests) == 1
    other = Client(fake, tmp_path, "fr")
    other.address(48.5, 9.1)
    other.close()
    assert len(fake.requests) == 2


def test_errors_of_the_service_are_kept_as_well(client: Client, fake: FakeNominatim) -> None:
    fake.answer((200, {"error": "Unable to geocode"}))
    for _ in range(2):
        assert client.address(1, 1) == {"error": "Unable to geocode"}
    assert len(fake.requests) == 1


def test_too_many_requests_end_it_at_once(
    client: Client, fake: FakeNominatim, caplog: pytest.LogCaptureFixture
) -> None:
    client.address(1, 1)
    fake.answer((429, b"slow down"))
    assert client.address(2, 2) is None
    assert client.stopped
    assert client.address(3, 3) is None
    assert client.address(1, 1) == ADDRESS
    assert len(fake.requests) == 2
    assert caplog.messages == [
        f"{fake.url} is not asked again in this import: it got too many requests"
    ]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (500, b"{}", "the address service answered with status 500"),
        (403, b"{}", "the address service answered with status 403"),
        # It is not followed: it could lead to somebody else.
        (302, b"{}", "the address service answered with status 302"),
        (200, b"<html>", "the address service answered with something that is no address"),
        (200, b"[]", "the address service answered with something that is no address"),
        (200, b"\xff", "the address service answered with something that is no address"),
        (200, b"", "the address service answered with something that is no address"),
    ],
)
def test_unusable_answers(
    status: int, body: bytes, reason: str, client: Client, fake: FakeNominatim
) -> None:
    fake.answer((status, body), (200, ADDRESS))
    with pytest.raises(NominatimError) as caught:
        client.address(1, 1)
    assert str(caught.value) == reason
    assert not client.stopped
    assert client.address(1, 1) == ADDRESS
    assert len(fake.requests) == 2


def test_a_service_that_is_away_is_not_asked_for_every_photo(
    client: Client, fake: FakeNominatim
) -> None:
    fake.answer((500, {}), (200, ADDRESS), (500, {}))
    for number in range(2 + PATIENCE):
        if number == 1:
            client.address(1, number)
        else:
            with pytest.raises(NominatimError):
                client.address(1, number)
    assert client.stopped
    assert client.address(1, 90) is None
    assert len(fake.requests) == 2 + PATIENCE


def test_nobody_listens(tmp_path: Path) -> None:
    with fake_nominatim() as fake:
        pass
    client = Client(fake, tmp_path)
    with pytest.raises(NominatimError, match="the address service does not answer: "):
        client.address(1, 1)
    client.close()


@pytest.mark.parametrize("url", ["no url", "http://[", "ftp://127.0.0.1", "http://"])
def test_an_address_that_is_none(url: str, tmp_path: Path) -> None:
    client = Client(FakeNominatim(url=url), tmp_path)
    with pytest.raises(NominatimError, match="the address service does not answer: "):
        client.address(1, 1)
    client.close()
