"""What ends by time alone: a secret while Postgres is away, and a stream that a proxy let in."""

from __future__ import annotations

import asyncio

import pytest

from heartbeat.db import Database, Role
from heartbeat.errors import DatabaseUnavailable
from heartbeat.surfaces.access.gate import Gate
from heartbeat.surfaces.access.identity.cookies import Jar
from heartbeat.surfaces.access.identity.credentials import Credentials
from heartbeat.surfaces.access.identity.visit import Visit
from integration.app.signed_in import closed_app, screen, token
from waiting import run_async

HOUR = 3600.0


def test_while_postgres_is_away_a_token_ends_in_time_and_a_screen_after_a_day(database: Database) -> None:
    television, bearer = screen(database), token(database, "viewer", days=1)
    with database.connect(Role.OWNER) as owner:
        owner.execute("update heartbeat.access_token set expires_at = now() + interval '1 hour'")
    now = 0.0

    async def look() -> None:
        nonlocal now
        site = closed_app(database).state.site
        credentials = Credentials(site, lambda: now)

        async def states() -> list[str | None]:
            found = [await credentials.standing(one.secret) for one in (television, bearer)]
            return [None if one is None else one.state for one in found]

        assert await states() == ["good", "good"]
        site.close()  # from now on nothing is answered
        now = 0.9 * HOUR
        assert await states() == ["good", "good"]
        now = 1.1 * HOUR
        assert await states() == ["good", "expired"]
        now = 23 * HOUR
        assert await states() == ["good", "expired"]
        now = 25 * HOUR
        with pytest.raises(DatabaseUnavailable):
            await states()

    run_async(look())


def test_a_stream_that_a_proxy_let_in_ends_so_that_the_proxy_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heartbeat.surfaces.access.gate._PROXY_STREAM_SECONDS", 0.01)

    async def follow() -> bool:
        app = closed_app(None)
        gate = Gate(app, doors=app.state.doors, is_route=lambda _: True)
        with gate._ending(Visit("192.0.2.1", Jar("", is_secure=False))) as ended:
            return await asyncio.wait_for(ended.wait(), 5)

    assert run_async(follow())
