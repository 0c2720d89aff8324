"""Messages in words: what each kind of incident tells, whole and by itself."""

from __future__ import annotations

from typing import Any

import pytest

from heartbeat.rules.alerts.wording.message import MOST_LINES, word
from heartbeat.rules.alerts.wording.model import Item, Kind, Manner
from heartbeat.rules.alerts.wording.times import moment_text
from unit.rules.alerts.worded import MANNER, about, entry, item


def test_a_fire_says_all_that_its_reader_needs() -> None:
    told = word("single", [item()], MANNER)
    assert told.subject == "Red: B07 Screening hits waiting is 92.4 % (max 90 %)"
    assert told.body == "\n".join((
        "Red: B07 Screening hits waiting is 92.4 % (max 90 %)",
        "Red line: max 90 %",
        "Since: 28 Nov 2026, 09:12 CET",
        "In 7 days: +3.2 pp",
        "Against typical: about 3 standard deviations above",
        "Data: read 28 Nov 2026, 09:00 CET",
        "Owner: Ann Ödegård <ann@bank.example>",
        "Incident: #12.3",
        "As of: 28 Nov 2026, 09:15 CET",
        "How to read: Above 90 %, hits wait longer than the law allows.",
        "https://heartbeat.bank.example/metrics/screening_waiting",
    ))  # fmt: skip
    (row,) = told.rows
    assert (row.colour, row.is_good, row.number, told.link) == ("red", False, "#12.3", row.link)


@pytest.mark.parametrize(
    ("kind", "changes", "subject"),
    [
        ("escalate", {}, "Now red: B07 Screening hits waiting is 92.4 % (max 90 %)"),
        ("remind", {}, "Still red: B07 Screening hits waiting is 92.4 % (max 90 %)"),
        ("step", {}, "Nobody is on it, red: B07 Screening hits waiting is 92.4 % (max 90 %)"),
        ("flapping", {}, "Flapping: B07 Screening hits waiting is 92.4 % (max 90 %)"),
        ("resolve", {}, "Good again: B07 Screening hits waiting is 92.4 % (max 90 %)"),
        (
            "close",
            {"reason": "no_owner", "actor": "bob@bank.example"},
            "Closed: B07 Screening hits waiting, its owner was removed by bob@bank.example; it is 92.4 %",
        ),
        ("close", {"reason": "retired", "entry": None}, "Closed: B07 Screening hits waiting, it was retired"),
        ("fire", {"entry": None}, "Red: B07 Screening hits waiting is 92.4 % (90 %)"),
        (
            "fire",
            {"line": {"name": "typical", "text": "55 % to 65 %"}},
            "Red: B07 Screening hits waiting is 92.4 % (55 % to 65 %)",
        ),
    ],
)
def test_what_happened_stands_in_the_first_line(kind: Kind, changes: dict[str, Any], subject: str) -> None:
    assert word("single", [item(kind, **changes)], MANNER).subject == subject


@pytest.mark.parametrize(
    ("kind", "lead"), [("fire", "Not over yet"), ("remind", "Not over yet"), ("step", "Nobody is on it, not over yet")]
)
def test_no_message_tells_another_colour_than_the_board_shows(kind: Kind, lead: str) -> None:
    between = entry(status="amber", display={"text": "85.0 %", "norm": "max 80 %", "alert": "max 90 %"})
    told = word("single", [item(kind, entry=between, line={"name": "norm_value", "text": "max 80 %"})], MANNER)
    assert told.subject == f"{lead}: B07 Screening hits waiting is 85.0 % (max 80 %)"
    assert "When it fired: 92.4 %" in told.body


def test_a_metric_is_named_by_its_code_also_before_it_is_on_a_board() -> None:
    payload = {"incident": {"subject": "m", "title": "Hits waiting"}, "code": "B07", "entry": None}
    assert word("single", [Item("fire", "red", payload)], MANNER).subject == "Red: B07 Hits waiting"


def test_a_resolve_says_how_bad_it_was_and_since_when() -> None:
    calm = entry(status="green", value=0.7, display={"text": "70.0 %", "alert": "max 90 %", "change": None})
    (row,) = word("single", [item("resolve", entry=calm, line=None)], MANNER).rows
    assert row.headline == "Good again: B07 Screening hits waiting is 70.0 % (max 90 %)"
    assert ("Was", "red since 28 Nov 2026, 09:12 CET at 92.4 %") in row.facts
    assert (row.colour, row.is_good, row.how_to_read) == ("green", True, None)
    assert "Since" not in dict(row.facts)


def test_a_source_that_fails_names_the_metrics_that_stand_still() -> None:
    metrics = [{"code": f"B{n:02}", "name": "Waiting"} for n in range(12)]
    payload = about("source", "cards", metrics=metrics, error="connection refused", hint="Start it.")
    fired = Item("fire", "red", {**payload, "as_of": None, "at": "2026-11-28T08:15:00Z"})
    told = word("single", [fired], MANNER)
    assert told.subject == "Source cards fails since 28 Nov 2026, 09:12 CET; 12 metrics stand still"
    facts = dict(told.rows[0].facts)
    assert facts["Metrics"].startswith("B00 Waiting, B01 Waiting,")
    assert facts["Metrics"].endswith("B09 Waiting and 2 more")
    assert (facts["Error"], facts["What to do"]) == ("connection refused", "Start it.")
    assert facts["As of"] == "28 Nov 2026, 09:15 CET"
    assert told.link == "https://heartbeat.bank.example/sources"
    over = word("single", [Item("resolve", "red", about("source", "cards", metrics=metrics, error="connection refused"))], MANNER)
    assert over.subject == "Source cards is read again"
    assert "connection refused" not in over.body


