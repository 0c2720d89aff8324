"""What a cut gives is checked against the shape of its chart, and is rows as well."""

from datetime import date
from decimal import Decimal

import pytest

from heartbeat.definitions.charts.catalog import chart_kinds, read_payload

KINDS = {
    "area", "bar", "cohort", "figures", "funnel", "histogram", "line", "sankey", "scatter", "stacked_bar", "table", "waterfall",
}  # fmt: skip


def test_every_kind_is_found() -> None:
    assert set(chart_kinds()) == KINDS


def test_what_postgres_gives_is_taken_as_it_comes() -> None:
    payload = {"unit": "EUR", "labels": [date(2026, 11, 1)], "series": [{"name": "fees", "values": [Decimal("12.50")]}]}
    chart = read_payload("line", payload)
    assert chart.model_dump(mode="json")["labels"] == ["2026-11-01"]
    assert chart.table() == (("label", "fees"), [("2026-11-01", 12.5)])


def test_a_table_takes_days_numbers_and_sparklines() -> None:
    columns = [
        {"key": "d", "label": "day", "day": True},
        {"key": "v", "label": "paid", "unit": "EUR"},
        {"key": "s", "label": "", "spark": True},
    ]
    chart = read_payload("table", {"columns": columns, "rows": [{"d": date(2026, 1, 2), "v": Decimal(3), "s": [1, None, 2]}]})
    assert chart.table().rows == [("2026-01-02", 3.0, 2)]


@pytest.mark.parametrize(
    ("kind", "payload", "told"),
    [
        ("bar", [], "compute returned list"),
        ("bar", {"unit": "EUR"}, "`bars` is missing"),
        ("bar", {"unit": "EUR", "bars": [], "colour": 1}, "colour"),
        ("bar", {"unit": "EUR", "bars": [{"label": "a", "value": float("nan")}]}, "bars.0.value"),
        ("line", {"unit": "EUR", "labels": ["a"], "series": [{"name": "x", "values": []}]}, "'x' has 0 values for 1 labels"),
        ("sankey", {"unit": "", "nodes": [], "flows": [{"source": "a", "target": "b", "value": 1}]}, "not there: a, b"),
        ("table", {"columns": [{"key": "a", "label": "A"}], "rows": [{"b": 1}]}, "no column names: b"),
    ],
)
def test_what_does_not_fit_is_told_by_its_place(kind: str, payload: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_payload(kind, payload)


def test_what_each_item_of_a_list_has_is_told_once_with_its_count() -> None:
    bins = [{"from": at, "to": at + 1, "count": 1} for at in range(9)]
    with pytest.raises(ValueError, match="is missing") as refused:
        read_payload("histogram", {"unit": "days", "bins": bins})
    lines = str(refused.value).splitlines()
    assert lines == ["bins: `low` is missing, `high` is missing, `from` is not known, `to` is not known (9 times)"]
    with pytest.raises(ValueError, match=r"bars\.1\.value: is no number$"):
        read_payload("bar", {"unit": "EUR", "bars": [{"label": "a", "value": 1}, {"label": "b", "value": "x"}]})


def test_a_sankey_that_leads_in_a_circle_is_refused() -> None:
    nodes = [{"id": one, "label": one} for one in "abc"]
    ways = [("a", "b"), ("b", "c"), ("c", "b")]
    flows = [{"source": source, "target": target, "value": 1} for source, target in ways]
    with pytest.raises(ValueError, match="circle"):
        read_payload("sankey", {"unit": "", "nodes": nodes, "flows": flows})
    assert not read_payload("sankey", {"unit": "", "nodes": nodes, "flows": flows[:2]}).is_empty()


def test_a_funnel_tells_its_shares() -> None:
    stages = [{"label": "applied", "value": 200}, {"label": "active", "value": 50}]
    assert read_payload("funnel", {"unit": "count", "stages": stages}).table().rows[1] == ("active", 50.0, 0.25, 0.25)


def test_a_chart_of_the_workspace_holds_what_it_likes() -> None:
    chart = read_payload("treemap", {"tree": {"a": 1}, "columns": ["name"], "rows": [["a"]]})
    assert chart.model_dump()["tree"] == {"a": 1}
    assert chart.table() == (("name",), [("a",)])
