"""What heartbeat.yaml says about messages, and what is said when a key of it is wrong."""

from __future__ import annotations

import json
from datetime import time

import pytest

from heartbeat.definitions.alerting.model import AlertRules, Channel, EscalationStep, QuietHours
from heartbeat.definitions.alerting.read import rules_of
from heartbeat.definitions.parse.settings_file import parse_settings
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.stored import settings_from_json, settings_to_json
from unit.definitions.shop_files import SETTINGS, problems_of_settings, told

MAIL = "kind: email, host: mail.internal, from: hb@example.com"
DECLARED = """
alerts:
  channels:
    ops: {kind: slack, url: '${SLACK_URL}'}
    pager: {kind: pagerduty, routing_key: '${PD}'}
"""
CHANNELS = f"{SETTINGS.rstrip()}{DECLARED}"  # the next line is the 6th


def in_channel(keys: str) -> str:
    """A file whose one channel, on line 3, has these keys."""
    return f"{SETTINGS}alerts:\n  channels: {{ops: {{{keys}}}}}\n"


# the keys of one channel, what the message says, what the hint says
WRONG_CHANNELS = [
    ("", "`alerts.channels.ops.kind` is missing", "slack, telegram, email"),
    ("kind: slak", "`alerts.channels.ops.kind` cannot be “slak”", "Did you mean slack?"),
    ("kind: pigeon", "`alerts.channels.ops.kind` cannot be “pigeon”", "Write one of: slack"),
    ("kind: slack", "`alerts.channels.ops.url` is missing", "'${SLACK_URL}'"),
    ("kind: slack, url: 'https://hooks.slack.com/services/T/B/x'", "`alerts.channels.ops.url` cannot be what is", "${NAME}"),
    ("kind: slack, url: '${SLACK'", "`alerts.channels.ops.url` cannot be what is written", "Write ${NAME}"),
    ("kind: slack, url: '${S}', to: '#ops'", "`alerts.channels.ops.to` says nothing without a token", "remove it"),
    ("kind: slack, token: '${T}'", "`alerts.channels.ops.to` is missing", "'#ops'"),
    ("kind: slack, token: xoxb-1, to: '#ops'", "`alerts.channels.ops.token` cannot be what is written", "never in a file"),
    ("kind: slack, token: '${T}', to: '#o', url: '${S}'", "`alerts.channels.ops.url` and a token exclude", "Keep the one"),
    ("kind: slack, ulr: '${S}'", "Unknown key `alerts.channels.ops.ulr`", "Did you mean `alerts.channels.ops.url`"),
    ("kind: telegram, chat: 1", "`alerts.channels.ops.token` is missing", "'${TELEGRAM_TOKEN}'"),
    ("kind: telegram, token: '12:abc', chat: 1", "`alerts.channels.ops.token` cannot be what is", "never in a file"),
    ("kind: telegram, token: '${T}'", "`alerts.channels.ops.chat` is missing", "-1001234567890"),
    ("kind: telegram, token: '${T}', chat: ops", "`alerts.channels.ops.chat` cannot be “ops”", "'@linden_ops'"),
    ("kind: email, from: a@b.cc", "`alerts.channels.ops.host` is missing", "mail.example.com"),
    ("kind: email, host: 'smtp://m', from: a@b.cc", "`alerts.channels.ops.host` cannot be", "without a port"),
    ("kind: email, host: m", "`alerts.channels.ops.from` is missing", "heartbeat@example.com"),
    ("kind: email, host: m, from: me", "`alerts.channels.ops.from` cannot be “me”", "ada@example.com"),
    (f"{MAIL}, port: 70000", "`alerts.channels.ops.port` cannot be “70000”", "from 1 to 65535"),
    (f"{MAIL}, security: ssl", "`alerts.channels.ops.security` cannot be “ssl”", "tls"),
    (f"{MAIL}, to: ops", "`alerts.channels.ops.to` cannot be “ops”", "ada@example.com"),
    (f"{MAIL}, to: [ops]", "`alerts.channels.ops.to` cannot contain “ops”", "ada@example.com"),
    (f"{MAIL}, username: hb", "`alerts.channels.ops.username` is written without a password", "Write both"),
    (f"{MAIL}, password: '${{P}}'", "`alerts.channels.ops.password` is written without a username", "Write both"),
    (f"{MAIL}, username: hb, password: hunter2", "`alerts.channels.ops.password` cannot be what is written", "${NAME}"),
    (f"{MAIL}, username: a, password: '${{P}}', security: none", "would send the password unencrypted", "starttls"),
    ("kind: webhook, url: 'https://h.example.com'", "`alerts.channels.ops.secret` is missing", "'${HOOK_SECRET}'"),
    ("kind: webhook, url: h.example.com, secret: '${S}'", "`alerts.channels.ops.url` cannot be what", "https://"),
    ("kind: webhook, secret: '${S}'", "`alerts.channels.ops.url` is missing", "https://receiver.example.com"),
    ("kind: webhook, url: 'https://u:p@h', secret: '${S}'", "`alerts.channels.ops.url` cannot be what", "never in a file"),
    ("kind: webhook, url: 'https://h', secret: whsec_1", "`alerts.channels.ops.secret` cannot be what", "never in a file"),
    ("kind: pagerduty", "`alerts.channels.ops.routing_key` is missing", "'${PAGERDUTY_KEY}'"),
    ("kind: pagerduty, routing_key: R1", "`alerts.channels.ops.routing_key` cannot be what", "never in a file"),
    ("kind: pagerduty, routing_key: '${K}', url: eu", "`alerts.channels.ops.url` cannot be what is", "https://"),
    ("kind: apprise", "`alerts.channels.ops.url` is missing", "'${NTFY_URL}'"),
    ("kind: apprise, url: 'ntfy://topic'", "`alerts.channels.ops.url` cannot be what is written", "never in a file"),
]

