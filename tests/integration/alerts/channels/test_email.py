"""Mail: a letter that reads well anywhere, in the thread of its incident, through a server that may fail at any step."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from heartbeat.definitions.alerting.model import Channel
from heartbeat.surfaces.alerts.channels.deliver import deliver
from heartbeat.surfaces.alerts.channels.model import Delivery, Dispatch, Reach
from heartbeat.surfaces.alerts.channels.net.trust import trust
from integration.alerts.channels.outgoing import dispatch, item, text
from own_certificate import certificate
from smtp_server import Behaviour, SmtpServer, smtp_server

PASSWORD = "a very private password"
REACH = Reach(deadline_seconds=5)
HASTY = Reach(deadline_seconds=0.5)
ANN = dispatch(recipient="ann@bank.example")


@pytest.fixture
def post() -> Iterator[SmtpServer]:
    with smtp_server() as running:
        yield running


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    context, cert = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    trust.cache_clear()
    yield context
    trust.cache_clear()


def send(
    post: SmtpServer, sent: Dispatch = ANN, reach: Reach = REACH, sender: str = "hb@bank.example", **options: Any
) -> Delivery:
    written: Mapping[str, Any] = {
        "host": "localhost",
        "port": post.port,
        "security": "none",
        "from": sender,
        **options,
    }
    return deliver(Channel("mail", "email", written), sent, reach)


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_letter_has_text_and_html_and_reaches_its_recipient(post: SmtpServer) -> None:
    delivery = send(post)
    assert (delivery.outcome, delivery.status) == ("delivered", 250)
    (letter,) = post.received
    assert (letter.sender, letter.recipients) == ("hb@bank.example", ("ann@bank.example",))
    mail = letter.mail
    assert str(mail["From"]) == "Heartbeat <hb@bank.example>"
    assert mail["Subject"] == "[bank] Red: B07 A & <b> is 92 % (90 %) #12.3"
    assert part(mail, "plain").replace("\r\n", "\n").strip() == text().body
    assert "<b>Red: B07 A &amp; &lt;b&gt; is 92 % (90 %)</b>" in part(mail, "html")
    assert 'href="https://heartbeat.bank.example/metrics/m"' in part(mail, "html")


def test_a_digest_in_html_has_every_line_of_its_text(post: SmtpServer) -> None:
    send(post, dispatch(text("digest", *[item(number=number) for number in range(30)]), recipient="ann@bank.example"))
    html = part(post.received[0].mail, "html")
    assert html.count("<br>") == 20
    assert "- Red: B07 A &amp; &lt;b&gt; is 92 % (90 %) #19.3" in html
    assert "and 10 more" in html
    assert html.count("Open in Heartbeat") == 1


def test_each_try_has_the_same_message_id_and_each_message_its_own(post: SmtpServer) -> None:
    post.behaviour = Behaviour(vanish="letter")
    assert send(post).outcome == "ambiguous"
    post.behaviour = Behaviour()
    send(post, dispatch(recipient="ann@bank.example", attempt=2))
    send(post, dispatch(recipient="ann@bank.example", message_id=6, idempotency_id="hb-6"))
    first, second, other = (letter.mail["Message-ID"] for letter in post.received)
    assert first == second == "<hb-5.bank@bank.example>"
    assert other == "<hb-6.bank@bank.example>"


def test_an_incident_is_one_thread(post: SmtpServer) -> None:
    fired = send(post)
    worse = send(post, dispatch(recipient="ann@bank.example", idempotency_id="hb-6", earlier=fired.reference))
    over = dispatch(text("single", item("resolve")), recipient="ann@bank.example", idempotency_id="hb-7", earlier=worse.reference)
    send(post, over)
    first, second, third = (letter.mail for letter in post.received)
    assert first["In-Reply-To"] is None
    assert second["In-Reply-To"] == third["In-Reply-To"] == third["References"] == first["Message-ID"]


def test_names_beyond_ascii_arrive_as_they_were_written(post: SmtpServer) -> None:
    told = text("single", item(fired_text="92 % – „schlecht“ 数"))
    send(post, dispatch(told), sender="Zoë Öz <hb@bank.example>", to="Ødegård <a@bücher.example>")
    (letter,) = post.received
    assert letter.recipients == ("a@xn--bcher-kva.example",)
    assert str(letter.mail["From"]) == "Zoë Öz <hb@bank.example>"
    assert str(letter.mail["To"]) == "Ødegård <a@xn--bcher-kva.example>"
    assert "92 % – „schlecht“ 数" in str(letter.mail["Subject"])
    head = letter.content.partition(b"\r\n\r\n")[0]
    assert head.isascii()


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(post: SmtpServer) -> None:
    assert send(post, dispatch(recipient="zoë@bank.example")).outcome == "delivered"
    assert "SMTPUTF8" in next(line for line in post.lines if line.upper().startswith("MAIL")).upper()
    post.behaviour = Behaviour(extensions=())
    refused = send(post, dispatch(recipient="zoë@bank.example"))
    assert (refused.outcome, "beyond ASCII" in (refused.error or "")) == ("dead", True)


def test_lines_that_begin_with_a_full_stop_arrive_whole(post: SmtpServer) -> None:
    send(post, dispatch(text("single", item(how_to_read="x")), recipient="ann@bank.example"))
    dotted = text("digest", item(title="x"))
    told = type(dotted)(dotted.form, dotted.subject, "one\n.\n..two\nthree", dotted.rows)
    assert send(post, dispatch(told, recipient="ann@bank.example")).outcome == "delivered"
    assert part(post.received[-1].mail, "plain").replace("\r\n", "\n").strip() == "one\n.\n..two\nthree"


@pytest.mark.parametrize(
    "options",
    [
        {"to": "ann@bank.example\r\nBcc: eve@evil.example"},
        {"to": "no address"},
        {"to": ""},
        {"to": "@bank.example"},
        {"to": "ann@bank.example", "sender": "x\nBcc: eve@evil.example"},
        {"to": "ann@bank.example", "sender": ""},
    ],
)
def test_what_is_no_address_is_refused_before_anything_is_sent(post: SmtpServer, options: dict[str, Any]) -> None:
    assert send(post, dispatch(), **options).outcome == "dead"
    assert post.lines == []


def test_a_subject_cannot_become_another_header(post: SmtpServer) -> None:
    told = text()
    evil = type(told)(told.form, "Red\r\nBcc: eve@evil.example\r\n\r\nbody", told.body, told.rows)
    send(post, dispatch(evil, recipient="ann@bank.example", workspace="bank\r\nX-Evil: 1"))
    (letter,) = post.received
    assert letter.recipients == ("ann@bank.example",)
    assert letter.mail["Bcc"] is None
    assert letter.mail["X-Evil"] is None
    assert "Bcc: eve@evil.example body" in letter.mail["Subject"]


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "letter"])
@pytest.mark.parametrize(("code", "outcome"), [(421, "retry"), (451, "retry"), (550, "dead"), (554, "dead")])
def test_a_no_is_for_now_or_for_ever_by_its_first_digit(post: SmtpServer, step: str, code: int, outcome: str) -> None:
    post.behaviour = Behaviour(replies={step: f"{code} not like this"})
    delivery = send(post)
    assert (delivery.outcome, delivery.status) == (outcome, code)
    assert "not like this" in (delivery.error or "")
    assert post.received == []


@pytest.mark.parametrize(("greeting", "outcome"), [("421 busy", "retry"), ("554 go away", "dead")])
def test_a_server_may_refuse_at_once(post: SmtpServer, greeting: str, outcome: str) -> None:
    post.behaviour = Behaviour(greeting=greeting)
    assert send(post).outcome == outcome


def test_one_recipient_who_is_refused_does_not_stop_the_letter(post: SmtpServer) -> None:
    post.behaviour = Behaviour(replies={"RCPT bob@bank.example": "550 nobody"})
    delivery = send(post, dispatch(), to="ann@bank.example, bob@bank.example")
    assert delivery.outcome == "delivered"
    assert "bob@bank.example" in (delivery.error or "")
    assert post.received[0].recipients == ("ann@bank.example",)


@pytest.mark.parametrize("fault", ["vanish", "hang"])
@pytest.mark.parametrize("moment", ["EHLO", "MAIL", "DATA", "letter"])
def test_only_a_letter_that_was_sent_whole_may_have_arrived(post: SmtpServer, fault: str, moment: str) -> None:
    post.behaviour = Behaviour(vanish=moment) if fault == "vanish" else Behaviour(hang=moment)
    assert send(post, reach=HASTY).outcome == ("ambiguous" if moment == "letter" else "retry")


def test_a_reply_that_is_none_after_the_letter_is_ambiguous(post: SmtpServer) -> None:
    post.behaviour = Behaviour(replies={"letter": "well, well"})
    assert send(post).outcome == "ambiguous"


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    options = {"host": "127.0.0.1", "port": port, "security": "none", "from": "hb@bank.example", "to": "ann@bank.example"}
    delivery = deliver(Channel("mail", "email", options), dispatch(), REACH)
    assert (delivery.outcome, "cannot be reached" in (delivery.error or "")) == ("retry", True)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_login_goes_over_tls(post: SmtpServer, trusted: Any, security: str) -> None:
    post.behaviour = Behaviour(password=PASSWORD, tls=trusted if security == "starttls" else None)
    if security == "tls":
        post.socket = trusted.wrap_socket(post.socket, server_side=True)
    delivery = send(post, security=security, username="hb", password=PASSWORD)
    assert delivery.outcome == "delivered"
    assert len(post.received) == 1


def test_a_wrong_password_is_dead_and_not_told(post: SmtpServer, trusted: Any) -> None:
    post.behaviour = Behaviour(password="another", tls=trusted)
    delivery = send(post, security="starttls", username="hb", password=PASSWORD)
    assert (delivery.outcome, delivery.status) == ("dead", 535)
    assert PASSWORD not in (delivery.error or "")
    assert "the login" in (delivery.error or "")


def test_a_certificate_that_nobody_trusts_gets_no_letter(post: SmtpServer, tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    post.behaviour = Behaviour(password=PASSWORD, tls=context)
    delivery = send(post, security="starttls", username="hb", password=PASSWORD)
    assert (delivery.outcome, "cannot be trusted" in (delivery.error or "")) == ("retry", True)
    assert not any(line.startswith("AUTH") for line in post.lines)


def test_a_server_without_tls_gets_no_letter_that_asks_for_it(post: SmtpServer) -> None:
    delivery = send(post, security="starttls", username="hb", password=PASSWORD)
    assert (delivery.outcome, post.received) == ("dead", [])
    assert "does not offer" in (delivery.error or "")
