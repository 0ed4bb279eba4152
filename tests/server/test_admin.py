"""What concerns the gallery as a whole."""

import re

import pytest

from homegallery.importer.progress import Progress
from tests.server.gallery import Gallery, preview_path
from tests.server.test_events import Importer


def test_failures_by_page(gallery: Gallery) -> None:
    importer = Importer()
    importer.failures = [{"filename": f"{number}.jpg"} for number in range(25)]
    with gallery.running(importer) as client:
        page = client.get("/api/failures?offset=20&limit=3").json()
        assert page["total"] == 25
        assert [each["filename"] for each in page["data"]] == ["20.jpg", "21.jpg", "22.jpg"]


def test_rescan(gallery: Gallery) -> None:
    importer = Importer()
    with gallery.running(importer) as client:
        answers = [client.request("POST", "/api/rescan") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert [answer.json()["running"] for answer in answers] == [False, True]
    assert importer.rescans == 2


def test_a_server_without_import_says_so(gallery: Gallery) -> None:
    with gallery.running() as client:
        answer = client.request("POST", "/api/rescan")
        assert answer.status_code == 409
        assert "importSources" in answer.json()["error"]["message"]


def test_numbers(gallery: Gallery) -> None:
    with gallery.running() as client:
        client.get("/api/entry/00000")
        client.get("/api/entry/fffff")
        answer = client.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        numbers = dict(re.findall(r"^(\S+) ([0-9.e+]+)$", answer.text, re.MULTILINE))
        route = 'route="/api/entry/{id}"'
        assert numbers[f'homegallery_requests_total{{method="GET",{route},status="200"}}'] == "1.0"
        assert numbers[f'homegallery_requests_total{{method="GET",{route},status="404"}}'] == "1.0"
        assert numbers[f"homegallery_request_seconds_count{{{route}}}"] == "2.0"
        assert numbers["homegallery_entries"] == "12.0"
        assert float(numbers["process_resident_memory_bytes"]) > 1e6
        assert "fffff" not in answer.text


@pytest.mark.parametrize("prefix", ["", "/gallery"])
def test_previews_count_for_their_route_on_the_short_way_too(gallery: Gallery, prefix: str) -> None:
    gallery.store(preview_path(1), b"jpeg")
    with gallery.running(prefix=prefix) as client:
        for path in (preview_path(1), preview_path(1), preview_path(99)):
            client.get(f"{prefix}/files/{path}")
        text = client.get(f"{prefix}/metrics").text
    counted = re.findall(
        r'requests_total\{method="GET",route="([^"]*)",status="(\d+)"\} (\S+)', text
    )
    route = "/files/{path:path}"
    assert sorted(counted) == [(route, "200", "2.0"), (route, "404", "1.0")]


def test_made_up_methods_are_counted_together(gallery: Gallery) -> None:
    with gallery.running() as client:
        for number in range(5):
            client.request(f"MADE{number}", "/api/search")
        text = client.get("/metrics").text
        counted = re.findall(r'requests_total\{method="(\w+)",[^}]*status="405"\} (\S+)', text)
        assert counted == [("other", "5.0")]


def test_the_phase_of_the_import(gallery: Gallery) -> None:
    importer = Importer()
    importer.progress = Progress(phase="importing", done=3, total=7, pending=2)
    with gallery.running(importer) as client:
        text = client.get("/metrics").text
    phases = dict(re.findall(r'homegallery_import_phase\{phase="(\w+)"\} (\S+)', text))
    assert [name for name, value in phases.items() if value == "1.0"] == ["importing"]
    for line in ("import_done 3.0", "import_files 7.0", "import_pending 2.0", "failures 0.0"):
        assert f"\nhomegallery_{line}\n" in text


def test_others_get_no_details(gallery: Gallery) -> None:
    importer = Importer()
    importer.failures = [{"filename": "secret.jpg"}]
    users = [{"username": "ann", "password": "a", "admin": False}]
    with gallery.running(importer, auth={"users": users}) as client:
        status = client.get("/api/status", auth=("ann", "a")).json()
        assert (status["failures"], status["sources"], status["entries"]) == ([], [], 12)
        assert status["rights"] == {"edit": True, "download": True, "admin": False}
        for path in ("/api/failures", "/metrics"):
            assert client.get(path, auth=("ann", "a")).status_code == 403


def test_the_api_describes_itself(gallery: Gallery) -> None:
    with gallery.running(prefix="gallery") as client:
        document = client.get("/gallery/api/openapi.json").json()
        assert document["openapi"].startswith("3.")
        paths = document["paths"]
        assert {"/gallery/api/search", "/gallery/api/events", "/healthz"} <= paths.keys()
        for path, methods in paths.items():
            for method, operation in methods.items():
                assert operation["summary"], (path, method)
                assert operation["description"], (path, method)
                if path.startswith(("/gallery/api/", "/gallery/files/")):
                    for parameter in operation.get("parameters", []):
                        assert parameter["description"], (path, parameter)
                        assert parameter["schema"]["examples"], (path, parameter)
                for status, response in operation["responses"].items():
                    if status >= "400":
                        schema = response["content"]["application/json"]["schema"]
                        assert schema["$ref"].endswith("/ErrorDocument"), (path, status)
