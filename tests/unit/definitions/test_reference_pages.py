"""The reference pages name every key, and their examples are taken."""

import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from heartbeat.definitions.alerting.read import CHANNEL_KINDS
from heartbeat.definitions.metric_tests.expectations import HEALTHS, REASONS, STATUSES
from heartbeat.definitions.metric_tests.parse import About, metric_id_of, parse_tests
from heartbeat.definitions.parse.sources.kind import SHARED_KEYS, SUPPORTED_KINDS, kind_of
from heartbeat.definitions.parse.sources.kinds.rest_auth import TYPES as AUTH_TYPES
from heartbeat.definitions.parse.sources.kinds.rest_pagination import TYPES
from heartbeat.definitions.problem import Findings, Problem
from heartbeat.definitions.workspace import load_workspace
from unit.definitions.kind_files import CRM, KYC, RATES, SETTLEMENTS
from unit.definitions.shop_files import (
    SETTINGS,
    SOURCE,
    VALUE,
    header,
    problems_of_settings,
    problems_of_source,
    read_metric,
    told,
)

BANK = Path(__file__).resolve().parents[3] / "examples" / "bank"
UNKNOWN_IN_TESTS = "zzzz: 1\ntests:\n  - {zzzz: 1, expect: {zzzz: 1}}\n"
DOCS = Path(__file__).resolve().parents[3] / "docs"


def keys_told(text: str) -> list[str]:
    """The keys that the message about an unknown one names."""
    return [key for known in re.findall(r"Known keys: (.*)\.", text) for key in known.split(", ")]


def unknown_in_sources() -> Iterator[str]:
    """An unknown key at the top of a file of each kind, and in each mapping inside."""
    yield f"{SOURCE}zzzz: 1\n"
    for sound in (RATES, SETTLEMENTS, KYC, CRM):
        yield f"{sound}zzzz: 1\n"
    yield SETTLEMENTS.replace("glob:", "zzzz: 1\n    glob:", 1)
    yield RATES.replace("path:", "zzzz: 1\n    path:", 1)
    for kind in AUTH_TYPES:
        yield RATES.replace("type: bearer", f"zzzz: 1, type: {kind}")
    for kind, keys in TYPES.items():
        yield RATES.replace("type: json_link", f"zzzz: 1, type: {kind}{', limit: 1' if 'limit' in keys else ''}")


def unknown_everywhere() -> dict[str, str]:
    inside = (
        "people:\n  a@b.cc: {zzzz: 1}",
        "schedule: {zzzz: 1}",
        "retention: {zzzz: 1}",
        "server: {zzzz: 1}",
        "people:\n  a@b.cc: {quiet_hours: {zzzz: 1}}",
        "alerts: {zzzz: 1, digest: {zzzz: 1}, quiet_hours: {zzzz: 1}, routes: {pay: {zzzz: 1}}, escalation: [{zzzz: 1}]}",
        *(f"alerts: {{channels: {{ops: {{kind: {kind}, zzzz: 1}}}}}}" for kind in CHANNEL_KINDS),
        "alerts: {channels: {ops: {kind: slack, token: '${X}', zzzz: 1}}}",
    )
    settings = "\n".join(told(problems_of_settings(f"{SETTINGS}{text}\nzzzz: 1\n")) for text in inside)
    return {
        "metric-files.md": told(read_metric(header(zzzz="1") + VALUE)[1]),
        "metric-tests.md": told(problems_of_tests(UNKNOWN_IN_TESTS)),
        "source-files.md": "\n".join(told(problems_of_source(text)) for text in unknown_in_sources()),
        "workspace.md": settings,
    }


@pytest.mark.parametrize("page", ["metric-files.md", "metric-tests.md", "source-files.md", "workspace.md"])
def test_every_key_is_on_its_page(page: str) -> None:
    keys = keys_told(unknown_everywhere()[page])
    assert len(keys) >= 13
    assert [key for key in keys if f"`{key}`" not in (DOCS / page).read_text(encoding="utf-8")] == []


def test_the_example_of_a_metric_file_has_no_error_but_its_source() -> None:
    example = re.findall(r"```sql\n(.*?)```", (DOCS / "metric-files.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    problems = read_metric(example)[1]
    assert [problem for problem in problems if "belongs to no declared source" not in problem.message] == []


def problems_of_tests(text: str, file: str = "metrics/cards/unpaid_collateral.test.yaml") -> list[Problem]:
    """What is found in a test file of the example bank."""
    metrics = {metric.metric_id: metric for metric in load_workspace(BANK).workspace.metrics}
    findings = Findings(file)
    parse_tests(file, text, About(metrics[metric_id_of(file)], ZoneInfo("Europe/Vilnius")), findings)
    return sorted(findings.problems)


def test_the_words_that_a_test_may_expect_are_on_its_page() -> None:
    page = (DOCS / "metric-tests.md").read_text(encoding="utf-8")
    assert [word for word in (*HEALTHS, *STATUSES, *REASONS) if f"`{word}`" not in page] == []


def test_the_examples_of_test_files_have_no_problem() -> None:
    page = (DOCS / "metric-tests.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n# (metrics/.*?)\n(.*?)```", page, re.DOTALL)
    assert len(examples) == 2
    assert [problem for file, example in examples for problem in problems_of_tests(example, file)] == []


def test_the_examples_of_source_files_have_no_problem() -> None:
    page = (DOCS / "source-files.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n# (sources/.*?)\n(.*?)```", page, re.DOTALL)
    assert {re.findall(r"^kind: (.*)", example, re.MULTILINE)[0] for _, example in examples} == set(SUPPORTED_KINDS)
    assert [problem for file, example in examples for problem in problems_of_source(example, file=file)] == []


@pytest.mark.parametrize("name", ["workspace.md", "channels.md"])
def test_the_examples_of_channels_have_no_problem(name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n# heartbeat.yaml\n(.*?)```", page, re.DOTALL)
    assert set(re.findall(r"kind: ([a-z]+)", "".join(examples))) == set(CHANNEL_KINDS)
    assert [problem for example in examples for problem in problems_of_settings(f"{SETTINGS}{example}")] == []


@pytest.mark.parametrize("kind", CHANNEL_KINDS)
def test_every_key_of_a_channel_is_explained(kind: str) -> None:
    section = (DOCS / "channels.md").read_text(encoding="utf-8").split(f"\n### {kind}\n")[1].split("\n###")[0]
    variants = ("", "token: '${X}', ") if kind == "slack" else ("",)
    settings = [f"{SETTINGS}alerts: {{channels: {{ops: {{kind: {kind}, {variant}zzzz: 1}}}}}}\n" for variant in variants]
    keys = {key for text in settings for key in keys_told(told(problems_of_settings(text)))} - {"kind"}
    assert keys
    assert [key for key in keys if f"`{key}`" not in section] == []


@pytest.mark.parametrize("kind", SUPPORTED_KINDS)
def test_every_kind_has_its_keys_and_no_other(kind: str) -> None:
    asked = keys_told(told(problems_of_source(f"kind: {kind}\nzzzz: 1\n")))
    assert set(asked) == {*SHARED_KEYS, *kind_of(kind).keys}
