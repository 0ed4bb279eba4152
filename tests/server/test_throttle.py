"""Guessing takes time."""

import logging

import pytest

from homegallery.server.addresses import Address, parse_address
from homegallery.server.throttle import (
    ALL_FAILURES,
    CLIENTS,
    FAILURES,
    WINDOW,
    Throttle,
    TooManyFailuresError,
)


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
def throttle(clock: Clock) -> Throttle:
    return Throttle(clock)


def _begin(throttle: Throttle, client: Address | None, times: int = 1) -> None:
    for _ in range(times):
        throttle.begin(client)


def _wait(throttle: Throttle, client: Address | None) -> float:
    with pytest.raises(TooManyFailuresError) as caught:
        throttle.begin(client)
    return caught.value.seconds


A, B = parse_address("203.0.113.5"), parse_address("203.0.113.6")


def test_each_client_has_so_many_failures_in_a_window(throttle: Throttle, clock: Clock) -> None:
    _begin(throttle, A)
    clock.now += 20
    _begin(throttle, A, FAILURES - 1)
    assert _wait(throttle, A) == WINDOW - 20
    _begin(throttle, B)
    clock.now += WINDOW - 20
    _begin(throttle, A, FAILURES)
    assert _wait(throttle, A) == WINDOW


def test_waiting_is_not_made_longer_by_further_tries(throttle: Throttle, clock: Clock) -> None:
    _begin(throttle, A, FAILURES)
    clock.now += WINDOW / 2
    for _ in range(3):
        assert _wait(throttle, A) == WINDOW / 2


def test_right_passwords_do_not_count(throttle: Throttle) -> None:
    for _ in range(2 * ALL_FAILURES):
        throttle.begin(A)
        throttle.succeeded(A)
    _begin(throttle, A, FAILURES)


def test_a_right_password_takes_back_only_itself(throttle: Throttle) -> None:
    """Whoever knows one password must not get more guesses at another."""
    _begin(throttle, A, FAILURES - 1)
    throttle.begin(A)
    throttle.succeeded(A)
    throttle.begin(A)
    _wait(throttle, A)


def test_an_ipv6_network_is_one_client(throttle: Throttle) -> None:
    for number in range(FAILURES):
        throttle.begin(parse_address(f"2001:db8::{number:x}"))
    _wait(throttle, parse_address("2001:db8::ffff:1"))
    throttle.begin(parse_address("2001:db8:0:1::1"))


def test_unknown_clients_are_one(throttle: Throttle) -> None:
    _begin(throttle, None, FAILURES)
    _wait(throttle, None)


def _address(number: int) -> Address | None:
    return parse_address(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")


def test_guesses_from_everywhere_are_limited_together(throttle: Throttle, clock: Clock) -> None:
    for number in range(ALL_FAILURES):
        throttle.begin(_address(number))
    assert _wait(throttle, _address(ALL_FAILURES)) == WINDOW
    clock.now += WINDOW
    throttle.begin(_address(ALL_FAILURES))


def test_remembered_clients_are_bounded(throttle: Throttle, clock: Clock) -> None:
    for number in range(2 * CLIENTS):
        clock.now += WINDOW
        throttle.begin(_address(number))
    assert len(throttle._clients) == CLIENTS
    assert str(_address(2 * CLIENTS - 1)) in throttle._clients


def test_the_log_names_who_has_to_wait_once(
    throttle: Throttle, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    _begin(throttle, A, FAILURES)
    _wait(throttle, A)
    assert [record.getMessage() for record in caplog.records] == [
        "Many passwords are tried from 203.0.113.5: it has to wait"
    ]
