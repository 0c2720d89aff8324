"""What a process knows of the secrets that are brought to it: whoever watches one hears of its end, however it was brought."""

from __future__ import annotations

import asyncio
from pathlib import Path

from heartbeat.clock import database_clock
from heartbeat.config import Settings
from heartbeat.db import Database, Role
from heartbeat.readings.access.tokens import revoke_token
from heartbeat.surfaces.access.identity.credentials import Credentials
from heartbeat.wire.site import Site
from integration.app.signed_in import Bearer, token
from waiting import run_async

STREAMS = 6


def test_every_stream_ends_with_its_secret_when_a_page_asks_for_much_at_once(database: Database) -> None:
    bearer = token(database, "viewer")
    site = Site(Settings(workspace=Path("/nowhere")))
    site.attach(database)
    try:
        assert run_async(_watch_and_revoke(Credentials(site), database, bearer)) == STREAMS
    finally:
        site.close()


async def _watch_and_revoke(credentials: Credentials, database: Database, bearer: Bearer) -> int:
    """How many of several streams that one page opened at once end when the secret of all is revoked."""
    opened = asyncio.Barrier(STREAMS + 1)

    async def follow() -> bool:
        await credentials.standing(bearer.secret)
        with credentials.ending(bearer.secret) as ended:
            await opened.wait()
            return await asyncio.wait_for(ended.wait(), 10)

    async with credentials.kept_current():
        streams = [asyncio.create_task(follow()) for _ in range(STREAMS)]
        await opened.wait()
        await asyncio.to_thread(_revoke, database, bearer)
        credentials.look_again()
        ends = await asyncio.gather(*streams, return_exceptions=True)
    return sum(end is True for end in ends)


def _revoke(database: Database, bearer: Bearer) -> None:
    with database.connect(Role.APP) as connection:
        revoke_token(connection, bearer.number, by="test", now=database_clock(connection)())
