import logging

import pytest

from homegallery.cli.count import CountLines


def test_a_line_every_ten_seconds(caplog: pytest.LogCaptureFixture) -> None:
    moments = iter([0.0, 9.0, 11.0, 11.0, 12.0, 22.0, 22.0])
    lines = CountLines(lambda: next(moments))
    with caplog.at_level(logging.INFO):
        lines("Looking through", 5, None)
        lines("Looking through", 7, None)
        lines("Hashing", 1, 9)
        lines("Hashing", 2, 9)
    assert caplog.messages == ["Looking through: 7 files", "Hashing: 2 of 9 files"]
