"""Who is asking."""

import asyncio
import logging
import threading
from base64 import b64encode
from collections.abc import Coroutine
from typing import Any

import pytest
from starlette.datastructures import Headers

from homegallery.config.server import ServerSettings
from homegallery.server import auth as auth_module
from homegallery.server.auth import VERIFIED, Authenticator, CredentialsRequiredError
from homegallery.server.errors import ServerError
from homegallery.server.password import Password, hash_password, parse_password
from homegallery.server.throttle import FAILURES, WINDOW, TooManyFailuresError

AWAY = "203.0.113.5"
WAIT = 30.0
"""Seconds after which something that should have happened is an error."""
USERS = [
    {"username": "ann", "password": "a:b:c"},
    {"username": "bob", "password": "{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc="},
    {"username": "__proto__", "password": "x"},
]


class Clock:
    """A clock that stands still until it is set."""

    now = 1000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def auth(clock: Clock) -> Authenticator:
    return Authenticator(_settings(USERS), clock=clock)


def _settings(users: list[dict[str, str]], **server: Any) -> ServerSettings:
    return ServerSettings.model_validate({"auth": {"users": users}, **server})


def basic(text: str, scheme: str = "Basic") -> str:
    return f"{scheme} {b64encode(text.encode()).decode()}"


def _headers(authorization: str | None, **more: str) -> Headers:
    given = {name.replace("_", "-"): value for name, value in more.items()}
    return Headers(given if authorization is None else {**given, "authorization": authorization})


def _ask(
    auth: Authenticator, client: str | None, authorization: str | None, **more: str
) -> Coroutine[Any, Any, str]:
    return auth.identify(client, _headers(authorization, **more))


def _identify(
    auth: Authenticator, client: str | None, authorization: str | None, **more: str
) -> str:
    return asyncio.run(_ask(auth, client, authorization, **more))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (basic("ann:a:b:c"), "ann"),
        (basic("bob:admin"), "bob"),
        (basic("bob:admin", "basic"), "bob"),
        (basic("bob:admin", "BASIC "), "bob"),
        (basic("__proto__:x"), "__proto__"),
    ],
)
def test_right_password_gives_the_name(auth: Authenticator, header: str, name: str) -> None:
    assert _identify(auth, AWAY, header) == name
    assert _identify(auth, AWAY, header) == name


WRONG = [
    basic("ann:a"),
    basic("bob:a:b:c"),
    basic("bob:Admin"),
    basic("Bob:admin"),
    basic("bob:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc="),
    basic("eve:admin"),
    basic("anonymous:x"),
    basic("constructor:x"),
    basic("__proto__:y"),
    basic("ann:"),
    basic(":x"),
    basic("ann"),
    "Basic",
    "Basic !!!",
    "Basic /w==",
    f"Bearer {b64encode(b'bob:admin').decode()}",
    "",
]


@pytest.mark.parametrize("header", WRONG)
@pytest.mark.parametrize("client", [AWAY, "127.0.0.1"])
def test_wrong_credentials_are_refused_everywhere(
    auth: Authenticator, header: str, client: str
) -> None:
    assert auth.known(client, _headers(header)) is None
    with pytest.raises(CredentialsRequiredError):
        _identify(auth, client, header)
    assert auth.known(client, _headers(header)) is None


def test_without_credentials_only_this_machine_is_let_in(auth: Authenticator) -> None:
    for client in ("127.0.0.1", "::1"):
        assert auth.known(client, _headers(None)) == "anonymous"
        assert _identify(auth, client, None) == "anonymous"
    for other in (AWAY, None):
        assert auth.known(other, _headers(None)) is None
        with pytest.raises(CredentialsRequiredError):
            _identify(auth, other, None)


def test_a_proxy_on_this_machine_does_not_make_its_visitors_local(auth: Authenticator) -> None:
    with pytest.raises(CredentialsRequiredError):
        _identify(auth, "127.0.0.1", None, x_forwarded_for="127.0.0.1")
    assert _identify(auth, "127.0.0.1", basic("bob:admin"), x_forwarded_for="::1") == "bob"


def test_rules_look_at_the_client_behind_a_trusted_proxy() -> None:
    rules = [{"type": "allow", "value": "192.168/16"}]
    settings = ServerSettings.model_validate(
        {"auth": {"users": USERS, "rules": rules}, "trustedProxies": ["10.0.0.1"]}
    )
    auth = Authenticator(settings)
    assert _identify(auth, "10.0.0.1", None, x_forwarded_for="192.168.0.7") == "anonymous"
    for proxy, forwarded in (("10.0.0.1", AWAY), ("10.0.0.2", "192.168.0.7")):
        with pytest.raises(CredentialsRequiredError):
            _identify(auth, proxy, None, x_forwarded_for=forwarded)


