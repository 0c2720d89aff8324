"""A message as a letter: plain text and HTML, in the thread of its incident, with headers that nothing can break out of."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from typing import Any

from heartbeat.rules.alerts.wording.model import Colour, MessageText, Row
from heartbeat.surfaces.alerts.channels.model import Dispatch

_LONGEST_SUBJECT = 200
_ID_WORKSPACE, _ID_DOMAIN = 12, 30  # an id that does not fit on a line of 78 letters would be broken in two
_COLOURS: dict[Colour, str] = {"red": "#c62828", "amber": "#f9a825", "green": "#2e7d32", "grey": "#757575"}
_UNWRITABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LOCAL = re.compile(r"[^\s\"(),:;<>@\[\\\]]{1,64}")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.IPv]{1,60}\]")


class AddressUnreadable(ValueError):
    """What should be an address of mail is none."""


def letter(sender: Address, recipients: Sequence[Address], dispatch: Dispatch) -> EmailMessage:
    """The letter of a message. Its Message-ID is the same on each try."""
    text = dispatch.text
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender if sender.display_name else Address("Heartbeat", sender.username, sender.domain)
    mail["To"] = tuple(recipients)
    mail["Subject"] = _subject(dispatch)
    mail["Date"] = format_datetime(_in_seconds(dispatch.now))
    mail["Message-ID"] = message_id(sender, dispatch)
    first = thread_of(dispatch.earlier)
    if first is not None:
        mail["In-Reply-To"] = mail["References"] = first
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_writable(text.body))
    mail.add_alternative(_html(text), subtype="html")
    return mail


def message_id(sender: Address, dispatch: Dispatch) -> str:
    """The same for the same message of the same workspace, whoever sends it and when."""
    workspace = re.sub(r"[^A-Za-z0-9-]", "-", dispatch.workspace)[:_ID_WORKSPACE] or "heartbeat"
    domain = sender.domain if len(sender.domain) <= _ID_DOMAIN else "heartbeat.invalid"
    return f"<{dispatch.idempotency_id}.{workspace}@{domain}>"


def thread_of(earlier: Mapping[str, Any] | None) -> str | None:
    """The Message-ID of the first letter of an incident."""
    first = (earlier or {}).get("message_id")
    return first if isinstance(first, str) and re.fullmatch(r"<[!-~]{1,240}>", first) else None


def addresses(written: object) -> list[Address]:
    """Addresses as they are written: `ann@bank.example, Zoë Öz <zoe@bank.example>`, or a list of such.

    Raises:
        AddressUnreadable: one of them is none.
    """
    texts = [str(text) for text in written] if isinstance(written, list | tuple) else [str(written or "")]
    if any(_UNWRITABLE.search(text.replace(" ", "")) for text in texts):
        raise AddressUnreadable("an address holds a line break or another letter that no address has")
    found = [(name, address) for name, address in getaddresses(texts) if name or address]
    return [_address(name, address) for name, address in found]


def _address(name: str, written: str) -> Address:
    local, _, domain = written.rpartition("@")
    try:
        host = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        host = ""
    if not _LOCAL.fullmatch(local) or not _HOST.fullmatch(host):
        raise AddressUnreadable(f"'{written or name}' is no address of mail")
    return Address(display_name=name, username=local, domain=host)


def _subject(dispatch: Dispatch) -> str:
    rows = dispatch.text.rows
    number = f" {rows[0].number}" if len(rows) == 1 and rows[0].number else ""
    subject = _UNWRITABLE.sub(" ", dispatch.text.subject).strip()
    if len(subject) > _LONGEST_SUBJECT:
        subject = f"{subject[:_LONGEST_SUBJECT]}…"
    return _UNWRITABLE.sub(" ", f"[{dispatch.workspace}] {subject}{number}")


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _in_seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _html(text: MessageText) -> str:
    """One block for each incident, with a bar in its colour. Styles stand in the tags: programs for mail drop all others."""
    if text.form in {"digest", "test"} or not text.rows:
        blocks = [f"<p>{_lines(part)}</p>" for part in _writable(text.body).split("\n\n") if part != text.link]
    else:
        blocks = [f"<p><b>{html.escape(_writable(text.subject))}</b></p>"] if len(text.rows) > 1 else []
        blocks += [_block(row) for row in text.rows]
    if text.link and (text.form == "digest" or len(text.rows) != 1):
        blocks.append(f'<p><a href="{html.escape(text.link)}">Open in Heartbeat</a></p>')
    style = "font-family:system-ui,sans-serif;font-size:15px;line-height:1.45;color:#1b1b1b"
    return f'<!doctype html><html><body style="{style}">{"".join(blocks)}</body></html>'


def _lines(part: str) -> str:
    return "<br>".join(html.escape(line) for line in part.splitlines())


def _block(row: Row) -> str:
    facts = "".join(
        f'<tr><td style="color:#666;padding:0 14px 0 0;vertical-align:top">{html.escape(label)}</td>'
        f"<td>{html.escape(_writable(value))}</td></tr>"
        for label, value in row.facts
    )
    reading = f"<p>{html.escape(_writable(row.how_to_read))}</p>" if row.how_to_read else ""
    link = f'<p><a href="{html.escape(row.link)}">Open in Heartbeat</a></p>' if row.link else ""
    return (
        f'<div style="border-left:5px solid {_COLOURS[row.colour]};padding:2px 0 2px 12px;margin:0 0 18px">'
        f'<p style="margin:0 0 6px"><b>{html.escape(_writable(row.headline))}</b></p>'
        f'<table style="border-collapse:collapse">{facts}</table>{reading}{link}</div>'
    )
