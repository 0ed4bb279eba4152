import json
from pathlib import Path

import pytest

from homegallery.config.error import ConfigError
from homegallery.config.load import load_settings
from homegallery.config.model import LoggerSettings
from tests.config.conftest import Load


def test_example_of_the_specification(load: Load, home: Path) -> None:
    settings = load("sources: [~/Pictures, ./P, rel/Q]").settings
    assert [source.dir for source in settings.sources] == [
        home / "Pictures",
        home.parent / "cfg" / "P",
        Path("rel/Q"),
    ]
    assert settings.sources[0].index == home / ".config/home-gallery/Pictures.idx"
    assert [source.name for source in settings.sources] == ["Pictures", "P", "Q"]
    assert settings.storage.dir == home / ".cache/home-gallery/storage"
    assert settings.database.file == home / ".config/home-gallery/database.db"
    assert settings.events.file == home / ".config/home-gallery/events.db"


def test_without_a_file_the_defaults_hold(home: Path) -> None:
    loaded = load_settings(None, environ={"HOME": str(home)})
    assert loaded.path is None
    assert loaded.settings.sources == []
    assert loaded.settings.server.port == 3000
    assert loaded.hints[0].endswith(f"{home}/.config/home-gallery/gallery.config.yml")


def test_nothing_leaves_the_machine_by_default(load: Load) -> None:
    extractor = load().settings.extractor
    assert extractor.api_server.url is None
    assert extractor.geo_reverse.url is None


def test_sections_without_values_have_their_defaults(load: Load) -> None:
    settings = load("sources:\nbaseDir: ~\nserver:\n  auth:\n  port:\nstorage:\n").settings
    assert settings.server.port == 3000
    assert settings.sources == []


def test_names_of_the_official_container(home: Path) -> None:
    environ = {
        "HOME": "/data", "GALLERY_BASE_DIR": "/data", "GALLERY_CACHE_DIR": "/data",
        "GALLERY_CONFIG_DIR": "/data/config", "GALLERY_OPEN_BROWSER": "false",
        "GALLERY_USE_NATIVE": "ffprobe,ffmpeg", "GALLERY_WATCH_POLL_INTERVAL": "300",
    }  # fmt: skip
    settings = load_settings(None, environ=environ).settings
    assert settings.storage.dir == Path("/data/storage")
    assert settings.database.file == Path("/data/config/database.db")
    assert settings.events.file == Path("/data/config/events.db")
    assert settings.server.open_browser is False
    assert settings.extractor.use_native == ["ffprobe", "ffmpeg"]


def test_precedence_is_argument_environment_file_default(load: Load) -> None:
    text = "server: {port: 1, host: file, prefix: /file}"
    server = load(text, {"server": {"port": 3}}, PORT="2", HOST="env").settings.server
    assert (server.port, server.host, server.prefix, server.base_path) == (3, "env", "/file", "/")


def test_overrides_by_path_and_nested(load: Load) -> None:
    settings = load("", {"server.port": 1, "server": {"auth": {"rules": ["deny:all"]}}}).settings
    assert settings.server.port == 1
    assert settings.server.auth.rules is not None
    assert settings.server.auth.rules[0].type == "deny"


def test_file_may_switch_import_and_watching_off(load: Load) -> None:
    server = load("server: {importSources: false, watchSources: no}").settings.server
    assert (server.import_sources, server.watch_sources) == (False, False)


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "gallery.config.json"
    path.write_text(json.dumps({"sources": [{"dir": "./P", "offline": False}]}))
    loaded = load_settings(path, environ={"HOME": "/h"})
    assert loaded.settings.sources[0].dir == tmp_path / "P"


