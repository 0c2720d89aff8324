"""Slack, Telegram and PagerDuty: threads, their own ways to say no, and their forms."""

from __future__ import annotations

from datetime import timedelta

import pytest

from api_server import ApiServer, Reply
from integration.alerts.channels.outgoing import GOOD, TOKEN, answering, dispatch, document, item, send, text


@pytest.mark.parametrize(
    ("error", "outcome"),
    [("invalid_auth", "dead"), ("account_inactive", "dead"), ("token_revoked", "dead"), ("channel_not_found", "dead"),
     ("not_in_channel", "dead"), ("is_archived", "dead"), ("ratelimited", "retry"), ("internal_error", "retry")],
)  # fmt: skip
def test_slack_says_no_with_a_success(server: ApiServer, error: str, outcome: str) -> None:
    answering(server, Reply({"ok": False, "error": error}))
    delivery = send(server, "slack bot")
    assert (delivery.outcome, delivery.error) == (outcome, f"Slack refuses: {error}")


def test_slack_keeps_an_incident_in_one_thread(server: ApiServer) -> None:
    answering(server, GOOD["slack bot"], Reply({"ok": True, "ts": "17000.2", "channel": "C0001"}))
    fired = send(server, "slack bot")
    assert fired.reference == {"ts": "17000.1", "channel": "C0001"}
    worse = send(server, "slack bot", dispatch(text("single", item("escalate")), earlier=fired.reference))
    send(server, "slack bot", dispatch(text("single", item("resolve")), earlier=worse.reference))
    first, second, third = (document(asked) for asked in server.asked)
    assert "thread_ts" not in first
    assert (second["thread_ts"], second["reply_broadcast"]) == ("17000.1", True)
    assert (third["thread_ts"], third["reply_broadcast"]) == ("17000.1", False)
    assert server.asked[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert server.asked[0].path == "/api/chat.postMessage"


def test_slack_shows_no_mention_and_no_link_that_a_name_holds(server: ApiServer) -> None:
    answering(server, GOOD["slack"])
    send(server, "slack")
    told = document(server.asked[0])
    assert told["text"] == "*Red: B07 A &amp; &lt;b&gt; is 92 % (90 %)* #12.3"
    (attached,) = told["attachments"]
    assert attached["color"] == "#c62828"
    assert "Owner: ann@bank.example" in attached["blocks"][0]["text"]["text"]
    assert attached["blocks"][-1]["text"]["text"] == "<https://heartbeat.bank.example/metrics/m|Open in Heartbeat>"


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("slack", Reply(b"invalid_attachments", 400)), ("slack bot", Reply({"ok": False, "error": "invalid_blocks"}))],
)
def test_slack_gets_bare_text_where_it_does_not_take_the_form(server: ApiServer, name: str, refusal: Reply) -> None:
    answering(server, refusal, GOOD[name])
    assert send(server, name).outcome == "delivered"
    bare = document(server.asked[1])
    assert "attachments" not in bare
    assert "Incident: #12.3" in bare["text"]


def test_slack_webhooks_say_why_they_refuse(server: ApiServer) -> None:
    answering(server, Reply(b"channel_is_archived", 410))
    delivery = send(server, "slack")
    assert (delivery.outcome, delivery.error) == ("dead", "127.0.0.1 answered 410: channel_is_archived")


@pytest.mark.parametrize("form", ["group", "digest", "test"])
@pytest.mark.parametrize("name", list(GOOD))
def test_every_form_can_be_sent(server: ApiServer, name: str, form: str) -> None:
    answering(server, GOOD[name])
    told = text(form, *[item(number=number) for number in range(30)])  # type: ignore[arg-type]
    assert send(server, name, dispatch(told)).outcome == "delivered"


def test_telegram_answers_what_it_told_first(server: ApiServer) -> None:
    answering(server, GOOD["telegram"], Reply({"ok": True, "result": {"message_id": 78}}))
    fired = send(server, "telegram")
    over = send(server, "telegram", dispatch(text("single", item("resolve")), earlier=fired.reference))
    first, second = (document(asked) for asked in server.asked)
    assert server.asked[0].path == f"/bot123456:{TOKEN}/sendMessage"
    assert (first["chat_id"], first["parse_mode"]) == ("-1001", "HTML")
    assert "reply_parameters" not in first
    assert second["reply_parameters"] == {"message_id": 77, "allow_sending_without_reply": True}
    assert over.reference == {"message_id": 77}
    assert first["text"].startswith("<b>🔴 Red: B07 A &amp; &lt;b&gt; is 92 % (90 %)</b>\n<b>Red line: </b>90 %")


