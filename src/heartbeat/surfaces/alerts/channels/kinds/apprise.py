"""Every other service, through the library Apprise: those on the list below, without redirects, and within the deadline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heartbeat.rules.alerts.wording.model import MessageText
from heartbeat.surfaces.alerts.channels.model import Delivery, Dispatch, Reach
from heartbeat.surfaces.alerts.channels.net.addresses import HostRefused, HostUnknown, addresses_of, is_allowed
from heartbeat.surfaces.alerts.channels.net.clock import Deadline

if TYPE_CHECKING:
    from apprise import NotifyBase

# Services at addresses of their own: nothing in the URL says where a message goes.
SERVICES = frozenset({
    "betterstack", "brevo", "bulksms", "clickatell", "clicksend", "d7sms", "dingtalk", "discord", "feishu", "firehydrant",
    "flock", "fluxer", "gchat", "groupme", "guilded", "ifttt", "ilert", "incidentio", "jira", "join", "kook", "lark",
    "line", "mailersend", "mailgun", "msgbird", "ntfy", "ntfys", "opsgenie", "pagertree", "pbul", "plivo", "postmark",
    "pover", "prowl", "pushy", "resend", "revolt", "ryver", "sendgrid", "ses", "signl4", "simplepush", "sinch", "smtp2go",
    "sns", "sparkpost", "spike", "splunk", "squadcast", "threema", "twilio", "twist", "victorops", "vonage", "webex",
    "wecombot", "whatsapp", "wxteams", "zoom", "zulip",
})  # fmt: skip
# Services that people run themselves: the host is in the URL and is judged as that of a webhook. With `s` at its end: over TLS.
OWN_HOSTS = frozenset({
    "bark", "barks", "goalert", "goalerts", "gotify", "gotifys", "hassio", "hassios", "mastodon", "mastodons", "matrix",
    "matrixs", "mmost", "mmosts", "nctalk", "nctalks", "ntfy", "ntfys", "pushdeer", "pushdeers", "rocket", "rockets",
    "signal", "signals", "synology", "synologys", "toot", "toots", "workflow", "workflows",
})  # fmt: skip
_CLOUD = "cloud"  # ntfy without a host of its own


def deliver(options: Mapping[str, Any], dispatch: Dispatch, reach: Reach) -> Delivery:
    """Hand a message to the service; all it says is yes or no, and after a no it is tried again."""
    deadline, url = Deadline(reach.deadline_seconds), str(options["url"])
    schema = url.partition("://")[0].casefold()
    if schema not in SERVICES | OWN_HOSTS:
        return Delivery(
            "dead", error=f"'{schema[:20]}' is none of the services that are allowed" if "://" in url else "no service"
        )
    service = _service(url)
    if service is None:
        return Delivery("dead", error=f"the address is none that {schema} takes")
    refused = _refusal(service, schema, reach, deadline) if schema in OWN_HOSTS else None
    return refused or _sent(service, schema, dispatch.text, deadline)


def _service(url: str) -> NotifyBase | None:
    """The service of an address, its library read now: that takes more than a second, once. Nothing is kept on disk."""
    from apprise import Apprise, AppriseAsset, OverflowMode, PersistentStoreMode

    asset = AppriseAsset(http_redirects=False, async_mode=False, storage_mode=PersistentStoreMode.MEMORY, app_id="Heartbeat")
    service = Apprise.instantiate(url, asset=asset)
    if service is not None:
        service.redirects = False  # whatever the address says
        if "overflow=" not in url:
            service.overflow_mode = OverflowMode.SPLIT  # a long text in several parts, rather than refused
    return service


def _refusal(service: NotifyBase, schema: str, reach: Reach, deadline: Deadline) -> Delivery | None:
    """Why its host may not be spoken to. The library looks it up once more, so this is as far as it can be held."""
    host = str(getattr(service, "host", None) or "")
    if not host or getattr(service, "mode", None) == _CLOUD:
        return None
    if not service.secure and not is_allowed(host, reach.allow_private_hosts):
        return Delivery("dead", error=f"{host} would be spoken to without TLS; write {schema}s://")
    try:
        addresses_of(host, int(service.port or 443), reach.allow_private_hosts, deadline)
    except HostRefused as refused:
        return Delivery("dead", error=str(refused))
    except HostUnknown as unknown:
        return Delivery("retry", error=str(unknown))
    return None


def _sent(service: NotifyBase, schema: str, text: MessageText, deadline: Deadline) -> Delivery:
    from apprise import Apprise, NotifyFormat, NotifyType

    is_over = bool(text.rows) and all(row.is_good for row in text.rows)
    library = Apprise()
    library.add(service)
    sent = library.notify(
        title=text.subject,
        body=text.body.removeprefix(text.subject).lstrip("\n"),
        notify_type=NotifyType.SUCCESS if is_over else NotifyType.WARNING if text.rows else NotifyType.INFO,
        body_format=NotifyFormat.TEXT,
        timeout=max(0.1, deadline.left()),
    )
    if sent:
        return Delivery("delivered")
    if sent.status.name == "TIMEOUT":
        return Delivery("ambiguous", error=f"{schema} did not answer in time; the message may have arrived")
    told = next((str(entry.message) for entry in sent.logs()), "")
    return Delivery("retry", error=f"{schema} took nothing{f': {told}' if told else ''}")
