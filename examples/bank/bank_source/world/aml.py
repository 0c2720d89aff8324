"""Anti-money-laundering: alerts with a deadline, possible sanction matches, and cases that go to the authority."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bank_source import incidents
from bank_source.chance import KIND, SPEED, mix, pick, spread
from bank_source.seasons import BANKING, DAY, MINUTE, OFFICE, arrivals
from bank_source.tables import AmlAlert, CaseFile, Screening
from bank_source.world.plan import World

_RULES = ("structuring", "new beneficiary abroad", "cash-like merchant", "rapid in and out", "dormant account wakes")
_LISTS = ("EU consolidated", "OFAC SDN", "UN Security Council", "UK HMT")
_SLA = {"high": DAY, "medium": 5 * DAY, "low": 10 * DAY}
_LOOK_BACK = 20 * DAY
_CASE_EVERY = 8


def alerts(world: World) -> Iterator[AmlAlert]:
    """The table `aml.alert`."""
    numbers = world.paying[1]
    for index, moment in arrivals(OFFICE, world.rows // 80, world.span(look_back=_LOOK_BACK)):
        alert = _alert(world, index, moment, world.client_at(moment, mix(index, 51)))
        if alert.updated_at >= world.since:
            yield alert
    for number, age in enumerate(incidents.FORGOTTEN_ALERT_DUE_AGES):
        due = world.anchor - age
        created = due - incidents.FORGOTTEN_ALERT_SLA
        if world.since <= created < world.until:
            yield AmlAlert(incidents.FIRST_NUMBER + number, numbers[number], _RULES[1], "medium", created, due, None, created)


def screenings(world: World) -> Iterator[Screening]:
    """The table `aml.screening`."""
    numbers = world.paying[1]
    for index, moment in arrivals(BANKING, world.rows // 30, world.span(look_back=DAY)):
        scattered = mix(index, 52)
        decided: int | None = moment + 5 * MINUTE + scattered % (85 * MINUTE)
        decided = decided if decided and decided < world.until else None
        if (decided or moment) >= world.since:
            client = world.client_at(moment, scattered)
            score = 80 + scattered % 20
            yield Screening(index + 1, client, pick(_LISTS, scattered >> 8), score, moment, decided, decided or moment)
    for number, age in enumerate(incidents.WAITING_SCREENING_AGES):
        moment = world.anchor - age
        if world.since <= moment < world.until:
            yield Screening(incidents.FIRST_NUMBER + number, numbers[number], _LISTS[0], 97, moment, None, moment)


def cases(world: World) -> Iterator[CaseFile]:
    """The table `aml.case_file`: every eighth alert that was closed became a case, reported within three days."""
    for alert in alerts(replace(world, since=max(0, world.since - 5 * DAY))):
        if alert.closed_at is None or alert.id % _CASE_EVERY:
            continue
        opened = alert.closed_at
        reported: int | None = opened + DAY // 2 + mix(alert.id, 53) % (2 * DAY)
        reported = reported if reported and reported < world.until else None
        if (reported or opened) >= world.since:
            yield CaseFile(alert.id // _CASE_EVERY, alert.id, opened, opened + 3 * DAY, reported, reported or opened)


def _alert(world: World, index: int, moment: int, client: int) -> AmlAlert:
    scattered = mix(index, 54)
    severity = pick(("high", "medium", "medium", "medium", "low"), scattered)
    sla = _SLA[severity]
    is_late = spread(index, SPEED) > 0.98
    share = 1.3 if is_late else 0.2 + 0.6 * spread(index, KIND)
    closed: int | None = moment + int(sla * share)
    closed = closed if closed and closed < world.until else None
    return AmlAlert(index + 1, client, pick(_RULES, scattered >> 8), severity, moment, moment + sla, closed, closed or moment)
