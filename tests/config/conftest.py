from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from homegallery.config.load import Loaded, load_settings

Load = Callable[..., Loaded]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home directory with a directory of pictures."""
    (tmp_path / "home" / "Pictures").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def load(home: Path) -> Load:
    """Load a configuration text, with variables (without GALLERY_) and overrides."""

    def load_text(
        text: str = "", overrides: dict[str, Any] | None = None, **variables: str
    ) -> Loaded:
        path = home.parent / "cfg" / "gallery.config.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        environ = {"HOME": str(home)} | {f"GALLERY_{key}": text for key, text in variables.items()}
        return load_settings(path, environ=environ, overrides=overrides or {})

    return load_text
