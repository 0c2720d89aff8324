"""What the secrets that are brought stand for, remembered: no request waits for the database to look at the board.

All that were brought lately are read again every two seconds in one question, so a revocation counts on every server by then.
While Postgres is away, what was good when it was last seen stays good for a day.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from time import monotonic

import psycopg

from heartbeat.errors import DatabaseUnavailable
from heartbeat.readings.access.secret import hash_of, is_secret
from heartbeat.readings.access.standing import Standing, note_seen, read_standings
from heartbeat.wire.site import Site

_READ_AGAIN_SECONDS = 2.0
_FRESH_SECONDS = 5.0
_KEEP_SECONDS = 24 * 3600.0  # while Postgres is away
_SILENT_SECONDS = 2.0  # a server that hangs instead of refusing is away as well
_QUIET_SECONDS = 600.0  # a secret that nobody brings is not read again
_MOST = 4_000
_AWAY = "Who you are cannot be looked up, because the database does not answer."
_HINT = "Nothing has to be done here: who was signed in stays so, and the rest goes on when the database is back."


@dataclass
class _Known:
    """One secret as it was last read. `standing` is null when nobody knows it. Times are monotonic."""

    standing: Standing | None
    read_at: float
    brought_at: float
    noted_at: float = float("-inf")
    renewed_at: float = float("-inf")
    watched: set[asyncio.Event] = field(default_factory=set)

    def now_standing(self, now: float) -> Standing | None:
        """What it stands for, with its end by our own clock: it comes also while Postgres is away."""
        told = self.standing
        if told is None or told.state != "good" or told.expires_in_seconds is None:
            return told
        return replace(told, state="expired") if now - self.read_at >= told.expires_in_seconds else told


class Credentials:
    """The secrets that were brought to this process. Used from its event loop alone."""

    def __init__(self, site: Site, now: Callable[[], float] = monotonic) -> None:
        self._site = site
        self._now = now
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._is_away = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()

    @asynccontextmanager
    async def kept_current(self) -> AsyncIterator[None]:
        """Read all of them again and again as long as the app runs."""
        self._loop = asyncio.get_running_loop()
        reading = asyncio.create_task(self._read_again_and_again())
        try:
            yield
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading

    def is_a_try(self, secret: str) -> bool:
        """Whether it could be a guess: it was never brought before. What has not the form of a secret is not even that."""
        return is_secret(secret) and hash_of(secret) not in self._known

    async def standing(self, secret: str) -> Standing | None:
        """What a secret stands for; none when nobody knows it.

        Raises:
            DatabaseUnavailable: it was never seen here, or too long ago, and Postgres is away.
        """
        if not is_secret(secret):
            return None
        key, now = hash_of(secret), self._now()
        known = self._known.get(key)
        if known is None or (now - known.read_at > _FRESH_SECONDS and not self._may_wait(known, now)):
            known = await self._look_up(key, now)
        known.brought_at = now
        self._known.move_to_end(key)
        return known.now_standing(now)

    def forget_guess(self, secret: str) -> None:
        """Keep nothing of a secret that nobody knows."""
        known = self._known.get(hash_of(secret))
        if known is not None and known.standing is None and not known.watched:
            del self._known[hash_of(secret)]

    def is_due(self, secret: str, seconds: float) -> bool:
        """Whether the cookie of a secret should be sent again: once in so many seconds, and then not again."""
        known = self._known.get(hash_of(secret))
        if known is None or self._now() - known.renewed_at < seconds:
            return False
        known.renewed_at = self._now()
        return True

    @contextmanager
    def ending(self, secret: str) -> Iterator[asyncio.Event]:
        """An event that comes when the secret is no longer good, for a stream that would go on."""
        event, known = asyncio.Event(), self._known.get(hash_of(secret))
        if known is None:
            event.set()
            yield event
            return
        known.watched.add(event)
        try:
            yield event
        finally:
            known.watched.discard(event)

    def look_again(self) -> None:
        """Read all of them now, since something was revoked; may be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake.set)

    def _may_wait(self, known: _Known, now: float) -> bool:
        """Whether what was last read still counts: Postgres is away, and not for too long."""
        return self._is_away and now - known.read_at < _KEEP_SECONDS

    async def _look_up(self, key: bytes, now: float) -> _Known:
        before = self._known.get(key)
        if self._is_away and before is None:
            raise DatabaseUnavailable(_AWAY, hint=_HINT)
        try:
            found = await asyncio.to_thread(self._read, [key], [])
        except DatabaseUnavailable:
            self._is_away = True
            if before is None or not self._may_wait(before, now):
                raise
            return before
        # A page asks for several things at once: whoever looked up first may have a stream that watches what is known already.
        known = self._known.get(key) or before or _Known(None, now, now)
        known.standing, known.read_at = found.get(key), now
        self._known[key] = known
        self._make_room(key)
        return known

    def _make_room(self, newest: bytes) -> None:
        """Forget what nobody knows first, then what was not brought for longest; never what a stream is watched by."""
        while len(self._known) > _MOST:
            idle = [key for key, one in self._known.items() if key != newest and not one.watched]
            if not idle:
                return
            del self._known[next((key for key in idle if self._known[key].standing is None), idle[0])]

    async def _read_again_and_again(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _READ_AGAIN_SECONDS)
            self._wake.clear()
            await self._read_again()

    async def _read_again(self) -> None:
        now = self._now()
        lately = {key: one for key, one in self._known.items() if one.watched or now - one.brought_at < _QUIET_SECONDS}
        brought = [key for key, one in lately.items() if one.watched or one.brought_at > one.noted_at]
        try:
            found = await self._read_in_time(list(lately), brought) if lately else {}
        except DatabaseUnavailable:
            self._is_away = True
        else:
            self._is_away = False
            for key, one in lately.items():
                one.standing, one.read_at = found.get(key), now
            for key in brought:
                lately[key].noted_at = now
        for one in lately.values():
            standing = one.now_standing(now)
            if standing is None or standing.state != "good":
                for event in one.watched:
                    event.set()

    async def _read_in_time(self, keys: list[bytes], brought: list[bytes]) -> dict[bytes, Standing]:
        reading = asyncio.ensure_future(asyncio.to_thread(self._read, keys, brought))
        reading.add_done_callback(
            lambda done: done.cancelled() or done.exception()
        )  # at the end of the process nobody waits for it
        done, _ = await asyncio.wait({reading}, timeout=_SILENT_SECONDS)
        if not done:
            self._is_away = True
        return await reading

    def _read(self, keys: list[bytes], brought: list[bytes]) -> dict[bytes, Standing]:
        try:
            with self._site.connection() as connection:
                if brought:
                    note_seen(connection, brought)
                return dict(read_standings(connection, keys))
        except (DatabaseUnavailable, psycopg.Error) as error:  # also one whose tables are not there yet
            raise DatabaseUnavailable(_AWAY, hint=_HINT) from error
