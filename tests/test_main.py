"""What a process of an import loads before it knows what to do."""

import subprocess
import sys


def test_the_start_loads_no_command() -> None:
    code = (
        "import homegallery.__main__, sys; print(*(n for n in sys.modules if 'homegallery' in n))"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert shown.stdout.split() == ["homegallery", "homegallery.__main__"]
