"""The rate provider: a small REST API over loopback. `GET /v1/rates?published_after=TIME`, with a token, in pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from bank_source.loopback import served
from bank_source.tables import CurrencyRate
from bank_source.world.plan import World
from bank_source.world.treasury import rates

PAGE_ROWS = 2_000
_EPOCH = date(1970, 1, 1)


class RateProvider:
    """What the provider knows, up to a moment that moves on."""

    def __init__(self, token: str) -> None:
        self.token, self.address = token, ""
        self._world: World | None = None

    def live_on(self, world: World) -> None:
        """Publish what is known at the world's `until`."""
        self._world = world

    def page(self, query: dict[str, list[str]]) -> dict[str, Any]:
        """One page of rates, oldest first, and the address of the next."""
        offset, since = int(query.get("offset", ["0"])[0]), query.get("published_after", [""])[0]
        after = int(datetime.fromisoformat(since).timestamp()) if since else 0
        known = rates(replace(self._world, since=after)) if self._world else ()
        found = sorted(known, key=lambda rate: (rate.published_at, rate.currency))
        following = {"offset": str(offset + PAGE_ROWS)} | ({"published_after": since} if since else {})
        has_more = offset + PAGE_ROWS < len(found)
        return {
            "rates": [_spelled(rate) for rate in found[offset : offset + PAGE_ROWS]],
            "next": f"/v1/rates?{urlencode(following)}" if has_more else None,
        }


@contextmanager
def serving(provider: RateProvider) -> Iterator[RateProvider]:
    """The provider's API on a free port of loopback, for as long as the context lasts; its address stands in `address`."""
    with served(_handler(provider), "rates") as address:
        provider.address = f"{address}/v1/"
        yield provider


def _handler(provider: RateProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if self.headers.get("Authorization") != f"Bearer {provider.token}":
                self._answer(401, {"error": "a token is needed"})
            elif asked.path != "/v1/rates":
                self._answer(404, {"error": "no such address"})
            else:
                self._answer(200, provider.page(parse_qs(asked.query)))

        def _answer(self, status: int, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing: the demo has one voice."""

    return Handler


def _spelled(rate: CurrencyRate) -> dict[str, str | float]:
    return {
        "currency": rate.currency,
        "d": (_EPOCH + timedelta(days=rate.d)).isoformat(),
        "rate": rate.rate / 1_000_000,
        "published_at": datetime.fromtimestamp(rate.published_at, UTC).isoformat(),
    }
