"""Whatever an incident is called, its message is valid where it goes: nothing is cut within a tag, no header is split."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from heartbeat.rules.alerts.wording.model import Form, MessageText, Row
from heartbeat.surfaces.alerts.channels.model import Dispatch
from heartbeat.surfaces.alerts.channels.texts.letter import AddressUnreadable, addresses, letter, message_id
from heartbeat.surfaces.alerts.channels.texts.telegram_html import LIMIT, html_of, units

ENTITY = re.compile(r"&(?:amp|lt|gt|quot|#x27);")
NASTY = ("<b>", "&amp;", "😀" * 40, "\r\nBcc: eve@evil.example\r\n\r\n", "\u2028", "\x85")
words = st.one_of(st.text(max_size=80), st.sampled_from(NASTY))
texts = st.lists(words, min_size=1, max_size=6).map(" ".join)
long_texts = st.builds(lambda text, times: text * times, texts, st.integers(1, 400))
ODD_LINK = "https://heartbeat.bank.example/metrics/a?b=\"&c='<"
links = st.one_of(st.none(), st.just(ODD_LINK), st.text('a&<"', min_size=1, max_size=6000))
rows = st.builds(
    Row,
    number=st.just("#12.3"),
    headline=long_texts,
    facts=st.lists(st.tuples(st.sampled_from(["Line", "Owner"]), long_texts), max_size=4).map(tuple),
    how_to_read=st.one_of(st.none(), long_texts),
    link=links,
    colour=st.sampled_from(["red", "amber", "green", "grey"]),
    is_good=st.booleans(),
    kind=st.just("fire"),
    severity=st.just("red"),
)
forms: st.SearchStrategy[Form] = st.sampled_from(["single", "group", "digest", "test"])
messages = st.builds(
    MessageText,
    form=forms,
    subject=long_texts,
    body=long_texts,
    rows=st.lists(rows, max_size=4).map(tuple),
    link=links,
    more=st.integers(0, 3),
)


class Tags(HTMLParser):
    """Counts tags that are open, and fails where one is closed that is not."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in {"b", "a"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(messages)
def test_what_telegram_gets_is_valid_and_never_too_long(text: MessageText) -> None:
    made = html_of(text)
    assert 0 < units(made) <= LIMIT
    tags = Tags()
    tags.feed(made)
    tags.close()
    assert tags.open == []
    assert "&" not in ENTITY.sub("", made)
    if text.link is not None and units(text.link) < 300:
        assert made.endswith("Open in Heartbeat</a>")


@given(messages, texts, st.one_of(texts, st.just("")))
def test_no_header_of_a_letter_can_be_broken_out_of(text: MessageText, workspace: str, name: str) -> None:
    (sender,) = addresses("Heartbeat <hb@bank.example>")
    (recipient,) = addresses("ann@bank.example")
    sent = Dispatch(1, workspace, "", text, 1, {"message_id": name}, "key", "hb-1234567890", datetime(2026, 11, 28, tzinfo=UTC))
    own = message_id(sender, sent)
    sent = replace(sent, earlier={"message_id": name or own})
    content = letter(sender, [recipient], sent).as_bytes(policy=SMTP)
    head = content.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert all(re.match(rb"[A-Za-z-]+:|[ \t]", line) for line in head.split(b"\r\n"))
    read = message_from_bytes(content, policy=default)
    assert isinstance(read, EmailMessage)
    allowed = {"from", "to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted", "mime-version"}
    assert {header.casefold() for header in read.keys()} <= allowed | {"content-type"}  # noqa: SIM118 - no dict
    assert str(read["To"]) == "ann@bank.example"
    assert str(read["Message-ID"]) == own
    assert read["References"] in {None, name, own}


@given(st.one_of(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=3)))
def test_what_is_read_as_addresses_can_be_written_into_a_header(written: str | list[str]) -> None:
    try:
        found = addresses(written)
    except AddressUnreadable:
        return
    for address in found:
        assert re.fullmatch(r"[^\s<>@]+@[A-Za-z0-9.:\[\]-]+", address.addr_spec.replace('"', ""))
        mail = EmailMessage(policy=SMTP)
        mail["To"] = address
        assert b"\n" not in mail.as_bytes(policy=SMTP.clone(utf8=True)).partition(b"\r\n\r\n")[0].replace(b"\r\n ", b"")
