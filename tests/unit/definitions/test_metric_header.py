"""Every field of a metric's header: what it may hold, and what is said, with file and line, when it holds something else."""

from datetime import date

import pytest

from heartbeat.definitions.model import Typical
from unit.definitions.shop_files import FILE, VALUE, header, line_of, metric_of, read_metric, told

# field, what is written, what the message says, what the hint says
WRONG = [
    ("name", None, "`name` is missing", "40 characters"),
    ("name", "x" * 41, "`name` cannot be", "this has 41"),
    ("name", "''", "`name` cannot be", "Write a name"),
    ("name", "[a, b]", "`name` is a list", "Write text"),
    ("code", None, "`code` is missing", "OPAP"),
    ("code", "opah", "“opah”", "Write OPAH"),
    ("code", "OPA", "“OPA”", "exactly four"),
    ("code", "ÄBCD", "“ÄBCD”", "exactly four"),
    ("code", "OPAHX", "“OPAHX”", "exactly four"),
    ("code", "[NO]", "is a list", "Write text"),
    ("period", None, "`period` is missing", "snapshot, 24h, 7d, 30d, funnel"),
    ("period", "24", "“24”", "Write 24h"),
    ("period", "Snapshot", "“Snapshot”", "Write snapshot"),
    ("period", "1y", "“1y”", "Write one of"),
    ("unit", None, "`unit` is missing", "a currency"),
    ("unit", "thirteen_char", "“thirteen_char”", "12 characters at most"),
    ("direction", None, "`direction` is missing", "up (higher is better)"),
    ("direction", "higher", "“higher”", "up (higher is better) or down"),
    ("direction", "UP", "“UP”", "up (higher is better)"),
    ("description", None, "`description` is missing", "one sentence"),
    ("how_to_read", None, "`how_to_read` is missing", "what it means for people"),
    ("norm_value", "0,95", "“0,95”", "Write a point before the decimals: 0.95"),
    ("norm_value", "95 %", "“95 %”", "Write 0.95 where the unit is ratio, else the number alone: 95."),
    ("norm_value", "high", "not a number", "0.95"),
    ("norm_value", ".nan", "not a number", "0.95"),
    ("norm_value", ".inf", "not a number", "0.95"),
    ("norm_value", "1e999", "not a number", "0.95"),
    ("norm_value", "{a: 1}", "is a mapping", "Write a number"),
    ("alert_value", "0.97", "contradicts direction up", "swap them"),
    ("clear", "0.5", "on the bad side of the line 0.9", "good side"),
    ("target_due_date", "31.12.2026", "“31.12.2026”", "2026-12-31"),
    ("target_due_date", "2026-02-30", "“2026-02-30”", "a day that exists"),
    ("target_due_date", "20261231", "“20261231”", "2026-12-31"),
    ("typical", "maybe", "“maybe”", "true or false"),
    ("typical", "{days: 5}", "`typical.days` cannot be “5”", "from 14 to 3660"),
    ("typical", "{side: good}", "`typical.side`", "both"),
    ("typical", "{dais: 30}", "Unknown key `typical.dais`", "Did you mean `typical.days`"),
    ("typical", "[30]", "is a list", "true or false"),
    ("min_n", "0", "“0”", "from 1"),
    ("min_n", "12.5", "“12.5”", "whole number"),
    ("min_n", "fifty", "“fifty”", "whole number"),
    ("decimals", "9", "“9”", "from 0 to 8"),
    ("priority", "0", "“0”", "from 1 to 9"),
    ("priority", "10", "“10”", "from 1 to 9"),
    ("page_on", "yellow", "“yellow”", "red"),
    ("page_on_typical", "sometimes", "“sometimes”", "true or false"),
    ("for", "0", "`for` cannot be “0”", "from 1"),
    ("keep", "-1", "`keep` cannot be “-1”", "from 1"),
    ("owner", "ada", "“ada”", "ada@example.com"),
    ("owner", "ada@example", "“ada@example”", "ada@example.com"),
    ("owner", "Ada <ada@example.com>", "`owner` cannot be", "ada@example.com"),
    ("backfill", "never", "“never”", "true or false"),
    ("links", "{aging: because}", "`links.aging` cannot be “because”", "explains, drilldown"),
    ("links", "[aging]", "`links` is not a mapping", "{cut_id: explains}"),
    ("links", "{Aging-2: explains}", "`links.Aging-2` is no cut", "lower-case"),
    ("sources", "shop_public.orders", "not a list", "[dataset.table"),
    ("sources", "[orders]", "“orders”", "dataset.table"),
    ("sources", "[a.b, a.b]", "names a.b twice", "Keep one"),
    ("verification_state", "verified", "never in a file", "with `heartbeat metric edit`"),
    ("verification_state", "", "never in a file", "with `heartbeat metric edit`"),
    ("norm_valeu", "1", "Unknown key `norm_valeu`", "Did you mean `norm_value`"),
    ("Direction", "up", "Unknown key `Direction`", "Did you mean `direction`"),
    ("zzz", "1", "Unknown key `zzz`", "Known keys: alert_value"),
]


