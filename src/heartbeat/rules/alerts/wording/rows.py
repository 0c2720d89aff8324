"""One incident of a message: its headline, its facts as label and value, its link and its colour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from heartbeat.rules.alerts.wording.headlines import headline_of, metric_count
from heartbeat.rules.alerts.wording.markdown_words import words_of
from heartbeat.rules.alerts.wording.model import Colour, Item, Manner, Row
from heartbeat.rules.alerts.wording.reading import (
    display_of,
    entry_of,
    facts_of,
    incident_of,
    line_of,
    number_of,
    plain,
)
from heartbeat.rules.alerts.wording.times import moment_text

MOST_METRICS = 10  # named of those that a source holds up
_AGES = {"amber": "older than usual", "red": "too old"}
_DEMOTED = {
    "over_budget": "It pages more often than its owner's weekly budget allows, so it is told in the digest",
    "flapping": "It goes back and forth, so it is told in the digest until it has been steady",
}


def row_of(item: Item, manner: Manner) -> Row:
    """One row of the outbox in words."""
    number = incident_of(item).get("id")
    return Row(
        number=number_of(item),
        headline=headline_of(item, manner.timezone),
        facts=tuple((label, value) for label, value in _facts(item, manner) if value),
        how_to_read=None if item.kind == "resolve" else plain(words_of(str(item.payload.get("how_to_read") or ""))),
        link=_link(item, manner),
        colour=_colour(item),
        is_good=item.kind in {"resolve", "close"},
        kind=item.kind,
        severity=item.severity,
        incident_id=number if isinstance(number, int) else None,
    )


def _facts(item: Item, manner: Manner) -> Iterator[tuple[str, str | None]]:
    is_threshold = incident_of(item).get("kind", "threshold") == "threshold"
    yield from _of_threshold(item, manner) if is_threshold else _of_trouble(item, manner)
    yield "Note", _note(item)
    yield "Owner", _owner(item)
    yield "Incident", number_of(item)
    yield "As of", moment_text(item.payload.get("as_of") or item.payload.get("at"), manner.timezone)


def _of_threshold(item: Item, manner: Manner) -> Iterator[tuple[str, str | None]]:
    entry = entry_of(item) or {}
    yield line_of(item)
    yield "Was" if item.kind == "resolve" else "When it fired", _when_fired(item, manner)
    yield "Since", _since(item, entry, manner)
    change = plain(display_of(item).get("change"))
    yield "In 7 days", change
    yield "Against typical", _against_typical(entry)
    yield "Data", _age(entry, manner)
    yield "Trouble", plain(entry.get("cause"))


def _of_trouble(item: Item, manner: Manner) -> Iterator[tuple[str, str | None]]:
    entry, facts = entry_of(item) or {}, facts_of(item)
    yield "Metrics", _named(facts)
    if item.kind != "resolve":
        yield "Error", plain(facts.get("error")) or plain(entry.get("cause")) or plain(entry.get("error"))
        yield "What to do", plain(facts.get("hint"))
    yield "Last known" if item.kind != "resolve" else "Value", plain(display_of(item).get("text"))
    yield "Last good", moment_text(facts.get("last_ok_at"), manner.timezone)
    yield "Data", _age(entry, manner)


def _when_fired(item: Item, manner: Manner) -> str | None:
    """How bad it was, where the value may have moved since; with the time, where that does not stand there as `Since`."""
    text = plain(item.payload.get("fired_text"))
    if item.kind == "resolve":
        since = moment_text(incident_of(item).get("fired_at"), manner.timezone)
        return " ".join(word for word in (item.severity, f"since {since}" if since else "", f"at {text}" if text else "") if word)
    return text if text != plain(display_of(item).get("text")) and entry_of(item) is not None else None


def _since(item: Item, entry: Mapping[str, Any], manner: Manner) -> str | None:
    """As the screen says it while the status is what is told of; else when the incident fired."""
    if item.kind == "resolve":
        return None
    is_shown = entry.get("status") == item.severity and item.kind != "close"
    return moment_text((entry.get("since") if is_shown else None) or incident_of(item).get("fired_at"), manner.timezone)


def _against_typical(entry: Mapping[str, Any]) -> str | None:
    """In whole standard deviations, which need no unit."""
    value, typical = entry.get("value"), entry.get("typical")
    if not isinstance(value, int | float) or not isinstance(typical, Mapping):
        return None
    mean, stddev = typical.get("mean"), typical.get("stddev")
    if not isinstance(mean, int | float) or not isinstance(stddev, int | float) or stddev <= 0:
        return None
    deviations = round(abs(value - mean) / stddev)
    if deviations == 0:
        return "as usual"
    side = "above" if value > mean else "below"
    return f"about {deviations} standard deviation{'s' if deviations > 1 else ''} {side}"


def _age(entry: Mapping[str, Any], manner: Manner) -> str | None:
    read = moment_text(entry.get("source_as_of"), manner.timezone)
    if read is None:
        return "never read" if entry.get("freshness") == "red" else None
    age = _AGES.get(str(entry.get("freshness")))
    return f"read {read}, {age}" if age else f"read {read}"


def _named(facts: Mapping[str, Any]) -> str | None:
    metrics = facts.get("metrics")
    if not isinstance(metrics, list | tuple) or not metrics:
        return None
    names = [name for name in (_name(metric) for metric in metrics[:MOST_METRICS]) if name]
    more = metric_count(facts) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def _name(metric: object) -> str | None:
    """A metric is named by a text, or by an entry with its code and name."""
    if isinstance(metric, Mapping):
        words = (plain(metric.get("code")), plain(metric.get("name")))
        return " ".join(word for word in words if word) or plain(metric.get("metric_id"))
    return plain(metric)


def _note(item: Item) -> str | None:
    told = [plain(facts_of(item).get("note")), _DEMOTED.get(str(item.payload.get("reason")))]
    proposed = plain(facts_of(item).get("proposed_line"))
    if item.kind == "step" and not any(told):
        told.append("Nobody has acknowledged it")
    if item.kind == "flapping":
        told.append("It crosses its line back and forth. From now on it is told in the daily digest, until it has been steady")
    if proposed:
        told.append(f"A line of {proposed} would have stayed within the budget")
    return ". ".join(note for note in told if note) or None


def _owner(item: Item) -> str | None:
    """Name and address."""
    entry = entry_of(item) or {}
    address, name = plain(item.payload.get("owner")) or plain(entry.get("owner")), plain(entry.get("owner_name"))
    return f"{name} <{address}>" if name and address else address


def _link(item: Item, manner: Manner) -> str | None:
    if manner.base_url is None:
        return None
    base, incident = manner.base_url.rstrip("/"), incident_of(item)
    kind, subject = incident.get("kind", "threshold"), plain(incident.get("subject"))
    if kind in {"threshold", "health"}:
        metric = plain((entry_of(item) or {}).get("metric_id")) or subject
        return f"{base}/metrics/{quote(metric, safe='')}" if metric else base
    return f"{base}/sources" if kind == "source" else f"{base}/runs" if kind == "beats" else f"{base}/alerts"


def _colour(item: Item) -> Colour:
    if item.kind == "resolve":
        return "green"
    return "grey" if item.kind == "close" else item.severity
