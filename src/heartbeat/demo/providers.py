"""What reaches the bank from outside or beside its Postgres: rates, settlements, identity checks, cash machines, messages."""

from __future__ import annotations

import asyncio
import base64
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from bank_source.kyc_provider import KycProvider
from bank_source.machine_log import report
from bank_source.message_desk import MessageDesk, receiving
from bank_source.rate_server import RateProvider, serving
from bank_source.settlement_files import deliver
from bank_source.world.plan import World
from heartbeat.postgres.roles import make_password, write_secret
from heartbeat.postgres.server.account import make_folder

if TYPE_CHECKING:
    from fastapi import FastAPI

_HOOK = "/api/hooks/kyc"
MESSAGES = "messages.jsonl"  # what Heartbeat has told, a message in each line
_SETTLEMENTS, _MACHINES, _DELIVERED = "settlements", "machines.sqlite", "kyc-delivered"


class Providers:
    """The bank's providers, each with what it knows up to a moment that moves on.

    Identity checks are told to the product's HTTP application, which `door` makes, as its senders tell it: signed, and once
    more until taken.
    """

    def __init__(self, folder: Path, rates: RateProvider, messages: MessageDesk, secrets: Mapping[str, str]) -> None:
        self._folder, self._rates, self._secrets = folder, rates, secrets
        self.messages = messages
        self._checks = KycProvider(folder / _DELIVERED, secrets["KYC_WEBHOOK_SECRET"])
        self.door: Callable[[], FastAPI] | None = None

    def environment(self) -> dict[str, str]:
        """What the source files and the channel ask for."""
        files = {"SETTLEMENT_FILES": str(self._folder / _SETTLEMENTS), "MACHINE_LOG": str(self._folder / _MACHINES)}
        addresses = {"RATES_URL": self._rates.address, "MESSAGES_URL": self.messages.address}
        return {**self._secrets, **addresses, **files}

    def live_on(self, world: World) -> int:
        """Let each go on to the world's `until`; returns how many rows, lines and events are new."""
        self._rates.live_on(world)
        new = deliver(self._folder / _SETTLEMENTS, world) + report(self._folder / _MACHINES, world)
        return new + (self._checks.deliver(world, self._post) if self.door is not None else 0)

    def _post(self, messages: list[tuple[bytes, Mapping[str, str]]]) -> list[int]:
        return asyncio.run(_post_all(self.door(), messages)) if self.door is not None else []


@contextmanager
def providers(folder: Path) -> Iterator[Providers]:
    """The providers of a bank whose systems lie in a folder, with the rate API served for as long as the context lasts."""
    make_folder(folder)  # for root the servers beside it may lie elsewhere
    secrets = {
        "RATES_TOKEN": _kept(folder / "rates.token", make_password()),
        "KYC_WEBHOOK_SECRET": _kept(folder / "kyc.secret", _signing_secret()),
        "MESSAGES_SECRET": _kept(folder / "messages.secret", _signing_secret()),
    }
    desk = MessageDesk(secrets["MESSAGES_SECRET"], folder / MESSAGES)
    with serving(RateProvider(secrets["RATES_TOKEN"])) as rates, receiving(desk) as messages:
        yield Providers(folder, rates, messages, secrets)


def _signing_secret() -> str:
    return "whsec_" + base64.b64encode(make_password().encode()).decode()


def forget(folder: Path) -> None:
    """Delete what providers have kept: another bank begins."""
    shutil.rmtree(folder / _SETTLEMENTS, ignore_errors=True)
    for name in (_MACHINES, _DELIVERED, MESSAGES):
        (folder / name).unlink(missing_ok=True)


def _kept(file: Path, fresh: str) -> str:
    if not file.exists():
        write_secret(file, fresh)
    return file.read_text().strip()


async def _post_all(door: FastAPI, messages: list[tuple[bytes, Mapping[str, str]]]) -> list[int]:
    """Post one message after the other, up to the first that is not taken: what follows would not be either."""
    transport, statuses = httpx.ASGITransport(app=door, raise_app_exceptions=False), list[int]()
    async with (
        door.router.lifespan_context(door),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        for body, headers in messages:
            statuses.append((await client.post(_HOOK, content=body, headers=dict(headers))).status_code)
            if statuses[-1] >= 400:
                break
    return statuses
