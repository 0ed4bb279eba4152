import pytest

from homegallery.config.environment import OPTIONS, read_environment, variable_name, variables
from homegallery.config.keys import known_keys
from tests.config.conftest import Load


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("configDir", "GALLERY_CONFIG_DIR"),
        ("storage.dir", "GALLERY_STORAGE_DIR"),
        ("server.openBrowser", "GALLERY_SERVER_OPEN_BROWSER"),
        ("extractor.apiServer.url", "GALLERY_EXTRACTOR_API_SERVER_URL"),
    ],
)
def test_variable_of_a_key(path: str, name: str) -> None:
    assert variable_name(path) == name
    assert variables()[name] == path


def test_options_set_existing_keys() -> None:
    assert {path.removesuffix("+") for path in OPTIONS.values()} <= known_keys().keys()


def test_option_wins_over_key_and_empty_counts_as_not_set() -> None:
    environ = {"GALLERY_SERVER_PORT": "1", "GALLERY_PORT": "2", "GALLERY_HOST": "", "PORT": "3"}
    assert read_environment(environ) == {"server.port": ("2", "GALLERY_PORT")}


def test_values_get_the_type_of_their_key(load: Load) -> None:
    settings = load(
        "",
        OPEN_BROWSER="false",
        API_SERVER="http://localhost:3100",
        API_SERVER_TIMEOUT="2.5",
        GEO_ADDRESS_LANGUAGE="de, en",
        EXTRACTOR_IMAGE_PREVIEW_SIZES="128,1280",
        DATABASE_SUPPORTED_TYPES="image,video",
        IP_WHITELIST_RULE="allow:10/8,deny:all",
    ).settings
    assert settings.server.open_browser is False
    assert settings.extractor.api_server.url == "http://localhost:3100"
    assert settings.extractor.api_server.timeout == 2.5
    assert settings.extractor.geo_reverse.address_language == ["de", "en"]
    assert settings.extractor.image.preview_sizes == [1280, 128]
    assert settings.database.supported_types == ["image", "video"]
    assert [(rule.type, rule.value) for rule in settings.server.auth.rules or []] == [
        ("allow", "10/8"),
        ("deny", "all"),
    ]


def test_user_is_added_to_those_of_the_file(load: Load) -> None:
    users = load("server: {auth: {users: [al: x]}}", USER="bob:a:b").settings.server.auth.users
    assert [(user.username, user.password) for user in users] == [("al", "x"), ("bob", "a:b")]
