"""Where the real photos and the original's own results are, if this machine has them."""

from pathlib import Path

import pytest

_CANDIDATE = Path(__file__).resolve().parents[2] / "shared"
SHARED: Path | None = _CANDIDATE if (_CANDIDATE / "media").is_dir() else None

needs_shared = pytest.mark.skipif(SHARED is None, reason="the shared photo corpus is not here")
