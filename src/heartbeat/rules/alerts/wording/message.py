"""A whole message in words: of one incident, of several, or a digest of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from heartbeat.rules.alerts.wording.model import Form, Item, Manner, MessageText, Row
from heartbeat.rules.alerts.wording.reading import entry_of, incident_of, plain
from heartbeat.rules.alerts.wording.rows import row_of
from heartbeat.rules.alerts.wording.times import moment_text

MOST_LINES = 20  # of a digest
_NAMED_IN_SUBJECT = 5
_COUNTED = {"resolve": "good again", "close": "closed"}
_RANK = {"red": 0, "amber": 1, "good again": 2, "closed": 3}


def word(form: Form, items: Sequence[Item], manner: Manner, facts: Mapping[str, Any] | None = None) -> MessageText:
    """Put a message into words.

    Args:
        form: of the message; `single` with several items is a group, and a group of one is single.
        items: what it tells, in any order.
        manner: time zone and addresses.
        facts: of a digest `title`, `more`, how many incidents there are beyond `items`, `summary`, all in one line, and `lines`,
            what else is to be told; of a test `channel`, `actor`, `at`.
    """
    facts = facts or {}
    if form == "test":
        return _test(manner, facts)
    if form == "digest" or not items:
        return _digest(items, manner, facts)
    return _single(items[0], manner) if len(items) == 1 else _group(items, manner)


def _single(item: Item, manner: Manner) -> MessageText:
    row = row_of(item, manner)
    return MessageText("single", row.headline, block_of(row), (row,), row.link)


def _group(items: Sequence[Item], manner: Manner) -> MessageText:
    ordered = _ordered(items)
    rows = tuple(row_of(item, manner) for item in ordered)
    names = [_short_name(item) for item in ordered]
    more = f" and {len(names) - _NAMED_IN_SUBJECT} more" if len(names) > _NAMED_IN_SUBJECT else ""
    subject = f"{_counts(items)}: {', '.join(names[:_NAMED_IN_SUBJECT])}{more}"
    body = "\n\n".join((subject, *(block_of(row) for row in rows)))
    return MessageText("group", subject, body, rows, _alerts_page(manner))


def _digest(items: Sequence[Item], manner: Manner, facts: Mapping[str, Any]) -> MessageText:
    rows = tuple(row_of(item, manner) for item in _ordered(items)[:MOST_LINES])
    handed_on = facts.get("more")
    more = len(items) - len(rows) + (handed_on if isinstance(handed_on, int) else 0)
    summary = plain(facts.get("summary"))
    counts = _counts(items) if items else summary or "nothing to tell"
    subject = f"{plain(facts.get('title')) or 'Digest'}: {counts}"
    lines = [f"- {line_of_digest(row)}" for row in rows]
    if more > 0:
        lines.append(f"and {more} more")
    told = [text for text in map(plain, facts.get("lines") or ()) if text]
    around = [f"{summary}."] if items and summary else []
    link = _alerts_page(manner)
    body = "\n\n".join(part for part in (subject, "\n".join(lines), "\n".join([*around, *told]), link) if part)
    return MessageText("digest", subject, body, rows, link, max(0, more))


def _test(manner: Manner, facts: Mapping[str, Any]) -> MessageText:
    channel, actor = plain(facts.get("channel")), plain(facts.get("actor"))
    at = moment_text(facts.get("at"), manner.timezone)
    subject = f"Test of channel {channel}" if channel else "Test of a channel"
    asked = " ".join(word for word in (f"by {actor}" if actor else "", f"at {at}" if at else "") if word)
    told = f"Heartbeat{f' of {manner.workspace}' if manner.workspace else ''} can reach you here."
    request = f"This test was asked for {asked}. Nothing is wrong." if asked else "This is a test. Nothing is wrong."
    link = _alerts_page(manner)
    return MessageText("test", subject, "\n\n".join(part for part in (subject, f"{told} {request}", link) if part), link=link)


def block_of(row: Row) -> str:
    """One incident as plain text that reads well alone."""
    facts = "\n".join(f"{label}: {value}" for label, value in row.facts)
    reading = f"How to read: {row.how_to_read}" if row.how_to_read else ""
    return "\n".join(part for part in (row.headline, facts, reading, row.link) if part)


def line_of_digest(row: Row) -> str:
    """One incident as one line."""
    note = next((value for label, value in row.facts if label == "Note"), None)
    return " ".join(part for part in (row.headline, row.number, f"({note})" if note else "") if part)


def _ordered(items: Iterable[Item]) -> list[Item]:
    """Red first, what is over last."""
    return sorted(items, key=lambda item: _RANK[_counted_as(item)])


def _counts(items: Iterable[Item]) -> str:
    """`2 red, 1 good again`."""
    counts = Counter(_counted_as(item) for item in items)
    return ", ".join(f"{counts[name]} {name}" for name in _RANK if counts[name])


def _counted_as(item: Item) -> str:
    return _COUNTED.get(item.kind, item.severity)


def _short_name(item: Item) -> str:
    incident = incident_of(item)
    return plain((entry_of(item) or {}).get("code")) or plain(incident.get("subject")) or plain(incident.get("title")) or "?"


def _alerts_page(manner: Manner) -> str | None:
    return f"{manner.base_url.rstrip('/')}/alerts" if manner.base_url is not None else None
