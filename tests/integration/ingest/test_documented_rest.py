"""The example of docs/sources.md for REST, as it stands there: landed, read on from its cursor, and asked."""

from __future__ import annotations

import json
from decimal import Decimal

from api_server import Asked, Reply
from documented import example_of
from integration.ingest.rest_site import RestSite


def test_the_example_works_as_it_stands(rest: RestSite) -> None:
    rest.file, rest.environment = example_of("rest", "yaml"), {"RATES_TOKEN": "token-of-rates"}
    first, second = json.loads(example_of("rest", "json"))["rates"]

    def answer(asked: Asked) -> Reply:
        assert (asked.path, asked.headers["authorization"]) == ("/rates", "Bearer token-of-rates")
        if "page" in asked.params:
            return Reply({"rates": [second], "next": None})
        return Reply({"rates": [first], "next": f"{rest.server.url}/rates?page=2"})

    rest.server.script = answer
    told = rest.table()
    assert (told.outcome, told.disposition, told.rows) == ("loaded", "merge", 2)
    assert rest.rows(example_of("rest", "sql")) == [(Decimal("1.0842"),)]
    assert rest.columns() == {
        "currency": "text", "d": "date", "rate": "numeric", "published_at": "timestamp with time zone",
    }  # fmt: skip
    assert rest.table().outcome == "unchanged"
    assert rest.server.asked[2].params == {"limit": "500", "published_after": "2026-01-30T14:49:59Z"}
