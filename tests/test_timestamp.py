from datetime import UTC, datetime, timedelta, timezone

from homegallery.timestamp import iso, now


def test_times_are_utc_with_milliseconds() -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    assert iso(datetime(2026, 1, 1, 15, 30, 0, 1999, india)) == "2026-01-01T10:00:00.001Z"
    assert iso(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000Z"


def test_now_is_between_before_and_after() -> None:
    before = iso(datetime.now(UTC))
    assert before <= now() <= iso(datetime.now(UTC))
