import shutil

import pytest

from tests.conformance.corpus import Imported, import_corpus


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """The import that all tests look at: it takes half a minute of processor time."""
    for tool in ("exiftool", "ffprobe", "ffmpeg"):
        if shutil.which(tool) is None:
            pytest.skip(f"the original had {tool}, this machine has not")
    return import_corpus(tmp_path_factory.mktemp("corpus"))
