from pathlib import Path

import pytest

from homegallery.cli.app import main
from homegallery.vision.registry import built_in
from tests.vision.graphs import classifier, saved


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main([*arguments, "--no-auto-config"])
    return int(caught.value.code or 0)


def _own_model(directory: Path) -> None:
    model = saved(directory, "mine", classifier())
    (directory / "models.toml").write_text(f"""
[[model]]
name = "mine"
task = "embedding"
version = "1"
file = "{model.file}"
size = {model.size}
sha256 = "{model.sha256}"
licence = "MIT"
input = {{ size = [8, 8], channels = "RGB", mean = [0], scale = [1], fit = "stretch" }}
output = {{ kind = "classifier" }}
reduction = {{ method = "rotation", version = 1, threshold = 0.3, scale = 1.0 }}
""")


def test_list_names_all_models(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _own_model(tmp_path / "m")
    assert _run("models", "list", "--dir", str(tmp_path / "m")) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in built_in():
        assert any(name in line for line in lines)
    assert "    mine.onnx: here" in lines
    assert "    nanodet_m.onnx: missing" in lines
    assert any(line.startswith("*") and "mobilenetv2-12" in line for line in lines)


def test_verify_tells_whole_broken_and_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _own_model(tmp_path / "m")
    (tmp_path / "m" / built_in()["yunet"].file).write_bytes(b"short")
    assert _run("models", "verify", "--dir", str(tmp_path / "m")) == 3
    out = capsys.readouterr().out
    assert "mine: whole" in out
    assert "yunet: broken" in out
    assert "nanodet_m: missing" in out
    assert "yolox_nano" not in out


def test_fetch_of_a_model_that_is_here_sends_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _own_model(tmp_path / "m")
    assert _run("models", "fetch", "mine", "--dir", str(tmp_path / "m")) == 0
    assert "nothing, all are here" in capsys.readouterr().err


def test_fetch_without_an_address_fails_with_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "tf2_mobilenet_v2_1.0_224"
    assert _run("models", "fetch", name, "--dir", str(tmp_path / "m")) == 1
    err = capsys.readouterr().err
    assert "no address" in err
    assert "copy the files" in err


def test_a_service_without_models_does_not_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("vision", "serve", "--dir", str(tmp_path / "m")) == 1
    assert "there are no models" in capsys.readouterr().err
