"""Whom a message reaches."""

from __future__ import annotations

from dataclasses import replace

from heartbeat.definitions.alerting.model import AlertRules, Channel, EscalationStep, Person
from heartbeat.rules.alerts.routing import Target, operator_targets, step_targets, targets_of

RULES = AlertRules(
    channels={
        "desk": Channel("desk", "slack"),
        "cards": Channel("cards", "slack"),
        "pager": Channel("pager", "pagerduty"),
        "mail": Channel("mail", "email"),
        "team": Channel("team", "email", {"to": ["a@shop.test", "b@shop.test", "A@shop.test"]}),
        "boss": Channel("boss", "email", {"to": "boss@shop.test"}),
    },
    routes={
        "": {"red": ("desk",)},
        "payments": {"red": ("pager",), "amber": ("team",)},
        "payments/cards": {"amber": ("cards",)},
    },
    default=("mail",),
    people={
        "ada@shop.test": Person("Ada@shop.test", channels=("desk", "gone", "mail")),
        "bob@shop.test": Person("bob@shop.test"),
        "eve@shop.test": Person("eve@shop.test", channels=("gone",)),
    },
    operators=("Bob@shop.test", "ada@shop.test"),
    escalation=(EscalationStep(900, ("pager", "mail")), EscalationStep(3600, ("boss",))),
)
BARE = replace(RULES, routes={})


def names(*targets: Target) -> list[str]:
    return [f"{target.channel}:{target.recipient}" if target.recipient else target.channel for target in targets]


def test_the_owners_channels_come_before_those_of_the_area_and_none_twice() -> None:
    found = targets_of(RULES, owner="ada@shop.test", area="payments", severity="red")
    assert names(*found) == ["desk", "mail:Ada@shop.test", "pager"]
    assert names(*targets_of(RULES, owner="ADA@shop.test", area="", severity="red")) == ["desk", "mail:Ada@shop.test"]


def test_only_the_nearest_route_with_the_severity_counts() -> None:
    found = {
        (area, severity): names(*targets_of(RULES, owner="bob@shop.test", area=area, severity=severity))
        for area in ("payments/cards/eu", "payments/cash", "paymentsX", "")
        for severity in ("red", "amber")
    }
    assert found == {
        ("payments/cards/eu", "red"): ["pager"],
        ("payments/cards/eu", "amber"): ["cards"],
        ("payments/cash", "red"): ["pager"],
        ("payments/cash", "amber"): ["team:a@shop.test", "team:b@shop.test"],
        ("paymentsX", "red"): ["desk"],
        ("paymentsX", "amber"): ["mail:bob@shop.test"],
        ("", "red"): ["desk"],
        ("", "amber"): ["mail:bob@shop.test"],
    }


def test_who_is_reached_by_nothing_is_reached_by_the_default() -> None:
    assert names(*targets_of(BARE, owner="new@shop.test", area="x", severity="red")) == ["mail:new@shop.test"]
    assert names(*targets_of(BARE, owner="eve@shop.test", area="x", severity="red")) == ["mail:eve@shop.test"]
    assert targets_of(replace(BARE, default=()), owner="eve@shop.test", area="x", severity="red") == ()


def test_operators_are_reached_each_in_their_own_way() -> None:
    assert names(*operator_targets(RULES, severity="red")) == ["mail:bob@shop.test", "desk", "mail:Ada@shop.test"]
    assert names(*operator_targets(replace(RULES, operators=("bob@shop.test", "BOB@shop.test")), severity="amber")) == [
        "mail:bob@shop.test"
    ]
    nobody = replace(RULES, operators=(), default=("mail", "desk", "boss"))
    assert names(*operator_targets(nobody, severity="red")) == ["desk", "boss:boss@shop.test"]


def test_a_step_reaches_its_channels() -> None:
    assert names(*step_targets(RULES, 0, owner="ada@shop.test")) == ["pager", "mail:Ada@shop.test"]
    assert names(*step_targets(RULES, 0, owner=None)) == ["pager", "mail:bob@shop.test", "mail:Ada@shop.test"]
    assert names(*step_targets(RULES, 1, owner=None)) == ["boss:boss@shop.test"]
    assert step_targets(RULES, 2, owner=None) == step_targets(RULES, -1, owner=None) == ()
