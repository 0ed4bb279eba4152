import pytest

from homegallery.config.disabled import is_disabled


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("aiExtractor", True),
        ("aiExtractor.faceDetection", True),
        ("aiExtractor.extractor.faceDetection", True),
        ("aiExtractor.database.faceDetection", False),
        ("aiExtractor.objectDetection", False),
        ("faceDetection", False),
        ("ai", False),
    ],
)
def test_forms_of_names(name: str, expected: bool) -> None:
    assert is_disabled(["other", name], "aiExtractor", "extractor", "faceDetection") is expected