def test_without_users_a_claimed_name_means_nothing() -> None:
    auth = Authenticator(ServerSettings())
    assert _identify(auth, AWAY, basic("bob:admin")) == "anonymous"
    assert _identify(auth, AWAY, None) == "anonymous"


# --- throttling ---------------------------------------------------------------------------------


def _guess(auth: Authenticator, client: str, times: int, **more: str) -> None:
    for number in range(times):
        with pytest.raises(CredentialsRequiredError):
            _identify(auth, client, basic(f"bob:guess{number}"), **more)


def test_guessing_is_throttled_per_client(auth: Authenticator, clock: Clock) -> None:
    _guess(auth, AWAY, FAILURES)
    with pytest.raises(TooManyFailuresError) as caught:
        _identify(auth, AWAY, basic("bob:admin"))
    assert caught.value.seconds == WINDOW
    assert _identify(auth, "203.0.113.6", basic("bob:admin")) == "bob"
    clock.now += WINDOW
    assert _identify(auth, AWAY, basic("ann:a:b:c")) == "ann"


def test_who_is_logged_in_already_is_not_throttled(auth: Authenticator) -> None:
    _identify(auth, AWAY, basic("bob:admin"))
    _guess(auth, AWAY, FAILURES)
    assert _identify(auth, AWAY, basic("bob:admin")) == "bob"


def test_clients_of_a_trusted_proxy_are_throttled_apart(clock: Clock) -> None:
    auth = Authenticator(_settings(USERS, trustedProxies=["10.0.0.1"]), clock=clock)
    _guess(auth, "10.0.0.1", FAILURES, x_forwarded_for=AWAY)
    with pytest.raises(TooManyFailuresError):
        _identify(auth, "10.0.0.1", basic("bob:admin"), x_forwarded_for=AWAY)
    other = {"x_forwarded_for": "203.0.113.6"}
    assert _identify(auth, "10.0.0.1", basic("bob:admin"), **other) == "bob"


def test_a_forged_address_gives_no_further_guesses(auth: Authenticator) -> None:
    for number in range(FAILURES):
        _guess(auth, AWAY, 1, x_forwarded_for=f"192.0.2.{number}")
    with pytest.raises(TooManyFailuresError):
        _identify(auth, AWAY, basic("bob:admin"), x_forwarded_for="192.0.2.99")
    assert _identify(auth, "203.0.113.6", basic("bob:admin"), x_forwarded_for="1.2.3.4") == "bob"


def test_many_guesses_at_a_time_are_not_more(auth: Authenticator) -> None:
    async def guess() -> list[BaseException | str]:
        asked = [_ask(auth, AWAY, basic(f"bob:guess{number}")) for number in range(3 * FAILURES)]
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = [type(answer) for answer in asyncio.run(guess())]
    assert answers.count(CredentialsRequiredError) == FAILURES
    assert answers.count(TooManyFailuresError) == 2 * FAILURES


# --- the log ------------------------------------------------------------------------------------


