"""A source file: its keys, and what is said, with file and line, when one is wrong."""

import pytest

from heartbeat.definitions.parse.source_file import parse_source
from heartbeat.definitions.problem import Findings
from unit.definitions.shop_files import SOURCE, problems_of_source, shop_source, told

FILE = "sources/shop.yaml"

# what is appended to a sound file of three lines, the line, what the message says, what the hint says
WRONG = [
    ("schedule: weekly", 4, "`schedule` cannot be “weekly”", "hourly, daily or a cron"),
    ("schedule: 61 * * * *", 4, "`schedule`", "cron expression"),
    ("deadline: 10", 4, "`deadline` cannot be “10”", "10m"),
    ("deadline: ten minutes", 4, "`deadline`", "10m"),
    ("deadline: 0s", 4, "`deadline`", "1s to 1d"),
    ("deadline: 2d", 4, "`deadline`", "1s to 1d"),
    ("lag: -5m", 4, "`lag`", "10m"),
    ("reconcile: monthly", 4, "`reconcile`", "daily, weekly, off"),
    ("tables: payment", 4, "`tables` cannot be “payment”", "all, or a list"),
    ("tables: {a: b}", 4, "`tables` is a mapping", "Write"),
    ("skip_tables: [a, a]", 4, "names a twice", "Keep one"),
    ("skip_tables: [[a]]", 4, "not a list of words", "[first, second]"),
    ("drop_columns: [a]", 4, "`drop_columns` is not a mapping", "{payment: [id]}"),
    ("drop_columns:\n  client: {a: b}", 5, "`drop_columns.client`", ""),
    ("primary_key:\n  rate: []", 5, "`primary_key.rate` names no column", "{payment: [id]}"),
    ("primary_key:\n  rate:", 5, "`primary_key.rate` names no column", "{payment: [id]}"),
    ("cursor:\n  payment: [a]", 5, "`cursor.payment` is a list", "text"),
    ("cursor: {payment: }", 4, "`cursor.payment` is empty", "updated_at"),
    ("indexes:\n  payment: [a, b]", 5, "`indexes.payment` is not a list of lists", "[[type_id, create_time], [id]]"),
    ("indexes: {payment: [[]]}", 4, "`indexes.payment` is not a list of lists", "[[type_id"),
    ("replace_ok: [currency]", 4, "`replace_ok` is not a mapping", "the reason"),
    ("replace_ok: {currency: ''}", 4, "`replace_ok.currency` is empty", "the reason"),
    ("drop_columns: {a: [id]}\nprimary_key: {a: id}", 4, "drops a.id, which is its key or cursor", "Keep the column"),
    ("drop_columns: {a: [t]}\ncursor: {a: t}", 4, "drops a.t, which is its key or cursor", "Keep the column"),
    ("tables:\n\t- payment", 5, "not valid YAML", "use spaces"),
    ("tables:\n  - a\n\t- b", 6, "not valid YAML", "use spaces"),
    ("tables: [@a]", 4, "not valid YAML", "quotes around text"),
    ("schema: [core]", 4, "Unknown key `schema`", "Did you mean `schemas`"),
    ("kind: postgres", 4, "`kind` is given twice", "Keep one"),
]


@pytest.mark.parametrize(("text", "line", "message", "hint"), WRONG, ids=[text[:30] for text, *_ in WRONG])
def test_a_wrong_key_is_told_with_its_line_and_the_remedy(text: str, line: int, message: str, hint: str) -> None:
    problems = problems_of_source(f"{SOURCE}{text}\n")
    found = [problem for problem in problems if message in problem.message]
    assert [(problem.file, problem.line, problem.severity) for problem in found] == [(FILE, line, "error")], told(problems)
    assert hint in found[0].hint


# the whole file, the line, what the message says, what the hint says
WRONG_FILES = [
    ("", 1, "`kind` is missing", "postgres"),
    ("url: ${X}\nschemas: [a]", 1, "`kind` is missing", "postgres"),
    ("kind: ftp\nurl: ${X}", 1, "`kind` cannot be “ftp”", "does not support it; supported: postgres, sql, rest, files, webhook"),
    ("kind: Rest\nurl: ${X}", 1, "`kind` cannot be “Rest”", "Write rest."),
    ("kind: postgres\nschemas: [a]", 1, "`url` is missing", "${WEBBANK_URL}"),
    ("kind: postgres\nurl: mysql://h/d\nschemas: [a]", 2, "`url` cannot be", "postgresql://user:${PASSWORD}@host"),
    ("kind: postgres\nurl: ${}\nschemas: [a]", 2, "`url` cannot be", "Write ${NAME}"),
    ("kind: postgres\nurl: ${X}", 1, "`schemas` is missing", "[public]"),
    ("kind: postgres\nurl: ${X}\nschemas: []", 3, "`schemas` names no schema", "[core]"),
    ("kind: postgres\nurl: ${X}\nschemas: public", 3, "`schemas` is not a list", "[core]"),
    ("kind: postgres\nurl: ${X}\nschemas: [Core]", 3, "`schemas` cannot contain “Core”", "a-z, 0-9"),
    ("kind: postgres\nurl: ${X}\nschemas: [x_staging]", 3, "`schemas` cannot contain", "shop_x_staging`, which is reserved"),
    ("kind: postgres\nurl: ${X}\nschemas: [" + "x" * 60 + "]", 3, "`schemas` cannot contain", "55 is the most"),
]