@pytest.mark.parametrize(("field", "text", "message", "hint"), WRONG, ids=[f"{field}={text}" for field, text, *_ in WRONG])
def test_a_wrong_field_is_told_with_its_line_and_the_remedy(field: str, text: str | None, message: str, hint: str) -> None:
    changes = {field if field != "for" else "for_": text}
    metric, problems = read_metric(header(**changes) + VALUE)
    found = next(problem for problem in problems if message in problem.message)
    assert metric is None
    assert found.severity == "error"
    assert hint in found.hint
    assert (found.file, found.line) == (FILE, 1 if text is None else line_of(field, **changes))


# field, what is written, what the message says, what the hint says
DOUBTFUL = [
    ("methodology", None, "`methodology` is missing", "how the number is made"),
    ("sources", None, "`sources` is missing", "[dataset.table]"),
    ("sources", "[shop_public.customers]", "lists shop_public.customers, which no statement reads", "Remove it"),
    ("sources", "[shop_public.customers]", "does not list shop_public.orders", "Add what the SQL reads"),
    ("unit", "eur", "the text “eur”", "Did you mean EUR"),
    ("unit", "EUX", "the text “EUX”", "ISO 4217"),
    ("unit", "percent", "the text “percent”", "ratio"),
    ("unit", "secnds", "the text “secnds”", "Did you mean seconds"),
    ("norm_value", "95", "shown as 9500 %", "Did you mean 0.95"),
    ("target_value", "0.5", "worse than the line 0.95", "stretch"),
    ("target_due_date", "2026-12-31", "without `target_value`", "Add the target"),
    ("page_on_typical", "true", "does nothing without `typical`", "typical: true"),
]


@pytest.mark.parametrize(("field", "text", "message", "hint"), DOUBTFUL, ids=[f"{field}={text}" for field, text, *_ in DOUBTFUL])
def test_a_doubtful_field_is_a_warning_and_no_more(field: str, text: str | None, message: str, hint: str) -> None:
    metric, problems = read_metric(header(**{field: text}) + VALUE)
    found = next(problem for problem in problems if message in problem.message)
    assert metric is not None
    assert found.severity == "warning"
    assert hint in found.hint
    assert found.line == (1 if text is None else line_of(field, **{field: text}))


def test_a_header_without_a_doubt_says_nothing() -> None:
    assert read_metric(header() + VALUE)[1] == []


@pytest.mark.parametrize("code", ["NOPE", "1E10", "0010", "TRUE", "NULL", "1234", "0x1F".upper(), "'YES1'"])
def test_a_code_is_text_whatever_yaml_would_make_of_it(code: str) -> None:
    metric, problems = read_metric(header(code=code) + VALUE)
    if code == "NULL":
        assert "`code` holds nothing: `NULL` is no value." in told(problems)
    else:
        assert metric is not None
        assert metric.code == code.strip("'")


def test_a_line_below_nothing_is_zero() -> None:
    assert repr(metric_of(header(norm_value="-0.0", alert_value=None) + VALUE).norm_value) == "0.0"


@pytest.mark.parametrize(
    "name", ["Überfällige Prüfungen", "Мокėjimai 支払い", "NO", "on", "12:30", "'Payments: approved'", '"50 % #1"']
)
def test_a_name_may_be_in_any_language_and_is_never_guessed_at(name: str) -> None:
    assert metric_of(header(name=name) + VALUE).name == name.strip("'\"")


def test_every_optional_field_reaches_the_definition() -> None:
    given = {
        "target_value": "0.98", "target_due_date": "2026-12-31", "typical": "{days: 45, side: bad}", "min_n": "50",
        "decimals": "1", "priority": "2", "page_on": "amber", "page_on_typical": "yes", "for_": "3", "keep": "4", "clear": "0.93",
        "owner": "ada@example.com", "backfill": "no", "links": "{aging: explains, cohort: drilldown}",
    }  # fmt: skip
    metric = metric_of(header(**given) + VALUE)
    assert (metric.norm_value, metric.alert_value, metric.target_value, metric.clear_value) == (0.95, 0.9, 0.98, 0.93)
    assert (metric.target_due_date, metric.typical) == (date(2026, 12, 31), Typical(45, "bad"))
    assert (metric.min_n, metric.decimals, metric.priority, metric.for_readings, metric.keep_readings) == (50, 1, 2, 3, 4)
    assert (metric.page_on, metric.page_on_typical, metric.owner, metric.backfill) == ("amber", True, "ada@example.com", False)
    assert metric.links == {"aging": "explains", "cohort": "drilldown"}


