"""The document that clients are generated from."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from fastapi.routing import APIRoute

from heartbeat.app import api_document, create_app
from heartbeat.config import Settings

COMMITTED = Path(__file__).resolve().parents[3] / "web" / "openapi" / "openapi.json"


def test_the_committed_document_is_what_the_routes_say() -> None:
    command = [sys.executable, "-m", "heartbeat", "openapi"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert printed == COMMITTED.read_text(encoding="utf-8"), "run `make gen`"


def test_every_route_is_in_it_with_the_shape_of_its_answers_and_errors() -> None:
    document = api_document()
    routes = [route for route in create_app(None, Settings()).routes if isinstance(route, APIRoute)]
    assert set(document["paths"]) == {route.path_format for route in routes}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["responses"]["default"]["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorShape"), (
                path
            )
    assert "HTTPValidationError" not in json.dumps(document)


def test_names_that_python_reserves_are_the_documented_ones_on_the_wire() -> None:
    shapes = api_document()["components"]["schemas"]
    assert "class" in shapes["MetricShape"]["required"]
    assert {"from", "to"} <= set(shapes["BoardChangeShape"]["required"])