@pytest.mark.parametrize(
    ("kind", "subject", "facts", "fired", "over"),
    [
        ("channel", "ops", {}, "Channel ops is down since {}", "Channel ops delivers again"),
        ("beats", "beats", {}, "No beat has finished since {}", "Beats finish again"),
        ("health", "m", {"health": "error"}, "m cannot be computed since {}", "m is computed again"),
        ("health", "m", {"health": "stale"}, "m stands still since {}, its data are too old", "m has fresh data again"),
        ("health", "m", {"health": "no_data"}, "m has no data since {}", "m has data again"),
        ("health", "m", {"health": "odd"}, "m cannot be computed since {}", "m is well again"),
        ("source", "s", {"metric_count": 1}, "Source s fails since {}; 1 metric stands still", "Source s is read again"),
    ],
)  # fmt: skip
def test_what_is_no_value_has_words_of_its_own(kind: str, subject: str, facts: dict[str, Any], fired: str, over: str) -> None:
    told = about(kind, subject, **facts)
    assert word("single", [Item("fire", "red", told)], MANNER).subject == fired.format("28 Nov 2026, 09:12 CET")
    assert word("single", [Item("resolve", "red", told)], MANNER).subject == over


def test_a_metric_that_fails_shows_its_last_known_value() -> None:
    told = {
        **about("health", "screening_waiting", health="error"),
        "entry": entry(health="error", cause="failing: no such table"),
    }
    facts = dict(word("single", [Item("fire", "red", told)], MANNER).rows[0].facts)
    assert (facts["Error"], facts["Last known"]) == ("failing: no such table", "92.4 %")


@pytest.mark.parametrize("kind", ["threshold", "health", "source", "channel", "beats", None])
@pytest.mark.parametrize("told", ["fire", "escalate", "resolve", "close", "flapping", "remind", "step"])
def test_a_message_reads_well_however_little_is_known(told: Kind, kind: str | None) -> None:
    sparse: list[dict[str, Any]] = [
        {},
        {"incident": {"kind": kind}, "entry": None},
        {"incident": {"kind": kind, "id": 1}, "entry": {}, "facts": None, "as_of": "soon", "line": {}},
        {"incident": {"kind": kind, "subject": "x"}, "entry": {"display": None, "typical": {}, "value": 1}},
    ]
    for payload in sparse:
        text = word("single", [Item(told, "amber", payload)], Manner())
        assert text.subject
        assert "\n" not in text.subject
        assert "None" not in text.body
        assert "{" not in text.body


def test_a_group_has_one_subject_and_every_incident_whole() -> None:
    others = [item("resolve"), item(severity="amber"), item()]
    told = word("group", others, MANNER)
    assert told.subject == "1 red, 1 amber, 1 good again: B07, B07, B07"
    assert [row.severity for row in told.rows if not row.is_good] == ["red", "amber"]
    assert told.rows[-1].is_good
    assert told.body.count("How to read:") == 2
    assert told.link == "https://heartbeat.bank.example/alerts"
    assert word("group", [item()], MANNER).form == "single"
    assert word("group", [item()] * 7, MANNER).subject.endswith("B07 and 2 more")


def test_a_digest_has_counts_at_most_twenty_lines_and_a_link() -> None:
    told = word("digest", [item(severity="amber")] * 30 + [item()], MANNER, {"title": "Daily digest", "more": 5})
    assert told.subject == "Daily digest: 1 red, 30 amber"
    lines = [line for line in told.body.splitlines() if line.startswith("- ")]
    assert len(lines) == MOST_LINES
    assert lines[0] == "- Red: B07 Screening hits waiting is 92.4 % (max 90 %) #12.3"
    assert "and 16 more" in told.body
    assert told.more == 16
    assert told.body.endswith("https://heartbeat.bank.example/alerts")


def test_who_was_demoted_to_the_digest_is_told_why() -> None:
    demoted = item(reason="over_budget", facts={"proposed_line": "max 94 %"})
    body = word("digest", [demoted], MANNER).body
    assert "more often than its owner's weekly budget allows" in body
    assert "A line of max 94 % would have stayed within the budget" in body


def test_a_test_says_that_nothing_is_wrong() -> None:
    told = word("test", [], MANNER, {"channel": "ops", "actor": "ann@bank.example", "at": "2026-11-28T08:12:00Z"})
    assert told.subject == "Test of channel ops"
    assert "Heartbeat of bank can reach you here." in told.body
    assert "by ann@bank.example at 28 Nov 2026, 09:12 CET. Nothing is wrong." in told.body
    assert word("test", [], Manner()).body.endswith("Nothing is wrong.")


def test_times_are_those_of_the_reader() -> None:
    assert moment_text("2026-07-01T22:30:00Z", "Asia/Kolkata") == "2 Jul 2026, 04:00 IST"
    assert moment_text("2026-07-01T22:30:00Z", "America/Sao_Paulo") == "1 Jul 2026, 19:30 UTC-03:00"
    assert moment_text("2026-07-01T22:30:00", "no/such") == "1 Jul 2026, 22:30 UTC"
    assert moment_text(None, "UTC") is None
    assert moment_text("soon", "UTC") is None


def test_the_strings_of_the_board_are_taken_as_they_are() -> None:
    odd = entry(display={"text": "1'234.50 CHF", "alert": "max 1'000 CHF", "change": "−12 CHF"})
    body = word("single", [item(entry=odd)], MANNER).body
    assert "1'234.50 CHF (max 1'000 CHF)" in body
    assert "In 7 days: −12 CHF" in body