def test_the_log_names_the_address_and_nothing_a_visitor_has_written(
    auth: Authenticator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for text in ("bob:s3cret", "bob\n\x1b[31mERROR forged:s3cret"):
        with pytest.raises(CredentialsRequiredError):
            _identify(auth, AWAY, basic(text), x_forwarded_for="forged\n")
    logger = "homegallery.server.auth"
    messages = [record.getMessage() for record in caplog.records if record.name == logger]
    assert messages == [f"Wrong user name or password from {AWAY}"] * 2
    assert "s3cret" not in caplog.text
    assert "forged" not in caplog.text


# --- remembered headers -------------------------------------------------------------------------


def test_a_verified_header_is_remembered_without_what_is_in_it(auth: Authenticator) -> None:
    header = basic("bob:admin")
    assert auth.known(AWAY, _headers(header)) is None
    _identify(auth, AWAY, header)
    assert auth.known(AWAY, _headers(header)) == "bob"
    [key] = auth._verified
    for secret in (b"admin", header.encode(), b64encode(b"bob:admin")):
        assert secret not in key
    other = Authenticator(_settings(USERS))
    _identify(other, AWAY, header)
    assert key not in other._verified


def test_remembered_headers_are_bounded_and_the_oldest_goes(auth: Authenticator) -> None:
    def header(number: int) -> str:
        return basic("bob:admin", "Basic" + " " * number)

    for number in range(VERIFIED):
        _identify(auth, AWAY, header(number))
    assert auth.known(AWAY, _headers(header(0))) == "bob"
    _identify(auth, AWAY, header(VERIFIED))
    assert len(auth._verified) == VERIFIED
    assert auth.known(AWAY, _headers(header(0))) == "bob"
    assert auth.known(AWAY, _headers(header(1))) is None


# --- slow passwords -----------------------------------------------------------------------------


class SlowPassword:
    """Stands for an argon2 hash of ``right``; a verification lasts until it is released."""

    def __init__(self, *, held: bool = False) -> None:
        self.tried: list[str] = []
        self.begun = threading.Event()
        self._release = threading.Event()
        if not held:
            self._release.set()

    def release(self) -> None:
        """Let verifications end."""
        self._release.set()

    def verify(self, candidate: str) -> bool:
        """Wait, then compare."""
        assert threading.current_thread() is not threading.main_thread()
        self.tried.append(candidate)
        self.begun.set()
        assert self._release.wait(WAIT)
        return candidate == "right"


def _slow_auth(monkeypatch: pytest.MonkeyPatch, slow: SlowPassword) -> Authenticator:
    def parse(stored: str) -> Password:
        return Password(slow.verify, slow=True) if stored == "slow" else parse_password(stored)

    monkeypatch.setattr(auth_module, "parse_password", parse)
    return Authenticator(_settings([*USERS, {"username": "cy", "password": "slow"}]))


def test_a_slow_password_is_verified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowPassword()
    auth = _slow_auth(monkeypatch, slow)
    for _ in range(3):
        assert _identify(auth, AWAY, basic("cy:right")) == "cy"
    assert auth.known(AWAY, _headers(basic("cy:right"))) == "cy"
    assert slow.tried == ["right"]


def test_whoever_does_not_exist_is_verified_as_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowPassword()
    auth = _slow_auth(monkeypatch, slow)
    with pytest.raises(CredentialsRequiredError):
        _identify(auth, AWAY, basic("eve:right"))
    assert slow.tried == ["right"]


def test_others_are_answered_during_a_verification(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowPassword(held=True)
    auth = _slow_auth(monkeypatch, slow)

    async def ask() -> None:
        asked = asyncio.create_task(_ask(auth, AWAY, basic("cy:right")))
        assert await asyncio.to_thread(slow.begun.wait, WAIT)
        assert await _ask(auth, AWAY, basic("bob:admin")) == "bob"
        assert not asked.done()
        slow.release()
        assert await asked == "cy"

    asyncio.run(ask())


def test_the_first_requests_of_a_page_share_one_verification(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = SlowPassword()
    auth = _slow_auth(monkeypatch, slow)

    async def ask() -> list[str]:
        asked = (_ask(auth, AWAY, basic("cy:right")) for _ in range(3 * FAILURES))
        return await asyncio.gather(*asked)

    assert asyncio.run(ask()) == ["cy"] * 3 * FAILURES
    assert slow.tried == ["right"]


def test_slow_verifications_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowPassword(held=True)
    auth = _slow_auth(monkeypatch, slow)

    async def ask() -> None:
        asked = [asyncio.create_task(_ask(auth, AWAY, basic(f"cy:{n}"))) for n in range(3)]
        assert await asyncio.to_thread(slow.begun.wait, WAIT)
        # Threads take work in its order, so this one comes after all that could have begun.
        await asyncio.to_thread(lambda: None)
        assert slow.tried == ["0"]
        slow.release()
        await asyncio.gather(*asked, return_exceptions=True)
        assert slow.tried == ["0", "1", "2"]

    asyncio.run(ask())


def test_a_browser_that_leaves_does_not_stop_the_verification(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = SlowPassword(held=True)
    auth = _slow_auth(monkeypatch, slow)

    async def ask() -> None:
        left = asyncio.create_task(_ask(auth, AWAY, basic("cy:right")))
        stays = asyncio.create_task(_ask(auth, AWAY, basic("cy:right")))
        assert await asyncio.to_thread(slow.begun.wait, WAIT)
        left.cancel()
        slow.release()
        assert await stays == "cy"
        assert left.cancelled()

    asyncio.run(ask())
    assert slow.tried == ["right"]


def test_argon2_lets_in_who_knows_the_password() -> None:
    auth = Authenticator(_settings([{"username": "cy", "password": hash_password("ä:b")}]))
    assert _identify(auth, AWAY, basic("cy:ä:b")) == "cy"
    with pytest.raises(CredentialsRequiredError):
        _identify(auth, AWAY, basic("cy:a:b"))


@pytest.mark.parametrize("names", [["ann", "ann"], ["anonymous"]])
def test_users_that_cannot_be_told_apart_are_refused(names: list[str]) -> None:
    users = [{"username": name, "password": "x"} for name in names]
    with pytest.raises(ServerError, match=rf"users\[{len(names) - 1}\].*'{names[-1]}'"):
        Authenticator(_settings(users))