def test_telegram_links_to_each_metric_of_a_group(server: ApiServer) -> None:
    answering(server, GOOD["telegram"])
    send(server, "telegram", dispatch(text("group", item(number=1), item(number=2))))
    lines = document(server.asked[0])["text"].splitlines()
    assert lines.count("https://heartbeat.bank.example/metrics/m") == 2


def test_telegram_gets_a_digest_as_its_lines(server: ApiServer) -> None:
    answering(server, GOOD["telegram"])
    send(server, "telegram", dispatch(text("digest", *[item(number=number) for number in range(30)])))
    lines = document(server.asked[0])["text"].splitlines()
    assert lines[0] == "<b>Digest: 30 red</b>"
    assert lines[1] == "- Red: B07 A &amp; &lt;b&gt; is 92 % (90 %) #0.3"
    assert lines[-2:] == ["and 10 more", '<a href="https://heartbeat.bank.example/alerts">Open in Heartbeat</a>']


@pytest.mark.parametrize(
    ("reply", "outcome", "said"),
    [
        (Reply({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401), "dead", "Unauthorized"),
        (Reply({"ok": False, "description": "Forbidden: bot was blocked by the user"}, 403), "dead", "bot was blocked"),
        (Reply({"ok": False, "description": "Bad Request: chat not found"}, 400), "dead", "chat not found"),
        (Reply({"ok": False, "description": "upgraded", "parameters": {"migrate_to_chat_id": -42}}, 400), "dead", "is now -42"),
    ],
)
def test_telegram_says_why_it_refuses(server: ApiServer, reply: Reply, outcome: str, said: str) -> None:
    answering(server, reply)
    delivery = send(server, "telegram")
    assert delivery.outcome == outcome
    assert said in (delivery.error or "")


def test_telegram_asks_for_patience_in_its_body(server: ApiServer) -> None:
    answering(server, Reply({"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 33}}, 429))
    delivery = send(server, "telegram")
    assert (delivery.outcome, delivery.retry_after) == ("retry", timedelta(seconds=33))


def test_pagerduty_ends_the_page_that_it_opened(server: ApiServer) -> None:
    answering(server, GOOD["pagerduty"])
    send(server, "pagerduty")
    send(server, "pagerduty", dispatch(text("single", item("resolve"))))
    fired, over = (document(asked) for asked in server.asked)
    assert (fired["event_action"], over["event_action"]) == ("trigger", "resolve")
    assert fired["dedup_key"] == over["dedup_key"] == "heartbeat/bank/12"
    assert fired["routing_key"] == TOKEN
    assert fired["payload"]["severity"] == "critical"
    assert fired["payload"]["summary"] == "Red: B07 A & <b> is 92 % (90 %)"
    assert fired["payload"]["custom_details"]["How to read"] == "Hits wait."
    assert fired["links"][0]["href"].endswith("/metrics/m")


def test_pagerduty_gets_an_event_for_each_incident_of_a_group(server: ApiServer) -> None:
    answering(server, GOOD["pagerduty"], Reply({"status": "invalid event", "errors": ["too long"]}, 400))
    group = text("group", item(number=1), item("resolve", number=2), item(number=3))
    delivery = send(server, "pagerduty", dispatch(group))
    assert [document(asked)["dedup_key"] for asked in server.asked] == ["heartbeat/bank/1", "heartbeat/bank/3"]
    assert (delivery.outcome, delivery.error) == ("dead", "127.0.0.1 answered 400: too long")


def test_pagerduty_is_told_that_a_test_is_nothing(server: ApiServer) -> None:
    answering(server, GOOD["pagerduty"])
    send(server, "pagerduty", dispatch(text("test")))
    told = document(server.asked[0])
    assert (told["payload"]["severity"], told["dedup_key"]) == ("info", "dedup-of-this")
