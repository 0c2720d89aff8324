"""Heartbeat about itself in the Prometheus text format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import psycopg

from heartbeat.clock import database_clock
from heartbeat.errors import DatabaseUnavailable
from heartbeat.marts.loads import read_source_conditions
from heartbeat.readings.alerts.totals import read_alert_totals
from heartbeat.readings.board import read_board
from heartbeat.readings.ledger.totals import read_ledger_totals
from heartbeat.readings.registry import read_sources
from heartbeat.rules.condition import of_deployed
from heartbeat.wire.site import Site, Tally

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(site: Site) -> str:
    """All samples as text. While Postgres is away, those of the process alone."""
    lines = [*_family("heartbeat_info", "gauge", "The running version.", {f'version="{site.app_version}"': 1})]
    lines += _process(site.tally)
    try:
        with site.connection() as connection:
            stored = list(_stored(connection))
    except DatabaseUnavailable:
        stored = None
    lines += _family("heartbeat_database_up", "gauge", "1 while Postgres answers.", {"": int(stored is not None)})
    return "\n".join([*lines, *(stored or []), ""])


def _process(tally: Tally) -> Iterator[str]:
    requests = {
        f'method="{method}",status="{status // 100}xx"': count for (method, status), count in sorted(tally.requests.items())
    }
    yield from _family("heartbeat_http_requests_total", "counter", "Answered requests of this process.", requests)
    deliveries = {
        f'source="{source}",outcome="{outcome}"': count for (source, outcome), count in sorted(tally.deliveries.items())
    }
    meaning = "Deliveries of webhooks to this process; the outcome of a refused one is the code of its error."
    yield from _family("heartbeat_hook_deliveries_total", "counter", meaning, deliveries)
    yield from _family("heartbeat_event_stream_clients", "gauge", "Open event streams of this process.", {"": tally.streams})


def _stored(connection: psycopg.Connection[Any]) -> Iterator[str]:
    board = read_board(connection)
    now = database_clock(connection)()
    metrics = (board.document or {}).get("metrics", [])
    yield from _family("heartbeat_board_version", "gauge", "Version of the board.", {"": board.version})
    if board.published_at is not None:
        age_seconds = round((now - board.published_at).total_seconds(), 3)
        yield from _family("heartbeat_board_age_seconds", "gauge", "Since the board was published.", {"": age_seconds})
    for key in ("class", "health", "freshness", "verification_state"):
        counts = Counter(metric[key] for metric in metrics)
        samples = {f'{key}="{value}"': count for value, count in sorted(counts.items())}
        yield from _family(f"heartbeat_metrics_by_{key}", "gauge", f"Metrics on the board by {key}.", samples)
    yield from _sources(connection)
    yield from _beats(connection)
    yield from _alerts(connection, now)


def _sources(connection: psycopg.Connection[Any]) -> Iterator[str]:
    conditions = of_deployed(read_source_conditions(connection), read_sources(connection))
    failing = {f'source="{one.source_id}",dataset="{one.dataset}"': int(one.state in {"error", "held"}) for one in conditions}
    yield from _family("heartbeat_source_failing", "gauge", "1 while the last run of a dataset failed or is held.", failing)


def _beats(connection: psycopg.Connection[Any]) -> Iterator[str]:
    totals = read_ledger_totals(connection)
    states = {f'state="{state}"': count for state, count in sorted(totals.by_state.items())}
    yield from _family("heartbeat_beats", "gauge", "Beats in the ledger by state.", states)
    if totals.last_ended_at is not None and totals.last_seconds is not None:
        yield from _family(
            "heartbeat_last_beat_seconds", "gauge", "Duration of the last beat.", {"": round(totals.last_seconds, 3)}
        )
        ended = {"": _unix(totals.last_ended_at)}
        yield from _family("heartbeat_last_beat_ended_timestamp_seconds", "gauge", "When the last beat ended.", ended)


def _alerts(connection: psycopg.Connection[Any], now: datetime) -> Iterator[str]:
    totals = read_alert_totals(connection)
    messages = {f'channel="{channel}",state="{state}"': count for (channel, state), count in sorted(totals.messages.items())}
    yield from _family("heartbeat_messages", "gauge", "Messages by channel and state.", messages)
    ages = {f'channel="{name}"': round((now - at).total_seconds(), 3) for name, at in sorted(totals.proven_at.items())}
    yield from _family("heartbeat_channel_proof_age_seconds", "gauge", "Since a channel last confirmed a delivery.", ages)
    incidents = {
        f'kind="{kind}",severity="{severity}"': count for (kind, severity), count in sorted(totals.open_incidents.items())
    }
    yield from _family(
        "heartbeat_open_incidents", "gauge", "Open incidents by kind and severity, as the board shows them.", incidents
    )


def _unix(moment: datetime) -> float:
    return round(moment.astimezone(UTC).timestamp(), 3)


def _family(name: str, kind: str, meaning: str, samples: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples.items():
        yield f"{name}{{{labels}}} {value}" if labels else f"{name} {value}"