def test_what_is_not_said_has_its_default() -> None:
    metric = metric_of(header(norm_value=None, alert_value="") + VALUE)
    assert (metric.norm_value, metric.alert_value, metric.clear_value, metric.typical, metric.owner) == (
        None,
        None,
        None,
        None,
        None,
    )
    assert (metric.priority, metric.page_on, metric.page_on_typical) == (5, "red", False)
    assert (metric.for_readings, metric.keep_readings, metric.backfill) == (1, 2, True)


@pytest.mark.parametrize(
    ("direction", "norm", "alert"), [("up", "1", "1"), ("down", "1", "2"), ("up", "-1", "-2"), ("down", "0", "0")]
)
def test_lines_that_agree_with_the_direction_are_taken(direction: str, norm: str, alert: str) -> None:
    metric = metric_of(header(direction=direction, norm_value=norm, alert_value=alert, unit="count") + VALUE)
    assert (metric.norm_value, metric.alert_value) == (float(norm), float(alert))


def test_all_problems_of_a_header_are_told_at_once() -> None:
    _, problems = read_metric(header(code="x", period="y", unit=None, priority="0", zzz="1", name=None) + VALUE)
    assert len([problem for problem in problems if problem.severity == "error"]) == 6


def test_a_key_given_twice_names_both_lines() -> None:
    metric, problems = read_metric(header().replace("code: OPAH", "code: OPAH\ncode: OPAX") + VALUE)
    assert metric is None
    assert f"{FILE}:4: error: `code` is given twice; first on line 3." in told(problems)


# what the header is made to contain, the line, what is said
NO_YAML = [
    ("name: Payments: approved", 2, "needs quotes"),
    ("name: @home", 2, "Put quotes around text"),
    ("name: 'open", 2, "Close the quotation mark"),
    ("name:\tx\n\tcode: y", 3, "use spaces"),
    ("name: &anchor x", 2, ""),
    ("name: !!python/name:os.system x", 2, "each key knows its type"),
    ("name: a\n---\nname: b", 3, "one file, one document"),
    ("name: bell\a", 2, "invisible character"),
    ('name: "zero\\0"', 2, "a text cannot be stored with it"),
    ("- name", 3, ""),
    ("name: " + "[" * 30 + "]" * 30, 2, "more than 20 levels"),
]


@pytest.mark.parametrize(("text", "line", "hint"), NO_YAML, ids=[text[:20] for text, *_ in NO_YAML])
def test_what_is_no_yaml_is_told_where_it_stands(text: str, line: int, hint: str) -> None:
    metric, problems = read_metric(header().replace("name: Orders paid", text) + VALUE)
    if text.startswith("name: &"):
        assert metric is not None  # an anchor that nobody uses changes nothing
        return
    assert metric is None
    assert (problems[0].line, hint in told(problems)) == (line, True), told(problems)


def test_an_alias_is_refused() -> None:
    text = header(description="&said Share of orders.", how_to_read="*said")
    assert "anchors" in told(read_metric(text + VALUE)[1])


@pytest.mark.parametrize("stem", ["recompute", "ab", "Orders", "orders-paid", "1orders", "x" * 64, "größe"])
def test_a_file_name_that_is_no_metric_id_is_refused(stem: str) -> None:
    metric, problems = read_metric(header() + VALUE, file=f"metrics/{stem}.sql")
    assert metric is None
    assert (problems[0].file, problems[0].line) == (f"metrics/{stem}.sql", 1)
    assert "the metric's id" in problems[0].hint


@pytest.mark.parametrize(
    ("file", "area"), [("metrics/a.sql", ""), ("metrics/sales/abc.sql", "sales"), ("metrics/a/b/abc.sql", "a/b")]
)
def test_the_folder_is_the_area(file: str, area: str) -> None:
    metric, problems = read_metric(header() + VALUE, file=file.replace("/a.sql", "/abc.sql"))
    assert metric is not None, problems
    assert (metric.area, metric.metric_id) == (area, "abc")
