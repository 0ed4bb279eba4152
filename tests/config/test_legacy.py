from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.config.error import ConfigError
from homegallery.config.legacy import modernise
from tests.config.conftest import Load


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ({"sources": ["/a"]}, {"sources": [{"dir": "/a"}]}),
        ({"sources": "/a"}, {"sources": [{"dir": "/a"}]}),
        (
            {"sources": [{"dir": "/a", "maxFilesize": "1M"}]},
            {"sources": [{"dir": "/a", "maxFileSize": "1M"}]},
        ),
        (
            {"extractor": {"apiServer": "http://h"}},
            {"extractor": {"apiServer": {"url": "http://h"}}},
        ),
        (
            {"extractor": {"geoAddressLanguage": ["de"]}},
            {"extractor": {"geoReverse": {"addressLanguage": ["de"]}}},
        ),
        (
            {"server": {"api": {"tree": {"irgnoreRecentYears": 2}}}},
            {"server": {"api": {"tree": {"ignoreRecentYears": 2}}}},
        ),
        (
            {"server": {"auth": {"users": [{"al": "x"}, "bob:a:b", {"username": "cy"}]}}},
            {
                "server": {
                    "auth": {
                        "users": [
                            {"username": "al", "password": "x"},
                            {"username": "bob", "password": "a:b"},
                            {"username": "cy"},
                        ]
                    }
                }
            },
        ),
        (
            {"server": {"auth": {"rules": [{"allow": "10/8"}, "deny:all", {"permit": "x"}]}}},
            {
                "server": {
                    "auth": {
                        "rules": [
                            {"type": "allow", "value": "10/8"},
                            {"type": "deny", "value": "all"},
                            {"permit": "x"},
                        ]
                    }
                }
            },
        ),
        ({"a": None, "b": [None, {"c": None}]}, {"b": [{}]}),
    ],
)
def test_full_form(short: dict[str, Any], full: dict[str, Any]) -> None:
    assert modernise(short) == full
    assert modernise(full) == full


def test_documented_key_wins_over_the_older_one(load: Load) -> None:
    text = """
sources: [{dir: /a, maxFileSize: 1, maxFilesize: 2}]
extractor: {geoAddressLanguage: de, geoReverse: {addressLanguage: [fr]}}
"""
    settings = load(text).settings
    assert settings.sources[0].max_file_size == 1
    assert settings.extractor.geo_reverse.address_language == ["fr"]


def test_api_server_as_text_is_its_url_and_env_may_add_to_it(load: Load) -> None:
    loaded = load("extractor: {apiServer: 'http://localhost:3100'}", API_SERVER_TIMEOUT="7")
    server = loaded.settings.extractor.api_server
    assert (server.url, server.timeout, server.concurrent) == ("http://localhost:3100", 7, 5)
    assert not any("unknown" in hint for hint in loaded.hints)


@pytest.mark.parametrize(
    ("text", "values"),
    [("'a, b,'", ["a", "b"]), ("[a, b]", ["a", "b"]), ("a", ["a"]), ("[]", []), ("''", [])],
)
def test_lists_of_words_as_one_text(load: Load, text: str, values: list[str]) -> None:
    settings = load(
        f"extractor: {{useNative: {text}, apiServer: {{disable: {text}}}}}\n"
        f"pluginManager: {{disabled: {text}}}\nwebapp: {{disabled: {text}}}\n"
    ).settings
    assert settings.extractor.use_native == values
    assert settings.extractor.api_server.disable == values
    assert settings.plugin_manager.disabled == values
    assert settings.webapp.disabled == values


def test_one_pattern_as_text_keeps_its_commas(load: Load) -> None:
    assert load("sources: [{dir: /a, excludes: '*,v'}]").settings.sources[0].excludes == ["*,v"]


def test_user_without_password_is_an_error(load: Load) -> None:
    with pytest.raises(ConfigError, match=r"server\.auth\.users\[0\]\.password is missing"):
        load("server: {auth: {users: [{username: bob}]}}")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda value: st.lists(value, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["sources", "server", "auth", "users", "rules", "api", "tree", "extractor", "apiServer",
             "geoAddressLanguage", "geoReverse", "dir", "maxFilesize", "allow", "username"]
        ),
        value,
        max_size=3,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["sources", "server", "extractor", "webapp"]), _JSON))
def test_any_form_is_left_to_validation(config: dict[str, Any]) -> None:
    once = modernise(config)
    assert modernise(once) == once


def test_sources_given_as_argument(load: Load, home: Path) -> None:
    text = "sources: [{dir: ~/Pictures, matcher: size}]"
    extra = [home / "Pictures", home, home]
    sources = load(text, {"sources+": extra}).settings.sources
    assert [(source.dir, source.matcher) for source in sources] == [
        (home / "Pictures", "size"),
        (home, "size-ctime-inode"),
    ]
