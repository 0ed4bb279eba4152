"""docs/security.md says what is so."""

import re
from pathlib import Path

import pytest

from homegallery.config.keys import known_keys
from homegallery.config.load import load_settings
from homegallery.config.password import MOST_MEMORY
from homegallery.server.auth import ANONYMOUS, Authenticator
from homegallery.server.filters import compile_filters
from homegallery.server.rights import Rights, rights_of
from homegallery.server.throttle import ALL_FAILURES, FAILURES, WINDOW

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "security.md").read_text()
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_can_be_used(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gallery.config.yml"
    path.write_text(text)
    loaded = load_settings(path, environ={"HOME": str(tmp_path)})
    assert not [hint for hint in loaded.hints if "unknown" in hint]
    Authenticator(loaded.settings.server)
    compile_filters(loaded.settings.server.auth)


def test_the_first_example_gives_the_rights_it_is_said_to(tmp_path: Path) -> None:
    path = tmp_path / "gallery.config.yml"
    path.write_text(EXAMPLES[0])
    settings = load_settings(path, environ={"HOME": str(tmp_path)}).settings
    assert rights_of(settings.server.auth) == {
        "anna": Rights("", edit=True, download=True, admin=True),
        "guest": Rights("tag:guests", edit=False, download=True, admin=False),
        ANONYMOUS: Rights("tag:public", edit=False, download=False, admin=False),
    }


def test_every_setting_of_access_is_explained() -> None:
    names = {path.rpartition(".")[2] for path in known_keys() if path.startswith("server.auth.")}
    assert not {name for name in names | {"trustedProxies"} if name not in TEXT}


def test_limits_are_those_of_the_program() -> None:
    words = " ".join(TEXT.split())
    assert f"After {FAILURES} wrong passwords within {WINDOW:.0f} seconds" in words
    assert f"after {ALL_FAILURES} of all addresses together" in words
    assert f"up to {MOST_MEMORY >> 10} MiB" in words
