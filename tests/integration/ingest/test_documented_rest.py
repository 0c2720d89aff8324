"""The example of docs/sources.md for REST, as it stands there: landed, read on from its cursor, and asked."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

from api_server import Asked, Reply
from integration.ingest.rest_site import RestSite

PAGE = Path(__file__).resolve().parents[3] / "docs" / "sources.md"


def example(language: str) -> str:
    """The first example in a language below the heading of the kind."""
    section = PAGE.read_text(encoding="utf-8").split("\n## rest\n")[1].split("\n## ")[0]
    found = re.search(rf"^```{language}\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    assert found, language
    return found[1]


def test_the_example_works_as_it_stands(rest: RestSite) -> None:
    rest.file, rest.environment = example("yaml"), {"RATES_TOKEN": "token-of-rates"}
    first, second = json.loads(example("json"))["rates"]

    def answer(asked: Asked) -> Reply:
        assert (asked.path, asked.headers["authorization"]) == ("/rates", "Bearer token-of-rates")
        if "page" in asked.params:
            return Reply({"rates": [second], "next": None})
        return Reply({"rates": [first], "next": f"{rest.server.url}/rates?page=2"})

    rest.server.script = answer
    told = rest.table()
    assert (told.outcome, told.disposition, told.rows) == ("loaded", "merge", 2)
    assert rest.rows(example("sql")) == [(Decimal("1.0842"),)]
    assert rest.columns() == {
        "currency": "text", "d": "date", "rate": "numeric", "published_at": "timestamp with time zone",
    }  # fmt: skip
    assert rest.table().outcome == "unchanged"
    assert rest.server.asked[2].params == {"limit": "500", "published_after": "2026-01-30T14:49:59Z"}
