"""A workspace whose messages would reach nobody is told so before the first one is due."""

from __future__ import annotations

from pathlib import Path

from heartbeat.definitions.problem import Problem
from heartbeat.definitions.workspace import load_workspace, survey_workspace
from unit.definitions.shop_files import SETTINGS, SOURCE, VALUE, header, write

CHANNELS = "  channels: {ops: {kind: slack, url: '${S}'}}\n"


def doubts(folder: Path, settings: str, *, owner: str | None = "ada@example.com") -> list[tuple[int, str]]:
    """The warnings about a heartbeat.yaml with one metric in the area sales/web: the line, and what is said."""
    return [(problem.line, problem.message) for problem in found(folder, settings, owner=owner)]


def found(folder: Path, settings: str, *, owner: str | None = "ada@example.com") -> list[Problem]:
    files: dict[str, str | bytes] = {
        "heartbeat.yaml": SETTINGS + settings,
        "sources/shop.yaml": SOURCE,
        "metrics/sales/web/orders_paid.sql": header(owner=owner) + VALUE,
    }
    return list(load_workspace(write(folder, files)).warnings)


def test_without_channels_nothing_is_expected_to_be_sent(tmp_path: Path) -> None:
    assert doubts(tmp_path, "operators: [ops@example.com]\nalerts: {digest: '09:00'}\n") == []


def test_channels_without_a_default_and_without_people_have_nowhere_to_send(tmp_path: Path) -> None:
    problems = found(tmp_path, f"alerts:\n{CHANNELS}")
    assert [(problem.line, problem.severity) for problem in problems] == [(2, "warning")]
    assert "a message that no route holds for would have nowhere to go" in problems[0].message
    assert problems[0].hint == "Write a route for all: routes: {default: [ops]}."


def test_a_default_reaches_everybody(tmp_path: Path) -> None:
    assert doubts(tmp_path, f"operators: [ops@example.com]\nalerts:\n{CHANNELS}  routes: {{default: [ops]}}\n") == []


def test_an_owner_without_channels_and_without_a_route_is_named_at_their_line(tmp_path: Path) -> None:
    people = "people:\n  bo@example.com: {channels: [ops]}\n  Ada@example.com: {name: Ada}\n"
    assert doubts(tmp_path, f"{people}alerts:\n{CHANNELS}") == [
        (4, "ada@example.com owns orders_paid, and a message to them would have nowhere to go.")
    ]
    assert doubts(tmp_path, f"{people}alerts:\n{CHANNELS}", owner="eve@example.com") == [
        (5, "eve@example.com owns orders_paid, and a message to them would have nowhere to go.")
    ]
    assert doubts(tmp_path, f"{people}alerts:\n{CHANNELS}", owner="bo@example.com") == []
    assert doubts(tmp_path, f"{people}alerts:\n{CHANNELS}", owner=None) == []


def test_a_route_of_a_wider_area_reaches_an_owner(tmp_path: Path) -> None:
    people = "people: {bo@example.com: {channels: [ops]}}\n"
    assert doubts(tmp_path, f"{people}alerts:\n{CHANNELS}  routes: {{sales: [ops]}}\n") == []


def test_an_operator_is_reached_by_channels_of_their_own_alone(tmp_path: Path) -> None:
    people = "operators: [Bo@example.com, ops@example.com]\npeople: {bo@example.com: {channels: [ops]}}\n"
    assert doubts(tmp_path, f"{people}alerts:\n{CHANNELS}  routes: {{sales: [ops]}}\n") == [
        (4, "ops@example.com is an operator, and a message to them would have nowhere to go.")
    ]


def test_a_route_of_an_area_without_a_metric_names_the_nearest(tmp_path: Path) -> None:
    routes = "  routes:\n    default: [ops]\n    sales: [ops]\n    sales/web: [ops]\n    sale: [ops]\n    zzzz: [ops]\n"
    problems = found(tmp_path, f"alerts:\n{CHANNELS}{routes}")
    assert [(problem.line, problem.message, problem.severity) for problem in problems] == [
        (8, "`alerts.routes.sale` holds for no metric: none is in this area.", "warning"),
        (9, "`alerts.routes.zzzz` holds for no metric: none is in this area.", "warning"),
    ]
    assert problems[0].hint == "Did you mean sales?"
    assert "a folder below metrics/" in problems[1].hint


def test_an_area_whose_only_metric_is_wrong_is_an_area(tmp_path: Path) -> None:
    text = f"{SETTINGS}alerts:\n{CHANNELS}  routes: {{default: [ops], loans: [ops]}}\n"
    survey = survey_workspace(write(tmp_path, {"heartbeat.yaml": text, "metrics/loans/npl.sql": "select 1"}))
    assert [problem for problem in survey.problems if problem.file == "heartbeat.yaml"] == []


def test_many_metrics_of_one_owner_are_one_warning(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"metrics/sales/orders_{at}.sql": header(owner="ada@example.com", code=f"OPA{at}") + VALUE for at in range(7)
    }
    write(tmp_path, files)
    told = doubts(tmp_path, f"people: {{bo@example.com: {{channels: [ops]}}}}\nalerts:\n{CHANNELS}")
    assert len(told) == 1
    assert told[0][1].startswith("ada@example.com owns orders_0, orders_1, orders_2, orders_3, orders_4 and 3 more,")
