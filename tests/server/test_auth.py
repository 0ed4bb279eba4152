"""Who is asking."""

from base64 import b64encode

import pytest

from homegallery.config.model import AuthSettings
from homegallery.server.auth import Authenticator, CredentialsRequiredError
from homegallery.server.errors import ServerError
from homegallery.server.throttle import FAILURES, WINDOW, TooManyFailuresError

AWAY = "203.0.113.5"


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
    settings = AuthSettings.model_validate(
        {
            "users": [
                {"username": "ann", "password": "a:b:c"},
                {"username": "bob", "password": "{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc="},
            ]
        }
    )
    return Authenticator(settings, clock=clock)


def basic(text: str, scheme: str = "Basic") -> str:
    return f"{scheme} {b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (basic("ann:a:b:c"), "ann"),
        (basic("bob:admin"), "bob"),
        (basic("bob:admin", "basic"), "bob"),
        (basic("bob:admin", "BASIC "), "bob"),
    ],
)
def test_right_password_gives_the_name(auth: Authenticator, header: str, name: str) -> None:
    assert auth.identify(AWAY, header) == name
    assert auth.identify(AWAY, header) == name


@pytest.mark.parametrize(
    "header",
    [
        basic("ann:a"),
        basic("bob:a:b:c"),
        basic("eve:admin"),
        basic("__proto__:x"),
        basic("ann:"),
        basic(":x"),
        basic("ann"),
        "Basic",
        "Basic !!!",
        "Basic /w==",
        f"Bearer {b64encode(b'bob:admin').decode()}",
        "",
    ],
)
@pytest.mark.parametrize("client", [AWAY, "127.0.0.1"])
def test_wrong_credentials_are_refused_everywhere(
    auth: Authenticator, header: str, client: str
) -> None:
    with pytest.raises(CredentialsRequiredError):
        auth.identify(client, header)


def test_without_credentials_only_this_machine_is_let_in(auth: Authenticator) -> None:
    assert auth.identify("127.0.0.1", None) == "anonymous"
    assert auth.identify("::1", None) == "anonymous"
    for client in (AWAY, None):
        with pytest.raises(CredentialsRequiredError):
            auth.identify(client, None)


def test_a_proxy_on_this_machine_does_not_make_its_visitors_local(auth: Authenticator) -> None:
    with pytest.raises(CredentialsRequiredError):
        auth.identify("127.0.0.1", None, forwarded=True)
    assert auth.identify("127.0.0.1", basic("bob:admin"), forwarded=True) == "bob"


def test_without_users_a_claimed_name_means_nothing() -> None:
    auth = Authenticator(AuthSettings())
    assert auth.identify(AWAY, basic("bob:admin")) == "anonymous"
    assert auth.identify(AWAY, None) == "anonymous"


def _guess(auth: Authenticator, client: str, times: int) -> None:
    for number in range(times):
        with pytest.raises(CredentialsRequiredError):
            auth.identify(client, basic(f"bob:guess{number}"))


def test_guessing_is_throttled_per_client(auth: Authenticator, clock: Clock) -> None:
    _guess(auth, AWAY, FAILURES)
    with pytest.raises(TooManyFailuresError) as caught:
        auth.identify(AWAY, basic("bob:admin"))
    assert caught.value.seconds == WINDOW
    assert auth.identify("203.0.113.6", basic("bob:admin")) == "bob"
    clock.now += WINDOW
    assert auth.identify(AWAY, basic("ann:a:b:c")) == "ann"


def test_who_is_logged_in_already_is_not_throttled(auth: Authenticator) -> None:
    auth.identify(AWAY, basic("bob:admin"))
    _guess(auth, AWAY, FAILURES)
    assert auth.identify(AWAY, basic("bob:admin")) == "bob"


def test_an_ipv6_network_counts_as_one_client(auth: Authenticator) -> None:
    for number in range(FAILURES):
        _guess(auth, f"2001:db8::{number:x}", 1)
    with pytest.raises(TooManyFailuresError):
        auth.identify("2001:db8::ffff", basic("bob:admin"))
    _guess(auth, "2001:db8:0:1::1", 1)


@pytest.mark.parametrize("names", [["ann", "ann"], ["anonymous"]])
def test_users_that_cannot_be_told_apart_are_refused(names: list[str]) -> None:
    users = [{"username": name, "password": "x"} for name in names]
    with pytest.raises(ServerError, match=rf"users\[{len(names) - 1}\].*'{names[-1]}'"):
        Authenticator(AuthSettings.model_validate({"users": users}))
