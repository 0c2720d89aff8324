"""What the stored settings say about messages, every default filled in, whatever an earlier version stored."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from heartbeat.definitions.alerting.model import AlertRules, Channel, EscalationStep, Person, QuietHours
from heartbeat.definitions.alerting.read import rules_of
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.definitions.stored import settings_from_json, settings_to_json

OPS = {"kind": "slack", "url": "${SLACK_URL}"}


def rules(alerts: dict[str, Any], **settings: Any) -> AlertRules:
    """The rules of settings that were stored and read again."""
    written = WorkspaceSettings("Shop", alerts=alerts, **settings)
    return rules_of(settings_from_json(settings_to_json(written)))


def test_without_a_word_about_messages_every_default_holds() -> None:
    assert rules({}) == AlertRules()
    assert rules({}).daily_digest == time(8)


def test_all_that_is_written_arrives() -> None:
    found = rules(
        {
            "channels": {"ops": OPS, "pay": {"kind": "telegram", "token": "${T}", "chat": "-100"}},
            "routes": {"default": ["ops"], "payments": {"red": ["pay", "ops"]}},
            "quiet_hours": {"hours": "22:00-07:00", "red": "sends"},
            "escalation": [{"after": "30m", "channels": ["ops"]}, {"after": "2h", "channels": ["pay"]}],
            "digest": {"daily": "09:30", "weekly": "mon 09:00"},
            "page_budget": 0.5,
            "dead_man_url": "https://${WATCH}",
            "allow_private_hosts": ["chat.internal"],
        },
        timezone="Europe/Vilnius",
        operators=("ops@example.com",),
        people={
            "Ada@Example.com": {"name": "Ada", "timezone": "UTC", "channels": ["pay"], "quiet_hours": "22:00-07:00"},
            "bo@example.com": {},
        },
    )
    assert found == AlertRules(
        timezone="Europe/Vilnius",
        channels={
            "ops": Channel("ops", "slack", {"url": "${SLACK_URL}"}),
            "pay": Channel("pay", "telegram", {"token": "${T}", "chat": "-100"}),
        },
        routes={"payments": {"red": ("pay", "ops")}},
        default=("ops",),
        people={
            "ada@example.com": Person("Ada@Example.com", "Ada", "UTC", ("pay",), QuietHours(time(22), time(7))),
            "bo@example.com": Person("bo@example.com"),
        },
        operators=("ops@example.com",),
        quiet_hours=QuietHours(time(22), time(7), red_sends=True),
        escalation=(EscalationStep(1800, ("ops",)), EscalationStep(7200, ("pay",))),
        daily_digest=time(9, 30),
        weekly_digest=(0, time(9)),
        page_budget=0.5,
        dead_man_url="https://${WATCH}",
        allow_private_hosts=("chat.internal",),
    )


def test_a_default_by_severity_holds_for_both() -> None:
    found = rules({"channels": {"ops": OPS, "pager": OPS}, "routes": {"default": {"red": ["pager", "ops"], "amber": ["ops"]}}})
    assert found.routes == {}
    assert found.default == ("pager", "ops")


@pytest.mark.parametrize(
    ("written", "daily", "weekly"),
    [
        ("09:00", time(9), None),
        ("off", None, None),
        (False, None, None),
        ({"weekly": "sun 17:05"}, time(8), (6, time(17, 5))),
        ({"daily": "off", "weekly": "Mon 09:00"}, None, (0, time(9))),
        ({"daily": "07:00"}, time(7), None),
        (None, time(8), None),
        ("late", time(8), None),
    ],
)
def test_digests(written: object, daily: time | None, weekly: tuple[int, time] | None) -> None:
    found = rules({"digest": written})
    assert (found.daily_digest, found.weekly_digest) == (daily, weekly)


def test_the_defaults_of_an_email_channel_are_filled_in() -> None:
    bare = {"kind": "email", "host": "mail.internal", "from": "hb@example.com"}
    found = rules({"channels": {"a": bare, "b": {**bare, "port": "25", "security": "none", "to": "ops@example.com"}}})
    common = {"host": "mail.internal", "from": "hb@example.com"}
    assert found.channels["a"].options == {**common, "port": 587, "security": "starttls", "to": []}
    assert found.channels["b"].options == {**common, "port": 25, "security": "none", "to": ["ops@example.com"]}


EARLIER = [
    {"channels": ["ops"], "routes": ["ops"], "quiet_hours": ["x"], "escalation": {"after": 1}, "digest": ["09:00"]},
    {"channels": {"ops": "slack", "old": {"kind": "pigeon"}, "none": {}}, "routes": {"default": "ops", "a": ["old"]}},
    {"escalation": ["30m", {"after": "soon", "channels": ["ops"]}, {"after": "1h", "channels": []}, {}]},
    {"quiet_hours": "22-07", "dead_man_url": 7, "allow_private_hosts": "chat"},
    {"quiet_hours": "22:00-22:00", "routes": {"a": {"red": 1}}},
    {"channels": None, "routes": None, "quiet_hours": None, "escalation": None, "digest": None},
]


@pytest.mark.parametrize("alerts", EARLIER)
def test_what_cannot_be_read_is_left_out(alerts: dict[str, Any]) -> None:
    assert rules(alerts) == AlertRules()


def test_a_person_that_cannot_be_read_has_an_email_all_the_same() -> None:
    found = rules({}, people={"a@b.cc": "Ada", "c@d.ee": {"channels": "ops", "quiet_hours": {"red": "sends"}, "name": ["x"]}})
    assert found.people == {"a@b.cc": Person("a@b.cc"), "c@d.ee": Person("c@d.ee")}


def test_a_channel_that_is_not_declared_is_left_out_so_that_a_wider_route_holds() -> None:
    found = rules(
        {
            "channels": {"ops": OPS},
            "routes": {"default": ["ops"], "cards": {"red": ["gone"], "amber": ["ops", "gone"]}, "loans": ["gone"]},
            "escalation": [{"after": "1h", "channels": ["gone"]}, {"after": "30m", "channels": ["gone", "ops"]}],
        },
        people={"a@b.cc": {"channels": ["gone", "ops"]}},
    )
    assert found.routes == {"cards": {"amber": ("ops",)}}
    assert found.escalation == (EscalationStep(1800, ("ops",)),)
    assert found.people["a@b.cc"].channels == ("ops",)