# what is appended to the channels above, the line, what the message says, what the hint says
WRONG = [
    ("  routes: {default: ops}", 6, "`alerts.routes.default` is not a list", "one per severity"),
    ("  routes: {default: [opps]}", 6, "`alerts.routes.default` cannot contain “opps”", "Did you mean ops?"),
    ("  routes: {default: [zzzzz]}", 6, "`alerts.routes.default` cannot contain", "Declared in alerts.channels: ops, pager."),
    ("  routes: {default: []}", 6, "`alerts.routes.default` names no channel", "[ops]"),
    ("  routes: {default: }", 6, "`alerts.routes.default` names no channel", "[ops]"),
    ("  routes: {default: [ops, ops]}", 6, "`alerts.routes.default` names ops twice", "Keep one"),
    ("  routes: {default: {red: [ops]}}", 6, "`alerts.routes.default` is not a list: only an area", "[ops]"),
    ("  routes: {pay: {}}", 6, "`alerts.routes.pay` says nothing of red or amber", "{red: [pager, ops], amber: [ops]}"),
    ("  routes:\n    pay:\n      red: [pagr]", 8, "`alerts.routes.pay.red` cannot contain “pagr”", "Did you mean pager?"),
    ("  routes: {pay: {red: [ops], ambr: [ops]}}", 6, "Unknown key `alerts.routes.pay.ambr`", "`alerts.routes.pay.amber`"),
    ("  routes: {pay/: [ops]}", 6, "`alerts.routes.pay/` is no area", "payments/cards"),
    ("  quiet_hours: 22-07", 6, "`alerts.quiet_hours` cannot be “22-07”", "'22:00-07:00'"),
    ("  quiet_hours: '22:00-22:00'", 6, "`alerts.quiet_hours`", "They end when they begin"),
    ("  quiet_hours: {red: sends}", 6, "`alerts.quiet_hours.hours` is missing", "{hours: '22:00-07:00', red: sends}"),
    ("  quiet_hours: {hours: '1:00-2:00'}", 6, "`alerts.quiet_hours.hours` cannot be", "'22:00-07:00'"),
    ("  quiet_hours: {hours: '22:00-07:00', red: wait}", 6, "`alerts.quiet_hours.red` cannot be “wait”", "Write waits."),
    ("  quiet_hours: {hours: '22:00-07:00', amber: sends}", 6, "Unknown key `alerts.quiet_hours.amber`", "hours, red"),
    ("  escalation: [30m]", 6, "`alerts.escalation` is not a list of mappings", "after: 30m"),
    ("  escalation: [{channels: [ops]}]", 6, "`alerts.escalation.after` is missing", "30m"),
    ("  escalation: [{after: 30m}]", 6, "`alerts.escalation.channels` names no channel", "[ops]"),
    ("  escalation: [{after: 30m, channels: []}]", 6, "`alerts.escalation.channels` names no channel", "[ops]"),
    ("  escalation: [{after: 30m, channels: [op]}]", 6, "`alerts.escalation.channels` cannot contain “op”", "mean ops?"),
    ("  escalation: [{after: 0m, channels: [ops]}]", 6, "`alerts.escalation.after`: 0m is no time at all", "30m, then 2h"),
    (
        "  escalation:\n    - {after: 2h, channels: [ops]}\n    - {after: 120m, channels: [pager]}",
        8,
        "`alerts.escalation.after`: 120m is no longer than the 2h of the step before",
        "ascend",
    ),
    ("  escalation: [{after: 30m, channels: [ops], to: x}]", 6, "Unknown key `alerts.escalation.to`", "after, channels"),
    ("  digest: 9", 6, "`alerts.digest` cannot be “9”", "'09:00', or off"),
    ("  digest: [off]", 6, "`alerts.digest` is a list", "Write text"),
    ("  digest: {daily: never}", 6, "`alerts.digest.daily` cannot be “never”", "or off"),
    ("  digest: {weekly: '09:00'}", 6, "`alerts.digest.weekly` cannot be “09:00”", "'mon 09:00'"),
    ("  digest: {weekly: 'monday 09:00'}", 6, "`alerts.digest.weekly` cannot be", "'mon 09:00'"),
    ("  digest: {dayly: '09:00'}", 6, "Unknown key `alerts.digest.dayly`", "`alerts.digest.daily`"),
    ("people:\n  a@b.cc:\n    channels: [opss]", 8, "`people.a@b.cc.channels` cannot contain “opss”", "Did you mean ops?"),
    ("people:\n  a@b.cc:\n    quiet_hours: {red: sends}", 8, "`people.a@b.cc.quiet_hours.hours` is missing", "22:00"),
    ("people:\n  a@b.cc: {}\n  A@B.cc: {}", 8, "`people.A@B.cc` is the same person as a@b.cc", "Keep one"),
]


@pytest.mark.parametrize(("keys", "message", "hint"), WRONG_CHANNELS, ids=[keys for keys, *_ in WRONG_CHANNELS])
def test_a_wrong_key_of_a_channel_is_told_with_its_line_and_the_remedy(keys: str, message: str, hint: str) -> None:
    problems = problems_of_settings(in_channel(keys))
    found = [problem for problem in problems if message in problem.message]
    assert [(problem.line, problem.severity) for problem in found] == [(3, "error")], told(problems)
    assert hint in found[0].hint


@pytest.mark.parametrize(("text", "line", "message", "hint"), WRONG, ids=[text for text, *_ in WRONG])
def test_a_wrong_key_is_told_with_its_line_and_the_remedy(text: str, line: int, message: str, hint: str) -> None:
    problems = problems_of_settings(f"{CHANNELS}{text}\n")
    found = [problem for problem in problems if message in problem.message]
    assert [(problem.line, problem.severity) for problem in found] == [(line, "error")], told(problems)
    assert hint in found[0].hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("alerts: {channels: [ops]}", "`alerts.channels` is not a mapping"),
        ("alerts: {channels: {ops: slack}}", "`alerts.channels.ops` is not a mapping"),
        ("alerts: {channels: {Ops: {kind: apprise, url: '${X}'}}}", "`alerts.channels.Ops` is no name of a channel"),
        ("alerts: {routes: {default: [ops]}}", "`alerts.routes.default` cannot contain “ops”"),
        ("alerts: [ops]", "`alerts` is not a mapping"),
    ],
)
def test_channels_that_are_none_are_told_once(text: str, message: str) -> None:
    problems = problems_of_settings(f"{SETTINGS}{text}\n")
    assert [(problem.line, message in problem.message) for problem in problems] == [(2, True)], told(problems)


def test_all_problems_are_told_at_once_and_a_wrong_channel_may_be_named() -> None:
    text = (
        in_channel("kind: slack") + "  routes: {default: [ops, gone]}\n  digest: 9\npeople: {a@b.cc: {channels: [ops, away]}}\n"
    )
    assert [problem.line for problem in problems_of_settings(text)] == [3, 4, 5, 6]


@pytest.mark.parametrize("literal", ["hunter2-literal", "https://hooks.slack.com/services/hunter2-literal"])
@pytest.mark.parametrize("key", ["url", "token", "password", "secret", "routing_key"])
@pytest.mark.parametrize("kind", ["slack", "telegram", "email", "pagerduty", "apprise", "webhook"])
def test_no_message_repeats_what_may_be_a_secret(kind: str, key: str, literal: str) -> None:
    text = in_channel(f"kind: {kind}, {key}: '{literal}', host: m, username: hb, from: a@b.cc, to: '#x', chat: 1")
    assert problems_of_settings(text)
    assert "hunter2-literal" not in told(problems_of_settings(text))


FULL = """
timezone: Europe/Vilnius
operators: [ops@example.com]
people:
  ada@example.com: {name: Ada, timezone: UTC, channels: [pay], quiet_hours: {hours: '22:00-07:00', red: sends}}
alerts:
  channels:
    ops: {kind: slack, url: '${SLACK_URL}'}
    app: {kind: slack, token: '${SLACK_TOKEN}', to: '#ops'}
    pay: {kind: telegram, token: '${TELEGRAM_TOKEN}', chat: -1001234567890}
    mail: {kind: email, host: mail.internal, from: hb@example.com, username: hb, password: '${P}', to: ops@example.com}
    relay: {kind: email, host: '${RELAY}', port: 25, security: none, from: hb@example.com, to: [a@b.cc, c@d.ee]}
    hook: {kind: webhook, url: 'https://h.example.com/in', secret: '${HOOK_SECRET}'}
    pager: {kind: pagerduty, routing_key: '${PD}', url: 'https://events.eu.pagerduty.com'}
    phone: {kind: apprise, url: 'ntfys://${NTFY}'}
  routes: {default: [ops], payments: [pay], payments/cards: {red: [pager, ops], amber: [ops]}, loans: {red: [pager]}}
  quiet_hours: '22:30-06:00'
  escalation: [{after: 30m, channels: [ops]}, {after: 1h, channels: [pager]}]
  digest: {daily: off, weekly: 'Fri 17:00'}
  page_budget: 0.5
  dead_man_url: https://${WATCH}
  allow_private_hosts: [h.internal]
"""


def rules(text: str) -> AlertRules:
    """The rules of a file without an error, stored and read again."""
    findings = Findings("heartbeat.yaml")
    settings = parse_settings(f"{SETTINGS}{text}", findings)
    assert settings is not None, told(findings.problems)
    return rules_of(settings_from_json(json.loads(json.dumps(settings_to_json(settings)))))


def test_every_key_reaches_the_rules() -> None:
    found = rules(FULL)
    mail = {"host": "mail.internal", "from": "hb@example.com", "username": "hb", "password": "${P}"}
    assert found.channels == {
        "ops": Channel("ops", "slack", {"url": "${SLACK_URL}"}),
        "app": Channel("app", "slack", {"token": "${SLACK_TOKEN}", "to": "#ops"}),
        "pay": Channel("pay", "telegram", {"token": "${TELEGRAM_TOKEN}", "chat": "-1001234567890"}),
        "mail": Channel("mail", "email", {**mail, "port": 587, "security": "starttls", "to": ["ops@example.com"]}),
        "relay": Channel(
            "relay",
            "email",
            {"host": "${RELAY}", "from": "hb@example.com", "port": 25, "security": "none", "to": ["a@b.cc", "c@d.ee"]},
        ),
        "hook": Channel("hook", "webhook", {"url": "https://h.example.com/in", "secret": "${HOOK_SECRET}"}),
        "pager": Channel("pager", "pagerduty", {"routing_key": "${PD}", "url": "https://events.eu.pagerduty.com"}),
        "phone": Channel("phone", "apprise", {"url": "ntfys://${NTFY}"}),
    }
    assert found.routes == {
        "payments": {"red": ("pay",), "amber": ("pay",)},
        "payments/cards": {"red": ("pager", "ops"), "amber": ("ops",)},
        "loans": {"red": ("pager",)},
    }
    assert (found.timezone, found.default, found.operators) == ("Europe/Vilnius", ("ops",), ("ops@example.com",))
    ada = found.people["ada@example.com"]
    assert (ada.name, ada.timezone, ada.channels) == ("Ada", "UTC", ("pay",))
    assert ada.quiet_hours == QuietHours(time(22), time(7), red_sends=True)
    assert found.quiet_hours == QuietHours(time(22, 30), time(6))
    assert found.escalation == (EscalationStep(1800, ("ops",)), EscalationStep(3600, ("pager",)))
    assert (found.daily_digest, found.weekly_digest) == (None, (4, time(17)))
    assert (found.page_budget, found.dead_man_url, found.allow_private_hosts) == (0.5, "https://${WATCH}", ("h.internal",))


@pytest.mark.parametrize("word", ["off", "Off", "no", "false", "'off'"])
def test_a_digest_is_switched_off_by_any_form_of_the_word(word: str) -> None:
    assert rules(f"alerts: {{digest: {word}}}\n").daily_digest is None
    assert rules(f"alerts: {{digest: {{daily: {word}}}}}\n").daily_digest is None


def test_messages_are_in_force_without_a_warning() -> None:
    assert problems_of_settings(f"{SETTINGS}{FULL}") == []


@pytest.mark.parametrize(
    ("url", "allowed", "is_doubted"),
    [
        ("http://desk.internal/in", "", True),
        ("http://desk.internal:8080", "chat.internal", True),
        ("http://Desk.internal:8080/in", "desk.internal", False),
        ("http://[fd00::1]/in", "'[fd00::1]'", False),
        ("http://${DESK}/in", "", False),
        ("https://desk.internal/in", "", False),
    ],
)
def test_an_address_that_nothing_is_sent_to_is_a_warning(url: str, allowed: str, *, is_doubted: bool) -> None:
    text = in_channel(f"kind: webhook, secret: '${{S}}', url: '{url}'") + f"  allow_private_hosts: [{allowed}]\n"
    found = [(problem.line, problem.severity, problem.message[:30]) for problem in problems_of_settings(text)]
    assert found == ([(3, "warning", "`alerts.channels.ops.url` begi")] if is_doubted else [])
