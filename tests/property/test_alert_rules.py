"""The rules of messages come from a file and from the database alike, and what an earlier version stored never stops them."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from heartbeat.definitions.alerting.model import AlertRules
from heartbeat.definitions.alerting.read import CHANNEL_KINDS, rules_of
from heartbeat.definitions.model import WorkspaceSettings
from heartbeat.definitions.parse.settings_file import parse_settings
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.stored import settings_from_json, settings_to_json

NAMES = ("ops", "pay", "pager")
CHANNELS = {
    "ops": {"kind": "slack", "url": "${S}"},
    "pay": {"kind": "email", "host": "mail", "from": "hb@example.com", "to": "ops@example.com"},
    "pager": {"kind": "pagerduty", "routing_key": "${K}"},
}
clocks = st.times().map(lambda moment: f"{moment:%H:%M}")
named = st.lists(st.sampled_from(NAMES), min_size=1, unique=True)
by_severity = st.fixed_dictionaries({"red": named, "amber": named})
spans = st.tuples(clocks, clocks).filter(lambda span: span[0] != span[1]).map("-".join)
quiet = spans | st.fixed_dictionaries({"hours": spans}, optional={"red": st.sampled_from(("sends", "waits"))})
daily = clocks | st.sampled_from(("off", "no", "false"))
weekly = st.tuples(st.sampled_from(("mon", "wed", "SUN")), clocks).map(" ".join)
steps = st.lists(st.integers(1, 10_000), min_size=1, max_size=4, unique=True).map(sorted)
written = st.fixed_dictionaries(
    {"channels": st.just(CHANNELS)},
    optional={
        "routes": st.fixed_dictionaries(
            {}, optional={"default": named, "payments": named | by_severity, "payments/cards": by_severity}
        ),
        "quiet_hours": quiet,
        "escalation": st.tuples(steps, named).map(lambda told: [{"after": f"{at}m", "channels": told[1]} for at in told[0]]),
        "digest": daily | st.fixed_dictionaries({}, optional={"daily": daily, "weekly": weekly}),
        "page_budget": st.floats(0.01, 1000),
    },
)
persons = st.fixed_dictionaries({}, optional={"name": st.just("Ada"), "channels": named, "quiet_hours": quiet})
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from((*NAMES, *CHANNEL_KINDS, "off", "09:00", "22:00-07:00", "30m", "")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from((*NAMES, "kind", "default", "red", "hours", "daily", "weekly", "after", "channels")), inner
        )
    ),
    max_leaves=12,
)
KEYS = ("channels", "routes", "quiet_hours", "escalation", "digest", "dead_man_url", "allow_private_hosts")
PERSON = ("name", "timezone", "channels", "quiet_hours")


@given(written, persons)
def test_what_a_file_says_comes_back_from_the_database(alerts: dict[str, Any], person: dict[str, Any]) -> None:
    text = json.dumps({"name": "Shop", "people": {"ada@example.com": person}, "alerts": alerts})
    findings = Findings("heartbeat.yaml")
    settings = parse_settings(text, findings)
    assert settings is not None, findings.problems
    rules = rules_of(settings)
    assert rules_of(settings_from_json(json.loads(json.dumps(settings_to_json(settings))))) == rules
    assert set(rules.channels) == set(NAMES)
    assert len(rules.escalation) == len(alerts.get("escalation", ()))


@given(st.dictionaries(st.sampled_from(KEYS), anything), st.dictionaries(st.just("a@b.cc"), anything))
def test_whatever_is_stored_has_rules_that_name_declared_channels_alone(alerts: dict[str, Any], people: dict[str, Any]) -> None:
    stored = {"name": "Shop", "alerts": alerts, "people": people}
    rules = rules_of(settings_from_json(json.loads(json.dumps(stored))))
    assert named_in(rules) <= set(rules.channels)
    assert WorkspaceSettings("Shop").page_budget == rules.page_budget


def named_in(rules: AlertRules) -> set[str]:
    """Every channel that anything leads to."""
    routed = [names for by_severity in rules.routes.values() for names in by_severity.values()]
    stepped = [step.channels for step in rules.escalation]
    own = [person.channels for person in rules.people.values()]
    return {name for names in (*routed, *stepped, *own, rules.default) for name in names}
