from homegallery.config.masking import masked
from tests.config.conftest import Load

_HASH = "{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc="


def test_secrets_are_masked_wherever_they_are(load: Load) -> None:
    text = f"""
server:
  remoteConsoleToken: s3cret
  auth: {{users: [al: s3cret, bo: '{_HASH}'], other: s3cret}}
remote: {{url: 'https://al:s3cret@example.org/x', password: s3cret}}
plugin: {{acme: {{apiKey: s3cret, list: ['http://:s3cret@h'], useToken: true}}}}
"""
    settings = load(text).settings
    result = masked(settings.model_copy(update={"server": settings.server.model_copy()}))
    del result["server"]["auth"]["other"]
    assert "s3cret" not in str(result)
    assert "0DPi" not in str(result)
    users = result["server"]["auth"]["users"]
    assert [(user["username"], user["password"]) for user in users] == [
        ("al", "********"),
        ("bo", "{SHA}********"),
    ]
    assert result["remote"]["url"] == "https://al:********@example.org/x"
    assert result["plugin"]["acme"]["useToken"] is True


def test_the_rest_is_shown_by_its_key(load: Load) -> None:
    result = masked(load("sources: [/a]\nserver: {key: /k, cert: /c}").settings)
    assert result["sources"][0]["dir"] == "/a"
    assert result["server"]["key"] == "/k"
    assert result["extractor"]["image"]["previewSizes"] == [1920, 1280, 800, 320, 128]