@pytest.mark.parametrize(("text", "line", "message", "hint"), WRONG_FILES, ids=[message for _, _, message, _ in WRONG_FILES])
def test_a_file_that_is_no_source_says_what_one_looks_like(text: str, line: int, message: str, hint: str) -> None:
    problems = problems_of_source(text)
    found = [problem for problem in problems if message in problem.message]
    assert [problem.line for problem in found] == [line], told(problems)
    assert hint in found[0].hint


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://reader:hunter2@db/shop",
        "postgres://reader:hunter2@db:5432/shop?sslmode=require",
        "postgresql://db/shop?password=hunter2",
        "postgresql://${USER}:hunter2@db/shop",
        "postgresql://reader:hunter2/x?y@db/shop",
    ],
)
def test_a_password_in_a_file_is_refused_and_never_repeated(url: str) -> None:
    problems = problems_of_source(f"kind: postgres\nurl: {url}\nschemas: [core]\n")
    assert [(problem.line, problem.severity) for problem in problems] == [(2, "error")]
    assert "is never in a file" in problems[0].hint
    assert "hunter2" not in told(problems)


@pytest.mark.parametrize(
    "url",
    [
        "${SHOP_URL}",
        "postgresql://reader:${PASSWORD}@db:${PORT}/shop",
        "postgresql://reader@db/shop",
        "postgres://db/shop",
        "'postgresql://${USER}:${PASSWORD}@[::1]:5432/shop?sslmode=verify-full'",
    ],
)
def test_an_address_whose_secret_is_elsewhere_is_taken(url: str) -> None:
    assert problems_of_source(f"kind: postgres\nurl: {url}\nschemas: [core]\n") == []


@pytest.mark.parametrize(("stem", "schema"), [("pg", "core"), ("information", "schema"), ("shop", "core_staging")])
def test_a_reserved_dataset_is_refused(stem: str, schema: str) -> None:
    problems = problems_of_source(SOURCE.replace("public", schema), file=f"sources/{stem}.yaml")
    assert f"`{stem}_{schema}`, which is reserved" in told(problems)


@pytest.mark.parametrize("stem", ["Shop", "1shop", "web-bank", "x" * 42, "shop.old"])
def test_a_file_name_that_is_no_source_id_is_refused(stem: str) -> None:
    problems = problems_of_source(SOURCE, file=f"sources/{stem}.yaml")
    assert "is no source id" in told(problems)


def test_every_key_reaches_the_definition() -> None:
    text = SOURCE + (
        "schedule: 5 6 * * 1\ndeadline: 1h\ntables: [payment, client]\nskip_tables: [client_log]\n"
        "drop_columns: {client: [scan]}\nprimary_key: {payment: id, client: [bank, id]}\ncursor: {payment: updated_at}\n"
        "lag: 0s\nreconcile: off\nindexes: {payment: [[type_id, created], [id]]}\nreplace_ok: {client: small}\n"
    )
    findings = Findings(FILE)
    source = parse_source(FILE, text, findings)
    assert findings.problems == []
    assert source is not None
    assert len(source.content_hash) == 64
    assert source == shop_source(
        schedule="5 6 * * 1", deadline_seconds=3600, tables=("payment", "client"), skip_tables=("client_log",),
        drop_columns={"client": ("scan",)}, primary_key={"payment": ("id",), "client": ("bank", "id")},
        cursor={"payment": "updated_at"}, lag_seconds=0, reconcile="off", indexes={"payment": (("type_id", "created"), ("id",))},
        replace_ok={"client": "small"}, content_hash=source.content_hash,
    )  # fmt: skip


def test_what_is_not_said_has_its_default() -> None:
    source = parse_source(FILE, SOURCE, Findings(FILE))
    assert source is not None
    assert (source.schedule, source.deadline_seconds, source.lag_seconds, source.tables) == ("hourly", 600, 600, None)
    assert source.reconcile == "daily"
    assert source.datasets() == ("shop_public",)


def test_a_key_for_a_table_that_is_not_landed_is_a_warning() -> None:
    problems = problems_of_source(SOURCE + "tables: [payment]\ncursor: {paymant: at}\n")
    assert [(problem.line, problem.severity) for problem in problems] == [(5, "warning")]
    assert "paymant, which is not landed" in problems[0].message


def test_a_name_without_braces_in_a_url_is_probably_meant_to_be_taken_from_the_environment() -> None:
    (problem,) = problems_of_source("kind: sql\nurl: sqlite:////$CRM_FILE\n")
    assert (problem.line, problem.severity, problem.message) == (2, "warning", "`url` has $CRM_FILE, which stands as it is.")
    assert "${CRM_FILE}" in problem.hint


@pytest.mark.parametrize(
    ("given", "table", "lands"),
    [
        ({}, "payment", True),
        ({"tables": ("ClientProfile",)}, "client_profile", True),
        ({"tables": ("payment",)}, "client", False),
        ({"skip_tables": ("payment",)}, "payment", False),
    ],
)
def test_a_source_knows_which_tables_it_lands(given: dict[str, object], table: str, *, lands: bool) -> None:
    assert shop_source(**given).lands(table) is lands