def test_json_syntax_error_names_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "gallery.config.json"
    path.write_text('{\n  "sources": [,]\n}')
    with pytest.raises(ConfigError, match=r"config\.json, line 2, column 15: "):
        load_settings(path, environ={})


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.toml", b"", "should end with .yml, .yaml, .json"),
        ("a.yml", b"- a\n", "holds a list instead of keys with values"),
        ("a.json", b'"\xff"', "is not UTF-8 text"),
        ("a.json", b"3", "holds a int instead of keys with values"),
    ],
)
def test_unusable_files(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_settings(path, environ={})
    assert str(caught.value).startswith(str(path))
    assert problem in str(caught.value)


def test_a_directory_as_file(tmp_path: Path) -> None:
    path = tmp_path / "gallery.config.yml"
    path.mkdir()
    with pytest.raises(ConfigError, match=r"config\.yml cannot be read: Is a directory"):
        load_settings(path, environ={})


def test_default_loggers(load: Load, home: Path) -> None:
    file = home / ".config/home-gallery/x-gallery.log"
    assert load("configPrefix: x-").settings.logger == [
        LoggerSettings(type="console", level="info"),
        LoggerSettings(type="file", level="debug", file=file),
    ]


def test_given_loggers_replace_the_default(load: Load, home: Path) -> None:
    text = "logger: [{type: file, level: trace, file: '{configDir}/l.log'}, {type: file}]"
    loggers = load(text).settings.logger
    assert [logger.file for logger in loggers] == [
        home / ".config/home-gallery/l.log",
        home / ".config/home-gallery/gallery.log",
    ]
    assert loggers[0].level == "trace"


def test_unknown_keys_are_kept(load: Load) -> None:
    settings = load("server: {zzz: 1}\nwebapp: {own: [1]}\nplugin: {acme: {value: 42}}").settings
    assert settings.server.model_extra == {"zzz": 1}
    assert settings.webapp.model_dump(by_alias=True)["own"] == [1]
    assert settings.plugin == {"acme": {"value": 42}}


def test_normalised_values(load: Load) -> None:
    settings = load(
        "extractor: {image: {previewSizes: [128, 1920, 128, 320]}}\n"
        "server: {prefix: gallery/, publicUrl: 'https://g.example.org/'}\n"
    ).settings
    assert settings.extractor.image.preview_sizes == [1920, 320, 128]
    assert settings.server.prefix == "/gallery"
    assert settings.server.public_url == "https://g.example.org"


@pytest.mark.parametrize(
    ("text", "size"),
    [("1024", 1024), ("20M", 20 << 20), ("0.2GB", 214748364), ("5m", 5 << 20), ("1.5 kB", 1536),
     ("7b", 7), ("2T", 2 << 40), (".5P", 1 << 49)],
)  # fmt: skip
def test_sizes(load: Load, text: str, size: int) -> None:
    assert (
        load(f"sources: [{{dir: /a, maxFileSize: {text}}}]").settings.sources[0].max_file_size
        == size
    )


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-01", "2026-01-01T00:00:00.000Z"),
        ("2026-01-01T12:30:00.5+02:00", "2026-01-01T10:30:00.500Z"),
        ("'2026-01-01T00:00:00.000Z'", "2026-01-01T00:00:00.000Z"),
    ],
)
def test_moments_are_written_as_entries_have_them(load: Load, text: str, moment: str) -> None:
    assert load(f"database: {{updated: {text}}}").settings.database.updated == moment


def test_a_moment_that_is_none(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"database\.updated.*is 'soon': should be a date"):
        load("database: {updated: soon}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("server: {port: abc}", "server.port is 'abc': should be a valid integer"),
        ("server: {port: 70000}", "server.port is 70000: should be less than or equal to 65535"),
        ("server: 3000", "server is 3000: should be a valid dictionary"),
        ("sources: [{index: /i.idx}]", "sources[0].dir is missing"),
        ("sources: [{dir: /a, maxFileSize: 5X}]", "sources[0].maxFileSize is '5X': should be a n"),
        ("sources: [{dir: /a, matcher: time}]", "sources[0].matcher is 'time': should be 'size-"),
        ("extractor: {image: {previewSizes: []}}", "extractor.image.previewSizes is []: "),
        ("extractor: {image: {previewQuality: 101}}", "extractor.image.previewQuality is 101: "),
        ("server: {auth: {rules: [{allow: 10.10}]}}", "server.auth.rules[0].value is 10.1: "),
        ("server: {auth: {rules: [allow: '300.1']}}", "server.auth.rules[0].value is '300.1': "),
        ("server: {auth: {rules: [allow]}}", "server.auth.rules[0] is 'allow': should be "),
        ("logger: [{type: syslog}]", "logger[0].type is 'syslog': should be 'console' or 'file'"),
    ],
)
def test_errors_name_file_key_value_and_remedy(load: Load, text: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(text)
    assert f"cfg/gallery.config.yml: {expected}" in str(caught.value)


def test_error_hint_describes_the_key(load: Load) -> None:
    with pytest.raises(ConfigError) as caught:
        load("server: {port: x}")
    assert caught.value.hint == "server.port: Port to listen on."


def test_all_wrong_values_are_named_at_once(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"server\.port is .*; .*server\.openBrowser is "):
        load("server: {port: x, openBrowser: perhaps}")


def test_errors_name_the_environment_variable_or_argument(load: Load) -> None:
    with pytest.raises(
        ConfigError, match=r"^environment variable GALLERY_PORT \(server\.port\) is"
    ):
        load("server: {port: 1}", PORT="x")
    with pytest.raises(ConfigError, match=r"^argument \(server\.port\) is 'y'"):
        load("", {"server.port": "y"}, PORT="x")


@pytest.mark.parametrize(
    "text",
    [
        "server: {auth: {users: [{username: al, password: 4711}]}}",
        "server: {auth: {users: [{username: al, password: '{MD5}4711'}]}}",
        "server: {auth: {users: [{username: al, pasword: '4711'}]}}",
        "server: {auth: {users: [{username: 'al:4711', password: x}]}}",
        "server: {remoteConsoleToken: [4711]}",
    ],
)
def test_errors_do_not_tell_passwords(load: Load, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(text)
    assert "server." in str(caught.value)
    assert "4711" not in str(caught.value) + caught.value.hint


def test_settings_do_not_change(load: Load) -> None:
    settings = load().settings
    with pytest.raises(ValueError, match="frozen"):
        settings.server.port = 1
