"""The made-up bank: the same rows every time, incidents at their known places, and a life that goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from bank_source import incidents
from bank_source.catalog import CATALOG, Rows
from bank_source.seasons import BANKING, DAY, HOUR, arrivals
from bank_source.tables import Table
from bank_source.truth import told
from bank_source.truth.bank import Bank
from bank_source.world.plan import World

ANCHOR = int(datetime(2026, 11, 19, 13, 47, 5, tzinfo=UTC).timestamp())
WORLD = World(anchor=ANCHOR, until=ANCHOR, rows=6_000)
TIME = "timestamptz"
EACH_TABLE = pytest.mark.parametrize(("table", "rows"), CATALOG, ids=[table.name for table, _ in CATALOG])


def keyed(table: Table, rows: Rows, world: World) -> dict[tuple[object, ...], tuple[object, ...]]:
    names = [name for name, _, _ in table.columns()]
    places = [names.index(name) for name in table.key]
    found = list(rows(world))
    by_key = {tuple(row[place] for place in places): row for row in found}
    assert len(by_key) == len(found), "a key came twice"
    return by_key


@EACH_TABLE
def test_the_same_bank_has_the_same_rows(table: Table, rows: Rows) -> None:
    assert list(rows(WORLD)) == list(rows(replace(WORLD)))


@EACH_TABLE
@pytest.mark.parametrize("seconds", [41, 5 * HOUR, 9 * DAY + 1_234])
def test_a_bank_that_lived_on_equals_one_made_at_once(table: Table, rows: Rows, seconds: int) -> None:
    later = WORLD.at(ANCHOR + seconds)
    continued = keyed(table, rows, WORLD) | keyed(table, rows, replace(later, since=ANCHOR))
    assert continued == keyed(table, rows, later)


@EACH_TABLE
def test_nothing_is_lost_that_happens_in_the_very_second_from_which_a_bank_lives_on(table: Table, rows: Rows) -> None:
    later = WORLD.at(ANCHOR + 9 * DAY)
    moments = [value for row in rows(later) for value, (_, kind, _) in zip(row, table.columns(), strict=True) if kind == TIME]
    happened = sorted({moment for moment in moments if isinstance(moment, int) and ANCHOR <= moment < later.until})
    for second in happened[:: len(happened) // 5 + 1]:
        continued = keyed(table, rows, WORLD.at(second)) | keyed(table, rows, replace(later, since=second))
        assert continued == keyed(table, rows, later)


def test_the_mistyped_category_comes_also_to_a_bank_whose_start_was_broken_off_a_second_before() -> None:
    second = ANCHOR + incidents.MISTYPED_CATEGORY_AFTER
    table, rows = next(each for each in CATALOG if each[0].name == "card_authorisation")
    assert incidents.FIRST_NUMBER not in {row[0] for row in rows(WORLD.at(second))}
    assert (incidents.FIRST_NUMBER,) in keyed(table, rows, replace(WORLD.at(second + 1), since=second))


@EACH_TABLE
def test_no_row_knows_the_future(table: Table, rows: Rows) -> None:
    kinds = [kind for _, kind, _ in table.columns()]
    foreseen = {"due_at", "kyc_due_at", "report_due_at"}
    names = [name for name, _, _ in table.columns()]
    for row in rows(WORLD):
        moments = [v for v, kind, name in zip(row, kinds, names, strict=True) if kind == "timestamptz" and name not in foreseen]
        assert all(moment is None or (isinstance(moment, int) and moment < ANCHOR) for moment in moments)


@EACH_TABLE
def test_only_what_may_be_null_is(table: Table, rows: Rows) -> None:
    optional = [may_be_null for _, _, may_be_null in table.columns()]
    for row in rows(WORLD):
        assert all(value is not None or allowed for value, allowed in zip(row, optional, strict=True))


def test_as_many_payments_as_asked_for_arrive_in_order_before_the_anchor() -> None:
    moments = [moment for _, moment in arrivals(BANKING, 6_000, WORLD.span())]
    assert abs(len(moments) - 6_000) <= 1
    assert all(earlier <= later for earlier, later in pairwise(moments))
    assert moments[0] < WORLD.start + 3 * DAY
    assert ANCHOR - moments[-1] < DAY


def test_the_unpaid_collateral_is_four_bills_of_one_client() -> None:
    bank = Bank(WORLD)
    unpaid = [i for i in bank.invoices if i.client_id == incidents.UNPAID_COLLATERAL_CLIENT and i.paid_at is None]
    assert [ANCHOR - invoice.due_at for invoice in unpaid] == list(incidents.UNPAID_COLLATERAL_DUE_AGES)
    assert sum(invoice.amount for invoice in unpaid) == 4 * 2_125_000
    assert all(invoice.covered_by_company_at for invoice in unpaid)


def test_incidents_have_their_known_sizes() -> None:
    bank = Bank(replace(WORLD, rows=60_000))

    def value(metric_id: str) -> float | None:
        return told.tell(metric_id, bank, ANCHOR + 20).value

    assert value("stuck_payments") == len(incidents.STUCK_PAYMENT_AGES)
    assert value("duplicate_payments") == sum(age < DAY for age in incidents.DUPLICATED_PAYMENT_AGES)
    assert value("approved_not_booked") == len(incidents.UNBOOKED_PAYMENT_AGES)
    assert value("sanction_hits_waiting") == len(incidents.WAITING_SCREENING_AGES)
    assert value("kyc_reviews_overdue") == incidents.OVERDUE_REVIEWS
    assert value("missing_rates") == 1
    assert value("alerts_overdue") == pytest.approx(len(incidents.FORGOTTEN_ALERT_DUE_AGES), abs=2)
    assert value("outgoing_payments_approved") == pytest.approx(1 - incidents.DECLINED_SHARE, abs=0.03)
    assert value("oldest_unpaid_collateral") == pytest.approx(122, abs=0.01)
    assert value("unpaid_collateral") == pytest.approx(85_000, abs=6_000)
