"""What is wrong with the documentation is found: each kind of breakage is made once, in a copy, and told with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from heartbeat.app import documented_program
from heartbeat.cli.reference import read_commands
from heartbeat.definitions.problem import Problem
from heartbeat.surfaces.docs.book.product import product_root
from heartbeat.surfaces.docs.checks.check import check_docs
from heartbeat.surfaces.docs.checks.typed import wrong_call

REFERENCE = documented_program(read_commands)
METRIC = "metrics/shop/orders_paid.sql"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(product_root() / "docs", tmp_path / "docs")
    shutil.copy(product_root() / "CHANGELOG.md", tmp_path)
    return tmp_path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    for name in ("metrics/shop", "docs", "sources", "cuts"):
        (folder / name).mkdir(parents=True)
    (folder / "heartbeat.yaml").write_text("name: Shop\n")
    (folder / "sources/shop.yaml").write_text("kind: postgres\nurl: ${SHOP_URL}\nschemas: [public]\n")
    return folder


def metric(how_to_read: str) -> str:
    head = (
        "name: Orders\ncode: ORDP\nperiod: 24h\nunit: count\ndirection: up\ndescription: Orders.\nsources: [shop_public.orders]\n"
    )
    return f"/*\n{head}how_to_read: {how_to_read}\n*/\n-- value\nselect count(*) as value from shop_public.orders;\n"


def found(root: Path, folder: Path | None = None) -> list[Problem]:
    return check_docs(root, folder, REFERENCE)


def test_the_documentation_as_it_is_has_no_problem() -> None:
    assert found(product_root()) == []


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("[x](nowhere.md)", "There is no page nowhere.md."),
        ("[x](settings.md#nothing)", "has no heading #nothing"),
        ("[x](#nothing)", "has no heading #nothing"),
        ("[x](/nowhere)", "Heartbeat has no page /nowhere."),
        ("[x](/docs/nowhere)", "There is no page /docs/nowhere."),
        ("![x](images/nothing.png)", "There is no page images/nothing.png."),
        ("[x](../pyproject.toml)", "There is no page ../pyproject.toml."),
        ("Run `heartbeat fly`.", "there is no command fly."),
        ("Run `heartbeat -w x check --fly`.", "it has no option --fly."),
        ("```sh\nheartbeat beat --fly\n```", "it has no option --fly."),
        ("```yaml\n# sources/x.yaml\nkind: pigeons\n```", "This example is wrong"),
        ("```yaml\n# heartbeat.yaml\nflies: 1\n```", "This example is wrong"),
        ("```yaml\na: [\n```", "This example is wrong"),
        ("```sql\nselect (from;\n```", "This example is wrong"),
        ("```sql\n/*\ncode: A\n*/\n-- value\nselect 1\n```", "This example is wrong"),
        ('```json\n{"a": }\n```', "This example is wrong"),
        ("```python\ndef f(:\n```", "This example is wrong"),
        ('```python\n# cuts/fees.py\nMETA = {"pages": "x"}\n```', "This example is wrong"),
        ("```sql\n/*\nname: Tier\n*/\n-- members\nselect 1 as entity\n```", "This example is wrong"),
    ],
)
def test_what_is_broken_is_told_with_its_line(root: Path, broken: str, told: str) -> None:
    page = root / "docs/glossary.md"
    text = page.read_text()
    page.write_text(f"{text}\n{broken}\n")
    problems = found(root)
    assert problems
    assert all(problem.file == "docs/glossary.md" for problem in problems)
    assert all(problem.line > len(text.splitlines()) for problem in problems)
    assert told in problems[0].message


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("settings.md", "`HEARTBEAT_PORT`"),
        ("errors.md", "`load-held`"),
        ("cli.md", "`heartbeat deploy"),
        ("cli.md", "--no-ingest"),
        ("metric-files.md", "`how_to_read`"),
        ("source-files.md", "`replace_ok`"),
        ("http-api.md", "/api/beats/costs"),
        ("cuts.md", "`window_default`"),
        ("segments.md", "`methodology`"),
    ],
)
def test_what_no_page_tells_is_missed(root: Path, file: str, name: str) -> None:
    page = root / "docs" / file
    assert name in page.read_text()
    page.write_text(page.read_text().replace(name, "elsewhere"))
    missed = [problem for problem in found(root) if "is not on this page" in problem.message]
    assert [problem.file for problem in missed] == [f"docs/{file}"]


def test_a_page_that_nothing_lists_is_told(root: Path) -> None:
    (root / "docs/lost.md").write_text("# Lost\n")
    assert [(each.file, each.message) for each in found(root)] == [("docs/lost.md", "This page is not in the table of contents.")]


def test_links_of_a_workspace_are_followed_too(root: Path, shop: Path) -> None:
    (shop / METRIC).write_text(
        metric("See [a](/docs/metrics/orders_paid#lines), [b](../../docs/fees.md) and [c](/metrics/gone).")
    )
    (shop / "docs/fees.md").write_text(
        "# Fees\n\n[SQL](../metrics/shop/orders_paid.sql#sql)\n\n[no](../metrics/shop/orders.sql)\n"
    )
    (shop / "cuts/fees.py").write_text('META = {"how_to_read": "[x](/docs/cuts/other)"}\n')
    (shop / "cuts/revenue.md").write_text("# Revenue\n\n[y](fees.py#module), [z](fees.py#nothing)\n")
    assert [(each.file, each.line) for each in found(root, shop)] == [
        ("cuts/fees.py", 1),
        ("cuts/revenue.md", 3),
        ("docs/fees.md", 5),
        (METRIC, 9),
    ]


def test_links_to_cuts_and_segments_lead_to_what_is_made_of_them(root: Path, shop: Path) -> None:
    (shop / METRIC).write_text(metric("Look."))
    (shop / "segments").mkdir()
    head = "name: Tier\nentity: client\ndescription: How large.\nvalues: [a, b]"
    members = "select id as entity, 'a' as value from shop_public.orders;"
    (shop / "segments/tier.sql").write_text(f"/*\n{head}\n*/\n-- members\n{members}\n")
    meta = '{"page": "revenue", "title": "Fees", "chart": "bar", "windows": ["30d"], "how_to_read": "x"'
    (shop / "cuts/fees.py").write_text(
        f'META = {meta}, "metrics": {{"orders_paid": "explains"}}}}\n\n\ndef compute(conn, *, window):\n    return {{}}\n'
    )
    links = (
        "cuts/fees#metrics",
        "cuts/fees#sources",
        "segments/tier#sql",
        "segments/tier#methodology",
        "metrics/orders_paid#cuts",
    )
    (shop / "docs/fees.md").write_text("# Fees\n\n" + "".join(f"[x](/docs/{link})\n" for link in links))
    assert [(each.file, each.line) for each in found(root, shop)] == [("docs/fees.md", 4), ("docs/fees.md", 6)]


def test_links_to_audit_pages_and_their_cuts_are_followed(root: Path, shop: Path) -> None:
    (shop / METRIC).write_text(metric("See [a](/audit/revenue?window=30d#cut-fees), [b](/audit/gone) and [c](/audit)."))
    (shop / "cuts/fees.py").write_text('META = {"page": "revenue", "how_to_read": "[x](/audit/revenue#cut-gone)"}\n')
    (shop / "cuts/costs.py").write_text('META = {"page": "money", "methodology": "[x](/audit/money#cut-costs)"}\n')
    (shop / "cuts/revenue.md").write_text("# Revenue\n\n[y](/audit/revenue#cut-fees)\n[z](/audit/money#cut-fees)\n")
    (shop / "docs/fees.md").write_text("# Fees\n\n[a](/audit/revenues#cut-fees)\n[b](/audit/money)\n")
    assert [(each.file, each.line, each.message.partition("nowhere. ")[2]) for each in found(root, shop)] == [
        ("cuts/fees.py", 1, "The audit page revenue has no cut gone."),
        ("cuts/revenue.md", 4, "The audit page money has no cut fees."),
        ("docs/fees.md", 3, "There is no audit page revenues."),
        (METRIC, 9, "There is no audit page gone."),
    ]


def test_calls_are_read_as_people_write_them() -> None:
    known = {command.words: command for command in read_commands()}
    fine = (
        "check",
        "-w my-company check",
        "backfill METRIC… [--all] [--days 400]",
        "alerts",
        "alerts list --json",
        "--version",
        "…",
        "FOLDER",
        "serve --port 8700 --help",
    )
    assert [call for call in fine if wrong_call(call, known)] == []
    assert wrong_call("alerts fly", known) == "there is no command alerts."
