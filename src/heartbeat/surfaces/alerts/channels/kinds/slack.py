"""Slack: by the address of an incoming webhook, or by a bot's token, which can keep an incident in one thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heartbeat.rules.alerts.wording.model import Colour, MessageText, Row
from heartbeat.surfaces.alerts.channels.model import Delivery, Dispatch, Reach
from heartbeat.surfaces.alerts.channels.net.answers import judged
from heartbeat.surfaces.alerts.channels.net.post import Answer, post_json

_API = "https://slack.com/api"
_COLOURS: dict[Colour, str] = {"red": "#c62828", "amber": "#f9a825", "green": "#2e7d32", "grey": "#757575"}
_LONGEST_TEXT, _LONGEST_SECTION = 30_000, 2_900  # Slack cuts at 40,000 and refuses over 3,000
_AGAIN = {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
_TOO_RICH = {"invalid_blocks", "invalid_attachments", "msg_blocks_too_long", "invalid_blocks_format", "thread_not_found"}


def deliver(options: Mapping[str, Any], dispatch: Dispatch, reach: Reach) -> Delivery:
    """Post a message; where Slack does not take its form, it is posted as bare text."""
    send = _by_bot if options.get("token") else _by_webhook
    tried = send(options, dispatch, reach, _rich(dispatch.text))
    is_form_refused = tried.outcome == "dead" and any(reason in (tried.error or "") for reason in _TOO_RICH)
    return send(options, dispatch, reach, _bare(dispatch.text)) if is_form_refused else tried


def _by_webhook(options: Mapping[str, Any], dispatch: Dispatch, reach: Reach, content: Mapping[str, Any]) -> Delivery:
    answer = post_json(str(options["url"]), content, reach)
    return answer if isinstance(answer, Delivery) else judged(answer, dispatch.now, _reason(answer))


def _by_bot(options: Mapping[str, Any], dispatch: Dispatch, reach: Reach, content: Mapping[str, Any]) -> Delivery:
    document: dict[str, Any] = {**content, "channel": str(options["to"])}
    root = (dispatch.earlier or {}).get("ts") if "attachments" in content else None
    if root:  # who reads the channel alone has to see what got worse, and not that it is over
        document |= {"thread_ts": root, "reply_broadcast": not all(row.is_good for row in dispatch.text.rows)}
    url = f"{str(options.get('url') or _API).rstrip('/')}/chat.postMessage"
    answer = post_json(url, document, reach, {"authorization": f"Bearer {options['token']}"})
    return answer if isinstance(answer, Delivery) else _judged(answer, dispatch, root)


def _judged(answer: Answer, dispatch: Dispatch, root: str | None) -> Delivery:
    """Slack answers 200 also where it took nothing; `ok` tells."""
    if answer.status != 200:
        return judged(answer, dispatch.now, _reason(answer))
    said = answer.document()
    if said.get("ok") is True:
        return Delivery("delivered", 200, reference={"ts": root or said.get("ts"), "channel": said.get("channel")})
    error = said.get("error")
    if not isinstance(error, str):
        return Delivery("ambiguous", 200, "Slack answered 200 without saying whether it took the message")
    return Delivery("retry" if error in _AGAIN else "dead", 200, f"Slack refuses: {error}")


def _reason(answer: Answer) -> str | None:
    """The one word that Slack says: `no_service`, `channel_is_archived`."""
    word = answer.body[:60].decode("utf-8", "replace").strip()
    return word if word.replace("_", "").isalnum() else None


def _rich(text: MessageText) -> dict[str, Any]:
    """The subject, and beside a bar in its colour what each incident tells. Lists of lines need no such form."""
    if not text.rows or text.form == "digest":
        return {**_bare(text), "attachments": []}
    is_single = len(text.rows) == 1
    attached = [_attachment(row, with_headline=not is_single) for row in text.rows]
    number = f" {text.rows[0].number}" if is_single else ""
    return {"text": f"*{_safe(text.subject)}*{number}", "attachments": attached, "unfurl_links": False}


def _bare(text: MessageText) -> dict[str, Any]:
    body = (
        text.body
        if len(text.body) <= _LONGEST_TEXT
        else f"{text.body[:_LONGEST_TEXT].rpartition(chr(10))[0]}\n…\n{text.link or ''}"
    )
    return {"text": _safe(body), "unfurl_links": False}


def _attachment(row: Row, *, with_headline: bool) -> dict[str, Any]:
    lines = [f"*{_safe(row.headline)}*"] if with_headline else []
    lines += [f"{label}: {_safe(value)}" for label, value in row.facts]
    sections = ["\n".join(lines), _safe(f"How to read: {row.how_to_read}") if row.how_to_read else ""]
    sections.append(f"<{row.link}|Open in Heartbeat>" if row.link else "")
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": section[:_LONGEST_SECTION]}} for section in sections if section
    ]
    return {"color": _COLOURS[row.colour], "fallback": row.headline, "blocks": blocks}


def _safe(text: str) -> str:
    """Text in which nothing is a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
