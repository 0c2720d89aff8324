"""Whatever goes wrong, on whatever route: one shape, a fitting status, and nothing of our inside."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from fastapi.routing import APIRoute

from heartbeat.app import create_app
from heartbeat.config import Settings
from heartbeat.db import Database
from heartbeat.wire.shapes import ErrorShape
from integration.app.served import app_over, client_of

ROUTES = [route for route in create_app(None, Settings()).routes if isinstance(route, APIRoute)]
PATHS = sorted({route.path for route in ROUTES})
TAKEN = {path: {method for route in ROUTES if route.path == path for method in route.methods or ()} for path in PATHS}


@pytest.fixture(scope="module")
def offline() -> Iterator[httpx.Client]:
    """A server without a database: what is refused is refused before one is asked."""
    with client_of(app_over(None)) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path"), [(method, path) for method in ("PUT", "PATCH", "DELETE") for path in PATHS if method not in TAKEN[path]]
)
def test_a_method_that_no_route_takes_has_the_shape_of_every_error(offline: httpx.Client, method: str, path: str) -> None:
    answer = offline.request(method, path.replace("{job_id}", "1"), json={})
    assert answer.status_code == 405
    assert ErrorShape.model_validate(answer.json()).code == "method-not-allowed"
    assert answer.headers["allow"]


@pytest.mark.parametrize("path", ["/api/cockpit", "/healthz", "/"])
def test_a_method_that_no_route_takes_is_told_whatever_the_form_of_its_body(offline: httpx.Client, path: str) -> None:
    answer = offline.put(path, content=b"x", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, ErrorShape.model_validate(answer.json()).code) == (405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD"
    assert offline.post("/api/metrics/recompute", content=b"x").status_code == 415


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/unknown", "/api/cockpit/", "/-/unknown", "/assets/none.js"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_address_of_the_api_is_not_found(offline: httpx.Client, method: str, path: str) -> None:
    answer = offline.request(method, path, json={} if method == "POST" else None)
    assert (answer.status_code, ErrorShape.model_validate(answer.json()).code) == (404, "not-found")


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "null", "[]", '"all"', "{}", '{"metric_ids": []}', '{"metric_ids": "some"}', '{"metric_ids": ["A-b"]}',
        '{"metric_ids": [1]}', '{"metric_ids": "all", "trigger": "deploy"}', '{"metric_ids": "all", "other": 1}',
        '{"metric_ids": NaN}', '\xff',
    ],
)  # fmt: skip
def test_a_body_of_another_shape_names_what_does_not_fit(offline: httpx.Client, body: str) -> None:
    json = {"Content-Type": "application/json"}
    answer = offline.post("/api/metrics/recompute", content=body.encode("latin-1"), headers=json)
    assert answer.status_code in {400, 422}
    error = ErrorShape.model_validate(answer.json())
    assert error.code == "invalid-request"
    assert error.hint


@pytest.mark.parametrize("job_id", ["x", "0", "-1", "1.5", str(2**63), "999999"])
def test_a_job_that_is_not_there(database: Database, job_id: str) -> None:
    with client_of(app_over(database)) as client:
        answer = client.get(f"/api/metrics/recompute/{job_id}")
    expected = (404, "beat-not-found") if job_id == "999999" else (422, "invalid-request")
    assert (answer.status_code, ErrorShape.model_validate(answer.json()).code) == expected


@pytest.mark.parametrize("metric_id", ["none_such", "recompute", "A%20B", "x" * 3000, "%ff"])
def test_a_metric_that_is_not_there(database: Database, metric_id: str) -> None:
    with client_of(app_over(database)) as client:
        answer = client.get(f"/api/metrics/{metric_id}")
    assert (answer.status_code, ErrorShape.model_validate(answer.json()).code) == (404, "metric-not-found")


def test_a_path_with_a_control_character_leads_nowhere(database: Database) -> None:
    with client_of(app_over(database)) as client:
        answers = [client.get(f"/api/metrics/{odd}") for odd in ("%00", "customers%0A")]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "not-found")}


def test_asking_for_a_metric_that_is_not_registered_starts_nothing(database: Database) -> None:
    with client_of(app_over(database)) as client:
        answer = client.post("/api/metrics/recompute", json={"metric_ids": ["none_such"]})
        assert (answer.status_code, answer.json()["code"]) == (404, "metric-not-found")
        assert client.get("/api/metrics/active-job").json() is None


def test_an_unforeseen_error_shows_nothing_of_our_inside(database: Database) -> None:
    app = app_over(database)

    def fall(_request: object) -> None:
        raise ZeroDivisionError("a secret of the inside")

    app.add_api_route("/api/falls", lambda: fall(None))
    with client_of(app) as client:
        answer = client.get("/api/falls")
    assert (answer.status_code, ErrorShape.model_validate(answer.json()).code) == (500, "internal")
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers
