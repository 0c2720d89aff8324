"""heartbeat.yaml: its keys, their defaults, and what is said when one is wrong."""

import pytest

from heartbeat.definitions.parse.settings_file import DEFAULT_SCHEDULE, parse_settings
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.stored import settings_from_json, settings_to_json
from unit.definitions.shop_files import SETTINGS, problems_of_settings, told

# what is appended to a sound file of one line, the line, what the message says, what the hint says
WRONG = [
    ("timezone: CET+1", 2, "`timezone` cannot be “CET+1”", "Europe/Vilnius"),
    ("timezone: ../../etc/passwd", 2, "`timezone`", "Europe/Vilnius"),
    ("timezone: ${TZ}", 2, "`timezone`", "Europe/Vilnius"),
    ("locale: english", 2, "`locale` cannot be “english”", "de-CH"),
    ("currency: eur", 2, "`currency` cannot be “eur”", "Write EUR"),
    ("currency: EURO", 2, "`currency`", "ISO 4217"),
    ("operators: ada@example.com", 2, "`operators` is not a list", "[ada@example.com]"),
    ("operators: [ada]", 2, "`operators` cannot contain “ada”", "ada@example.com"),
    ("people: [ada]", 2, "`people` is not a mapping", "one person per email"),
    ("people:\n  ada: {name: Ada}", 3, "`people.ada` is no email address", "ada@example.com"),
    ("people:\n  a@b.cc:\n    timezone: Mars", 4, "`people.a@b.cc.timezone`", "Europe/Vilnius"),
    ("people:\n  a@b.cc:\n    quiet_hours: 22-07", 4, "`people.a@b.cc.quiet_hours`", "'22:00-07:00'"),
    ("people:\n  a@b.cc:\n    phone: 1", 4, "Unknown key `people.a@b.cc.phone`", "Known keys: channels, name"),
    ("schedule: hourly", 2, "`schedule` is not a mapping", "{beat: 17 * * * *}"),
    ("schedule:\n  beat: hourly", 3, "`schedule.beat`", "minute, hour, day, month, weekday"),
    ("schedule:\n  beat: 0 0 30 2 *", 3, "`schedule.beat`", "minute, hour"),
    ("schedule:\n  beta: 1 * * * *", 3, "Unknown key `schedule.beta`", "Did you mean `schedule.beat`"),
    ("retention: {readings_days: 0}", 2, "`retention.readings_days` cannot be “0”", "from 1"),
    ("retention: {days: 5}", 2, "Unknown key `retention.days`", "readings_days"),
    ("server: {public_url: example.com}", 2, "`server.public_url`", "https://"),
    ("server: {public_url: 'https://[::1'}", 2, "`server.public_url`", "https://"),
    ("server: {public_url: 'https://wall:no'}", 2, "`server.public_url`", "https://"),
    ("server: {public_url: 'https://:443'}", 2, "`server.public_url`", "https://"),
    ("server: {public_url: 'https://${HOST'}", 2, "`server.public_url`", "Write ${NAME}"),
    ("server: {allowed_hosts: ['https://a.b']}", 2, "`server.allowed_hosts`", "without https://"),
    ("server: {trusted_proxy: proxy}", 2, "`server.trusted_proxy`", "10.0.0.0/8"),
    ("server: {trusted_proxy: 0.0.0.0/0}", 2, "`server.trusted_proxy`", "Everybody would be the proxy"),
    ("server: {trusted_proxy: 10.0.0.5, user_header: 'X User'}", 2, "`server.user_header`", "X-Forwarded-User"),
    (
        "server: {trusted_proxy: 10.0.0.5, roles: {ada: root}}",
        2,
        "`server.roles.ada` cannot be “root”",
        "viewer, operator, admin",
    ),
    ("server: {trusted_proxy: 10.0.0.5, roles: [ada]}", 2, "`server.roles` is not a mapping", "a role per person or group"),
    ("server: {roles: {ada: admin}}", 2, "`server.roles` says nothing without a proxy", "trusted_proxy: 10.0.0.5"),
    ("server: {port: 80}", 2, "Unknown key `server.port`", "Known keys"),
    ("alerts: {page_budget: 0}", 2, "`alerts.page_budget` cannot be 0", "more than 0"),
    ("alerts: {page_budget: -1}", 2, "`alerts.page_budget` cannot be -1", "0.25 for one a month"),
    ("alerts: {page_budget: few}", 2, "`alerts.page_budget` is not a number", "digits"),
    ("alerts: {dead_man_url: ftp://x}", 2, "`alerts.dead_man_url`", "https://"),
    ("alerts: {chanels: {}}", 2, "Unknown key `alerts.chanels`", "Did you mean `alerts.channels`"),
    ("time_zone: UTC", 2, "Unknown key `time_zone`", "Did you mean `timezone`"),
    ("name: Again", 2, "`name` is given twice", "Keep one"),
]


@pytest.mark.parametrize(("text", "line", "message", "hint"), WRONG, ids=[text[:40] for text, *_ in WRONG])
def test_a_wrong_key_is_told_with_its_line_and_the_remedy(text: str, line: int, message: str, hint: str) -> None:
    problems = problems_of_settings(f"{SETTINGS}{text}\n")
    found = [problem for problem in problems if message in problem.message]
    assert [(problem.file, problem.line, problem.severity) for problem in found] == [("heartbeat.yaml", line, "error")], told(
        problems
    )
    assert hint in found[0].hint


@pytest.mark.parametrize("text", ["", "timezone: UTC", "name:", "name: ''"])
def test_a_workspace_without_a_name_is_refused(text: str) -> None:
    assert "`name`" in told(problems_of_settings(text))


def test_a_name_alone_is_enough_and_everything_else_has_its_default() -> None:
    settings = parse_settings("name: Shop", Findings("heartbeat.yaml"))
    assert settings is not None
    assert (settings.name, settings.timezone, settings.locale, settings.currency) == ("Shop", "UTC", "en", "EUR")
    assert (settings.schedule, settings.readings_days) == (DEFAULT_SCHEDULE, 400)
    assert (settings.operators, settings.people, settings.alerts, settings.public_url) == ((), {}, {}, None)
    assert settings.page_budget == 1


def test_every_key_reaches_the_settings() -> None:
    text = """
name: Übersee-Bank
timezone: Europe/Vilnius
locale: lt_LT
currency: USD
operators: [ada@example.com]
people: {ada@example.com: {name: Ada, timezone: UTC, channels: [ops], quiet_hours: '22:00-07:00'}}
schedule: {beat: '*/5 * * * *'}
retention: {readings_days: 30}
server: {public_url: 'https://${HOST}', allowed_hosts: [wall.local], trusted_proxy: 10.0.0.0/8,
  role_header: X-Groups, roles: {ada@example.com: admin, '*': none}}
alerts: {channels: {ops: {kind: slack, url: '${SLACK_URL}'}}, routes: {default: [ops]}, page_budget: 0.5}
"""
    settings = parse_settings(text, Findings("heartbeat.yaml"))
    assert settings is not None
    assert (settings.name, settings.timezone, settings.locale, settings.currency) == (
        "Übersee-Bank",
        "Europe/Vilnius",
        "lt-LT",
        "USD",
    )
    assert settings.people["ada@example.com"]["channels"] == ["ops"]
    assert settings.schedule == DEFAULT_SCHEDULE | {"beat": "*/5 * * * *"}
    assert (settings.readings_days, settings.trusted_proxy, settings.allowed_hosts) == (30, "10.0.0.0/8", ("wall.local",))
    assert (settings.proxy_user_header, settings.proxy_role_header) == ("X-Forwarded-User", "X-Groups")
    assert settings.proxy_roles == {"ada@example.com": "admin", "*": "none"}
    assert settings.public_url == "https://${HOST}"
    assert settings.alerts["channels"]["ops"]["url"] == "${SLACK_URL}"
    assert settings.page_budget == 0.5
    assert settings_from_json(settings_to_json(settings)).page_budget == 0.5


def test_a_page_budget_is_in_force_without_channels() -> None:
    assert problems_of_settings(SETTINGS + "alerts: {page_budget: 5}\n") == []
