from homegallery.importer.progress import WINDOW_SECONDS, Meter


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_known_before_the_first_file() -> None:
    meter = Meter(10, clock=Clock())
    assert meter.rate == 0
    assert meter.remaining is None


def test_rate_and_remaining_time_come_from_finished_files() -> None:
    clock = Clock()
    meter = Meter(100, clock=clock)
    clock.now += 5
    meter.advance(20)
    assert meter.rate == 4
    assert meter.remaining == 20


def test_the_rate_forgets_what_is_older_than_its_window() -> None:
    clock = Clock()
    meter = Meter(1000, clock=clock)
    for _ in range(10):
        clock.now += 1
        meter.advance(50)
    for _ in range(int(WINDOW_SECONDS) + 1):
        clock.now += 1
        meter.advance(1)
    assert meter.rate < 2


def test_the_rate_falls_while_nothing_finishes() -> None:
    clock = Clock()
    meter = Meter(100, clock=clock)
    clock.now += 1
    meter.advance(10)
    before = meter.rate
    clock.now += 9
    assert meter.rate == before / 10
