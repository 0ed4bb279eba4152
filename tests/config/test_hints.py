import pytest

from tests.config.conftest import Load


def _hints(load: Load, text: str, **variables: str) -> list[str]:
    return load(f"sources: [~/Pictures]\n{text}", **variables).hints


def test_nothing_odd(load: Load) -> None:
    assert (
        _hints(
            load, "plugin: {acme: {prot: 1}}\nwebapp: {acmeColor: red, url: x}", LOG_LEVEL="info"
        )
        == []
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("server: {prot: 1}", "server.prot is an unknown key, did you mean server.port?"),
        ("Sources: []", "Sources is an unknown key, did you mean sources?"),
        ("port: 1", "port is an unknown key, did you mean server.port?"),
        ("extractor: {previewSizes: [1]}", "did you mean extractor.image.previewSizes?"),
        ("webapp: {titel: x}", "webapp.titel is an unknown key, did you mean webapp.title?"),
        ("server: {qwxyz: 1}", "server.qwxyz is an unknown key"),
        ("server: {open_browser: 1}", "did you mean server.openBrowser?"),
        (
            "logger: [{type: console, levle: info}]",
            "logger[0].levle is an unknown key, did you mean logger[0].level?",
        ),
    ],
)
def test_unknown_keys_name_the_nearest(load: Load, text: str, hint: str) -> None:
    [told] = _hints(load, text)
    assert told.endswith(hint)
    assert "gallery.config.yml: " in told


def test_misspelt_variable(load: Load) -> None:
    assert _hints(load, "", OPEN_BROWSR="1") == [
        "environment variable GALLERY_OPEN_BROWSR is unknown, did you mean GALLERY_OPEN_BROWSER?"
    ]


def test_sources(load: Load) -> None:
    [empty] = load("").hints
    assert "sources is empty" in empty
    [too_long] = load(f"sources: [/{'x' * 300}]").hints
    assert "this directory is missing" in too_long
    [missing] = load("sources: [/no/such/directory]").hints
    assert "sources[0].dir is '/no/such/directory': this directory is missing" in missing


def test_what_leaves_the_machine_is_told(load: Load) -> None:
    text = "extractor: {apiServer: 'http://api', geoReverse: {url: 'http://geo'}}"
    previews, positions = _hints(load, text)
    assert "previews of your photos are sent to http://api" in previews
    assert "positions of your photos are sent to http://geo" in positions


def test_half_of_https(load: Load) -> None:
    [hint] = _hints(load, "server: {key: /k.pem}")
    assert "server.cert is missing" in hint


def test_rules_without_users(load: Load) -> None:
    [hint] = _hints(load, "server: {auth: {rules: [deny: all]}}")
    assert "server.auth.rules has no effect without users" in hint
