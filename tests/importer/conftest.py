from pathlib import Path

import pytest

from tests.gallery import Gallery, make_gallery


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return make_gallery(tmp_path / "home")
