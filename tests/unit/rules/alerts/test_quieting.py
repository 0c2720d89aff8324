"""Many silences at once hold what each of them holds alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

from heartbeat.rules.alerts.silences import Kind, Quieting, Silence, silencing

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
MATCHERS = [
    {"metric_id": "m_one"},
    {"metric_id": "m_*", "severity": "amber"},
    {"area": "pay/*"},
    {"owner": "ADA@example.com", "kind": "threshold"},
    {"subject": "bank"},
    {"kind": "health"},
    {},
]


def silences() -> list[Silence]:
    """Of each matcher one that has ended, one that is ahead, and three in force."""
    kinds: tuple[Kind, ...] = ("snooze", "silence", "mute")
    spans = [(-2, -1), (1, 2), (-1, 1)]
    made = product(MATCHERS, kinds, spans)
    return [
        Silence(number, kind, matcher, NOW + timedelta(hours=start), NOW + timedelta(hours=end))
        for number, (matcher, kind, (start, end)) in enumerate(made)
    ]


def test_it_finds_what_each_alone_would() -> None:
    together = Quieting(silences())
    areas, owners = ("pay/cards", "core", ""), ("ada@example.com", "", None)
    for metric, area, owner, kind, severity in product(
        ("m_one", "m_two", ""), areas, owners, ("threshold", "health", "source"), ("red", "amber")
    ):
        facts = {
            "metric_id": metric,
            "subject": metric or "bank",
            "area": area,
            "owner": owner,
            "kind": kind,
            "severity": severity,
        }
        assert together.over(facts, NOW) == silencing(silences(), facts, NOW), facts
        assert together.over(facts, NOW) == silencing(silences(), facts, NOW), "and again, from memory"
