"""Mail over SMTP: one letter to whom the message is for. Whether it was sent whole decides what a lost connection means."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from threading import Timer
from typing import Any

from heartbeat.surfaces.alerts.channels.model import Delivery, Dispatch, Reach
from heartbeat.surfaces.alerts.channels.net.clock import Deadline
from heartbeat.surfaces.alerts.channels.net.trust import trust
from heartbeat.surfaces.alerts.channels.texts.letter import AddressUnreadable, addresses, letter, message_id, thread_of

_PORT = 587
_GO_AHEAD = 354


def deliver(options: Mapping[str, Any], dispatch: Dispatch, reach: Reach) -> Delivery:
    """Hand a letter to the mail server of the channel."""
    try:
        sender = addresses(options["from"])[0]
        recipients = addresses(dispatch.recipient or options.get("to"))
        mail = letter(sender, recipients, dispatch)
    except (AddressUnreadable, IndexError) as error:
        return Delivery("dead", error=str(error) if isinstance(error, AddressUnreadable) else "its `from` is no address of mail")
    if not recipients:
        return Delivery("dead", error="there is nobody to write to: the channel has no `to`, and its recipient no address")
    sent = _Handover(options).run(sender, recipients, mail, Deadline(reach.deadline_seconds))
    if sent.outcome != "delivered":
        return sent
    first = thread_of(dispatch.earlier) or message_id(sender, dispatch)
    return Delivery(sent.outcome, sent.status, sent.error, reference={"message_id": first})


class _Refused(Exception):
    """The server said no to a step, with its code."""

    def __init__(self, step: str, code: int, said: bytes) -> None:
        text = " ".join(said.decode("utf-8", "replace").split())
        super().__init__(f"the mail server answered {code} to {step}: {text}")
        self.code = code


class _Handover:
    """One conversation with a mail server."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self._host, self._port = str(options["host"]).strip("[]"), int(options.get("port") or _PORT)
        self._security = str(options.get("security") or "starttls")
        self._is_sent = False

    def run(self, sender: Address, recipients: Sequence[Address], mail: EmailMessage, deadline: Deadline) -> Delivery:
        try:
            with self._connected(deadline) as client:
                return self._converse(client, sender, recipients, mail)
        except _Refused as refused:
            return Delivery(_outcome(refused.code), refused.code, str(refused))
        except smtplib.SMTPResponseException as error:
            told = str(_Refused("the greeting", error.smtp_code, _bytes(error.smtp_error)))
            return Delivery(_outcome(error.smtp_code), error.smtp_code, told)
        except ssl.SSLError as error:  # the one about a certificate is a ValueError as well
            return self._lost(error)
        except (smtplib.SMTPNotSupportedError, ValueError) as error:
            return Delivery("dead", error=f"the mail server does not offer what is asked: {error}")
        except (smtplib.SMTPException, OSError) as error:
            return self._lost(error)

    def _lost(self, error: Exception) -> Delivery:
        if self._is_sent:
            return Delivery("ambiguous", error=f"{self._host} took the letter and did not confirm it; it may have arrived")
        if isinstance(error, ssl.SSLError):
            return Delivery("retry", error=f"{self._host} cannot be trusted: {error}")
        return Delivery("retry", error=f"{self._host} cannot be reached: {error}")

    @contextmanager
    def _connected(self, deadline: Deadline) -> Iterator[smtplib.SMTP]:
        """A client that is cut off at the deadline, however slowly the server talks."""
        left, here = max(0.01, deadline.left()), "localhost"
        if self._security == "tls":
            client: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, here, timeout=left, context=trust())
        else:
            client = smtplib.SMTP(self._host, self._port, here, timeout=left)
        timer = Timer(deadline.left(), _cut_off, (client,))
        timer.start()
        try:
            yield client
        finally:
            timer.cancel()
            client.close()

    def _converse(self, client: smtplib.SMTP, sender: Address, recipients: Sequence[Address], mail: EmailMessage) -> Delivery:
        if self._security == "starttls":
            client.starttls(context=trust())
        client.ehlo_or_helo_if_needed()
        self._log_in(client)
        utf8 = [] if all(one.addr_spec.isascii() for one in (sender, *recipients)) else ["SMTPUTF8"]
        if utf8 and not client.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("an address with letters beyond ASCII")
        self._step("the sender", *client.mail(sender.addr_spec, utf8))
        refusals = [_refusal(client, one) for one in recipients]
        refused = [one for one in refusals if one is not None]
        if len(refused) == len(recipients):
            raise next((one for one in refused if _outcome(one.code) == "retry"), refused[0])
        self._step("DATA", *client.docmd("data"), wanted=_GO_AHEAD)
        client.send(_dotted(mail.as_bytes(policy=SMTPUTF8 if utf8 else SMTP)))
        self._is_sent = True
        code, said = client.getreply()
        if code < 0:  # no reply that SMTP knows: nobody can tell whether it has the letter
            raise smtplib.SMTPServerDisconnected("no reply to the letter")
        self._step("the letter", code, said)
        with suppress(smtplib.SMTPException, OSError):
            client.quit()
        return Delivery("delivered", code, "; ".join(str(one) for one in refused) or None)

    def _log_in(self, client: smtplib.SMTP) -> None:
        if not self._options.get("username"):
            return
        try:
            client.login(str(self._options["username"]), str(self._options.get("password") or ""))
        except smtplib.SMTPAuthenticationError as error:
            raise _Refused("the login", error.smtp_code, _bytes(error.smtp_error)) from None

    @staticmethod
    def _step(what: str, code: int, said: bytes, *, wanted: int | None = None) -> None:
        if (code != wanted) if wanted else not 200 <= code < 300:
            raise _Refused(what, code, said)


def _refusal(client: smtplib.SMTP, recipient: Address) -> _Refused | None:
    code, said = client.rcpt(recipient.addr_spec)
    return None if 200 <= code < 300 else _Refused(f"the recipient {recipient.addr_spec}", code, said)


def _outcome(code: int) -> Any:
    """By the first digit: 5 is for ever. A code that is none of SMTP's is a server in trouble."""
    return "dead" if 500 <= code < 600 else "retry"


def _dotted(letter_bytes: bytes) -> bytes:
    """The letter as DATA has it: a line that begins with a full stop has two, and one alone ends it."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", letter_bytes)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _cut_off(client: smtplib.SMTP) -> None:
    with suppress(OSError):
        if client.sock is not None:
            client.sock.shutdown(socket.SHUT_RDWR)


def _bytes(said: Any) -> bytes:
    return said if isinstance(said, bytes) else str(said).encode()
