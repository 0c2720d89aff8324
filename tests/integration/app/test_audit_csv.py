"""The CSV of a cut: the rows behind its picture, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from heartbeat.db import Database
from integration.app.audited import AT, computed, declare_cut, declare_page
from integration.app.served import app_over, client_of
from integration.readings.small_house import apply, metric, workspace

PATH = "/api/audit/cuts/fees/csv"


@pytest.fixture
def house(database: Database) -> Database:
    apply(database, workspace(metric("delays", "DELA")))
    declare_page(database, "revenue")
    declare_cut(database, "fees", "revenue")
    return database


@pytest.fixture
def client(house: Database) -> Iterator[httpx.Client]:
    with client_of(app_over(house)) as client:
        yield client


def bars(*labels: str) -> dict[str, Any]:
    return {"unit": "EUR", "bars": [{"label": label, "value": 1.0} for label in labels]}


def read(client: httpx.Client) -> list[list[str]]:
    """As a program reads it: without the mark at its beginning."""
    text = client.get(PATH).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_file_is_by_the_standard_and_named_by_cut_window_and_day(house: Database, client: httpx.Client) -> None:
    odd = {
        "unit": "EUR",
        "bars": [{"label": 'Žan, "the one"\nand only', "value": -12.5}, {"label": "b", "value": None, "target": 3}],
    }
    computed(house, "fees", payload=odd, at=AT.replace(hour=23, minute=30))
    answer = client.get(PATH)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == 'attachment; filename="fees-30d-2026-11-22.csv"'  # a day of Berlin
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content.decode() == '\ufefflabel,value,target\r\n"Žan, ""the one""\nand only",-12.5,\r\nb,,3\r\n'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_a_text_that_a_spreadsheet_would_run_is_a_text_there(house: Database, client: httpx.Client, start: str) -> None:
    computed(house, "fees", payload=bars(f"{start}cmd|' /C calc'!A0"))
    assert read(client)[1][0] == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("label", ["-10", "+3,5", "-2.5%", "a = b", "2026-11-01", "'quoted'"])
def test_what_no_spreadsheet_would_run_stays_as_it_is(house: Database, client: httpx.Client, label: str) -> None:
    computed(house, "fees", payload=bars(label))
    assert read(client)[1][0] == label


def test_names_of_columns_are_texts_too(house: Database, client: httpx.Client) -> None:
    line = {"unit": "EUR", "labels": ["2026-11-01"], "series": [{"name": "=1+1", "values": [1e20]}]}
    computed(house, "fees", payload=line, chart="line")
    assert read(client) == [["label", "'=1+1"], ["2026-11-01", "1e+20"]]


def test_a_chart_of_the_workspace_has_the_rows_that_its_cut_gives(house: Database, client: httpx.Client) -> None:
    spiral = {"turns": 3, "columns": ["who", "ok", "what"], "rows": [["a", True, {"x": [1]}]]}
    computed(house, "fees", payload=spiral, chart="spiral")
    assert read(client) == [["who", "ok", "what"], ["a", "true", '{"x": [1]}']]


@pytest.mark.parametrize(
    ("payload", "chart", "why"),
    [({"turns": 3}, "spiral", "no rows"), ({"slices": []}, "bar", "another version"), (None, "", "not computed")],
)
def test_where_there_are_no_rows_it_is_said_why(
    house: Database, client: httpx.Client, payload: dict[str, Any] | None, chart: str, why: str
) -> None:
    if payload is not None:
        computed(house, "fees", payload=payload, chart=chart)
    answer = client.get(PATH)
    assert (answer.status_code, answer.json()["code"]) == (409, "cut-without-table")
    assert why in answer.json()["message"]


def test_another_window_and_another_cut_are_refused(client: httpx.Client) -> None:
    assert client.get(f"{PATH}?window=7d").json()["code"] == "window-not-offered"
    assert client.get("/api/audit/cuts/none/csv").json()["code"] == "cut-not-found"
