"""The documentation over HTTP: the product's pages, and those of what is deployed, each made when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from documented_house import documented_house
from heartbeat.app import api_document, tell_commands
from heartbeat.cli.reference import read_commands
from heartbeat.db import Database, Role
from heartbeat.readings.amend import amend
from heartbeat.surfaces.docs.generated.program import every_error, setting_names
from heartbeat.surfaces.docs.search.index import kept_index
from integration.app.served import app_over, client_of
from integration.readings.small_house import NOON
from postgres_fixtures import Cluster
from waiting import eventually


@pytest.fixture(scope="module")
def house(cluster: Cluster) -> Iterator[Database]:
    with documented_house(cluster) as database:
        yield database


@pytest.fixture(scope="module")
def client(house: Database) -> Iterator[httpx.Client]:
    app = app_over(house)
    tell_commands(app, read_commands)
    with client_of(app) as client:
        yield client


def page(client: httpx.Client, path: str) -> dict[str, Any]:
    answer = client.get(f"/api/docs/pages/{path}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def paths(nodes: list[dict[str, Any]]) -> list[str]:
    return [path for node in nodes for path in [node["path"], *paths(node["children"])] if path is not None]


def test_every_page_of_the_contents_can_be_read_and_has_no_dead_end(client: httpx.Client) -> None:
    found = paths(client.get("/api/docs").json()["contents"])
    assert {"", "quickstart", "metrics/stuck", "cuts/fees_by_month", "sources/bank", "segments/tier", "company/fees"} <= {*found}
    assert len(found) == len(set(found))
    for path in found:
        assert 'href="#"' not in page(client, path or "index")["html"], path


def test_a_metric_says_all_that_is_known_of_it(client: httpx.Client) -> None:
    text = client.get("/docs/metrics/stuck.md").text
    for part in ("# stuck", "## How to read it", "## Methodology", "## Lines", "## Owner", "## Sources", "## Cuts", "### Value"):
        assert part in text, part
    assert "[Fees \\| by month](/docs/cuts/fees_by_month) | `explains`" in text
    html = page(client, "metrics/stuck")["html"]
    assert "<script" not in html
    assert 'href="/docs/settings#secrets"' in html
    assert 'id="how-to-read-it"' in html


def test_an_edit_is_on_the_page_at_once(client: httpx.Client, house: Database) -> None:
    assert "| Owner | nobody |" in client.get("/docs/metrics/other.md").text
    with house.connect(Role.APP, autocommit=True) as connection:
        amend(connection, "other", {"owner": "anna.berg@example.com"}, changed_by="Anna", reason=None, now=NOON)
    assert "| Owner | anna.berg@example.com |" in client.get("/docs/metrics/other.md").text


def test_a_table_of_a_source_has_an_anchor_and_its_readers(client: httpx.Client) -> None:
    source = page(client, "sources/bank")
    assert "bank_corepayment" in [heading["anchor"] for heading in source["headings"]]
    assert 'href="/docs/metrics/stuck"' in source["html"]


def test_pages_of_the_workspace_lead_to_its_files(client: httpx.Client) -> None:
    assert 'href="/docs/metrics/stuck#sql"' in page(client, "company/fees")["html"]


def test_stages_list_the_metrics_that_are_in_them(client: httpx.Client) -> None:
    draft = client.get("/docs/here/stages.md").text.split("## draft")[1].split("\n## ")[0]
    assert "/docs/metrics/stuck" in draft


def test_the_program_tells_every_setting_error_command_and_route(client: httpx.Client) -> None:
    assert all(f"`{name}`" in client.get("/docs/reference/settings.md").text for name in setting_names())
    assert all(f"`{error.code}`" in client.get("/docs/reference/errors.md").text for error in every_error())
    commands = client.get("/docs/reference/commands.md").text
    assert all(f"## {command.name}\n" in commands for command in read_commands())
    index = client.get("/docs/api.md").text
    assert all(f"`{method.upper()} {path}`" in index for path, methods in api_document()["paths"].items() for method in methods)


def test_the_search_finds_what_is_deployed_and_marks_it(client: httpx.Client) -> None:
    hits = client.get("/api/docs/search", params={"q": "fees by mon"}).json()["hits"]
    assert hits[0]["path"] == "cuts/fees_by_month"
    secrets = client.get("/api/docs/search", params={"q": "secrts"}).json()["hits"]
    assert any(part["is_hit"] for hit in secrets for part in hit["excerpt"])


def test_language_models_get_the_list_and_the_whole(client: httpx.Client) -> None:
    assert "[stuck](/docs/metrics/stuck.md)" in client.get("/llms.txt").text
    whole = client.get("/llms-full.txt")
    assert whole.headers["content-type"] == "text/plain; charset=utf-8"
    assert "<!-- /docs/company/fees -->" in whole.text


def test_what_is_not_there_is_said_so(client: httpx.Client) -> None:
    for address in ("/api/docs/pages/nothing", "/docs/nothing.md", "/docs/images/nothing.png", "/docs/images/..%2Findex.md"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "doc-not-found"), address
    assert client.get("/docs/images/cockpit.png").headers["content-type"] == "image/png"


def test_while_postgres_is_away_the_product_explains_itself() -> None:
    with client_of(app_over(None)) as client:
        assert page(client, "operations")["title"] == "Operations"
        assert client.get("/api/docs/pages/metrics/stuck").status_code == 503


def test_who_opens_the_docs_finds_the_search_ready() -> None:
    with client_of(app_over(None)) as client:
        kept_index.cache_clear()
        assert client.get("/api/docs").status_code == 200
        eventually(lambda: kept_index.cache_info().currsize == 1)  # it is made after the answer
        assert client.get("/api/docs/search", params={"q": "secrets"}).json()["hits"]
        assert kept_index.cache_info().misses == 1
