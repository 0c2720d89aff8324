"""Cuts, their pages and charts, and the links between cuts and metrics: where it does not fit together is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from heartbeat.definitions.workspace import Survey, content_hash_of, load_workspace, survey_workspace
from unit.definitions.cut_files import CUT, CUT_FILE, changed, with_key
from unit.definitions.shop_files import FILE, SETTINGS, SOURCE, VALUE, header, line_of, write

CHART = "export default function draw(element, payload) {}\n"
SOUND: dict[str, str | bytes] = {
    "heartbeat.yaml": SETTINGS,
    "sources/shop.yaml": SOURCE,
    FILE: header() + VALUE,
    CUT_FILE: CUT,
    "cuts/sales.md": "# Sales\n\nHow orders come in.\n\n[[orders_by_day]]\n",
    "docs/checkout.md": "# The checkout\n\nWhere it runs.\n",
}


def survey(folder: Path, **files: str) -> Survey:
    return survey_workspace(write(folder, {**SOUND, **files}))


def told(folder: Path, files: dict[str, str]) -> list[str]:
    """Every problem, as `severity file:line: message`."""
    problems = survey(folder, **files).problems
    return [f"{problem.severity} {problem.file}:{problem.line}: {problem.message}" for problem in problems]


def on(page: str, *, order: int = 100) -> str:
    return changed('"sales"', f'"{page}"', with_key(f'"order": {order}'))


def test_all_that_explains_the_numbers_is_read_with_them(tmp_path: Path) -> None:
    found = survey(tmp_path, **{"cuts/calendar.chart.js": CHART, "cuts/b.py": "", CUT_FILE: changed('"bar"', '"calendar"')})
    explained = found.explained
    assert [(page.page, page.title, page.text) for page in explained.pages] == [
        ("sales", "Sales", "How orders come in.\n\n[[orders_by_day]]")
    ]
    assert [cut.cut_id for cut in explained.cuts] == ["orders_by_day"]
    assert [(chart.kind, chart.text) for chart in explained.charts] == [("calendar", CHART)]
    assert [(page.path, page.title) for page in explained.docs] == [("checkout", "The checkout")]
    assert {problem.file for problem in found.problems} == {"cuts/b.py"}


def test_pages_stand_in_the_order_of_their_first_cuts_then_by_name(tmp_path: Path) -> None:
    pages = {"clients": 30, "client_money": 5, "zeta": 5}
    files = {f"cuts/of_{page}.py": on(page, order=order) for page, order in pages.items()}
    found = survey(tmp_path, **files, **{"cuts/late_money.py": on("client_money", order=200)}).explained
    assert [page.page for page in found.pages] == ["client_money", "zeta", "clients", "sales"]
    assert found.pages[0].title == "Client money"
    assert [cut.cut_id for cut in found.cuts] == ["of_client_money", "late_money", "of_zeta", "of_clients", "orders_by_day"]


@pytest.mark.parametrize(
    ("places", "problem"),
    [
        ("[[orders]]", "error cuts/sales.md:3: There is no cut `orders`."),
        ("[[orders_by_day]]\n[[orders_by_day]]", "error cuts/sales.md:4: The cut `orders_by_day` has its place already."),
        ("[[of_clients]]", "error cuts/sales.md:3: The cut `of_clients` stands on the page clients."),
    ],
)
def test_a_place_that_cannot_be_filled_is_told_at_its_line(tmp_path: Path, places: str, problem: str) -> None:
    assert told(tmp_path, {"cuts/sales.md": f"# Sales\n\n{places}\n", "cuts/of_clients.py": on("clients")}) == [problem]


def test_a_text_whose_page_has_no_cut_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, {"cuts/clients.md": "# Clients\n"}) == ["error cuts/clients.md:1: No cut names this page."]


def test_what_a_broken_cut_may_hold_is_no_second_problem(tmp_path: Path) -> None:
    files = {CUT_FILE: changed('"bar"', "7"), FILE: header(links="{orders_by_day: explains}") + VALUE}
    assert told(tmp_path, files) == [f'error {CUT_FILE}:6: META["chart"] is no text.']


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("calendar.chart.js", CHART, "warning cuts/calendar.chart.js:1: No cut is drawn by this chart."),
        ("bar.chart.js", CHART, "error cuts/bar.chart.js:1: Heartbeat draws `bar` itself."),
        ("calendar.chart.js", "function draw() {}", "error cuts/calendar.chart.js:1: The module has no default export."),
    ],
)
def test_a_chart_of_the_workspace_that_draws_nothing_is_told(tmp_path: Path, file: str, text: str, problem: str) -> None:
    assert told(tmp_path, {f"cuts/{file}": text}) == [problem]


def test_a_chart_that_nobody_draws_is_told_at_its_key(tmp_path: Path) -> None:
    quoted = changed('"chart": "bar"', "'chart': 'pie'", changed("Orders by day.", "A chart of orders."))
    assert told(tmp_path, {CUT_FILE: quoted}) == [f"error {CUT_FILE}:6: There is no chart `pie`."]


def test_a_chart_that_nobody_draws_is_told_with_the_rest_of_its_meta(tmp_path: Path) -> None:
    broken = changed('"bar"', '"pie"', changed('"sales"', "7"))
    assert sorted(told(tmp_path, {CUT_FILE: broken, "cuts/sales.md": ""}))[:2] == [
        f'error {CUT_FILE}:4: META["page"] is no text.',
        f"error {CUT_FILE}:6: There is no chart `pie`.",
    ]


def test_a_link_that_leads_nowhere_is_told_where_it_stands(tmp_path: Path) -> None:
    cut = changed("Orders by day.", "Beside orders_shipped.", with_key('"metrics": {"orders_shipped": "explains"}'))
    metric = {"description": "Not orders_by_hour.", "links": "{orders_by_hour: drilldown}"}
    assert told(tmp_path, {CUT_FILE: cut, FILE: header(**metric) + VALUE}) == [
        f"error {CUT_FILE}:4: There is no metric `orders_shipped`.",
        f"error {FILE}:{line_of('links', **metric)}: There is no cut `orders_by_hour`.",
    ]


def test_both_sides_of_a_link_say_the_same(tmp_path: Path) -> None:
    cut = with_key('"metrics": {"orders_paid": "explains"}')
    assert told(tmp_path, {CUT_FILE: cut, FILE: header(links="{orders_by_day: explains}") + VALUE}) == []
    assert told(tmp_path, {CUT_FILE: cut, FILE: header(links="{orders_by_day: drilldown}") + VALUE}) == [
        f"error {CUT_FILE}:4: It is linked to orders_paid as explains."
    ]


def test_a_link_to_a_broken_metric_is_no_second_problem(tmp_path: Path) -> None:
    files = {CUT_FILE: with_key('"metrics": {"orders_paid": "explains"}'), FILE: header() + "-- value\n;\n"}
    assert {problem.file for problem in survey(tmp_path, **files).problems} == {FILE}


@pytest.mark.parametrize(
    ("table", "problems"),
    [
        ("shop_public.orders", []),
        ("segments.daily", []),
        ("bank_core.payment", [f"error {CUT_FILE}:4: No source lands `bank_core.payment`."]),
        ("shop_public.session", [f"warning {CUT_FILE}:4: `shop_public.session` is not landed by source shop."]),
    ],
)
def test_tables_that_freshness_is_told_from_are_landed_by_some_source(tmp_path: Path, table: str, problems: list[str]) -> None:
    files = {CUT_FILE: with_key(f'"sources": ["{table}"]'), "sources/shop.yaml": SOURCE + "skip_tables: [session]\n"}
    assert told(tmp_path, files) == problems


@pytest.mark.parametrize(
    "file", ["cuts/_shared.py", "cuts/__init__.py", "cuts/old/a_b.py", "cuts/old/a_b.chart.js", "cuts/a.csv"]
)
def test_a_file_that_is_not_read_is_told_and_stops_nothing(tmp_path: Path, file: str) -> None:
    assert told(tmp_path, {file: "x ="}) == [f"warning {file}:1: This file is not read."]


def test_the_hash_of_a_workspace_covers_its_cuts_and_not_its_docs(tmp_path: Path) -> None:
    write(tmp_path, {**SOUND, "cuts/_shared.py": "", "cuts/calendar.chart.js": CHART})
    before = load_workspace(tmp_path).workspace.content_hash
    assert content_hash_of(tmp_path) == before
    write(tmp_path, {"docs/checkout.md": "# Another\n"})
    assert content_hash_of(tmp_path) == before
    for file in (CUT_FILE, "cuts/sales.md", "cuts/calendar.chart.js"):
        (tmp_path / file).write_text(f"{(tmp_path / file).read_text()}\n")
        assert content_hash_of(tmp_path) != before
        before = load_workspace(tmp_path).workspace.content_hash
        assert content_hash_of(tmp_path) == before


def test_a_page_name_may_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    assert told(tmp_path, {CUT_FILE: changed('"sales"', '"../sales"')})[0].startswith(f'error {CUT_FILE}:4: META["page"]')
