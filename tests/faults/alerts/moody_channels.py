"""A receiver with moods: it takes messages, refuses them, asks to be left alone, is slow, or cuts the line after it has read."""

from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from scripted_receiver import Received, Receiver, Reply, scripted_receiver

Number = tuple[int, int]
"""Of an incident and its turn, as `#12.3` in every message."""

TAKEN = Reply()
HANGING_SECONDS = 9.0
_MOODS: tuple[tuple[float, Reply], ...] = (
    (0.65, TAKEN),
    (0.10, Reply(delay_seconds=1.0)),
    (0.01, Reply(delay_seconds=HANGING_SECONDS)),
    (0.07, Reply(500, body=b"broken")),
    (0.05, Reply(429, {"retry-after": "2"}, b"later")),
    (0.04, Reply(503, {"retry-after": "1"}, b"busy")),
    (0.07, Reply(reset=True)),
    (0.01, Reply(410, body=b"gone")),
)
_NUMBER = re.compile(r"#(\d+)\.(\d+)")


@dataclass(frozen=True)
class Told:
    """One message as it came. `taken`: it was read whole and not refused, whether or not the sender heard so."""

    channel: str
    webhook_id: str | None
    numbers: frozenset[Number]
    at: float  # seconds since 1970, of the same machine as the database
    taken: bool


@dataclass
class MoodyChannels:
    """What came, and how it was answered."""

    receiver: Receiver
    rng: random.Random
    is_calm: bool = False
    told: list[Told] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)

    def answer(self, request: Received) -> Reply:
        """Note a request and choose how to answer; two may come at once."""
        at, mood = time.time(), TAKEN if self.is_calm else self._mood()
        numbers = frozenset((int(incident), int(seq)) for incident, seq in _NUMBER.findall(_text(request.body)))
        headers = {name.lower(): value for name, value in request.headers.items()}
        taken = mood.reset or mood.status == TAKEN.status
        self.told.append(Told(request.path.strip("/"), headers.get("webhook-id"), numbers, at, taken))
        self.answered[
            "reset" if mood.reset else f"200 after {mood.delay_seconds:g} s" if mood.delay_seconds else str(mood.status)
        ] += 1
        return mood

    def _mood(self) -> Reply:
        weights, moods = zip(*_MOODS, strict=True)
        mood: Reply = self.rng.choices(moods, weights)[0]
        return mood


@contextmanager
def moody_channels(rng: random.Random) -> Iterator[MoodyChannels]:
    """A receiver on a free port for as long as the context lasts."""
    with scripted_receiver() as receiver:
        channels = MoodyChannels(receiver, rng)
        receiver.answering = channels.answer
        yield channels


def _text(body: bytes) -> str:
    """The strings of a document: colours are numbers with a sharp as well, but without a point."""
    return json.dumps(json.loads(body), ensure_ascii=False)
