"""A mail server on 127.0.0.1 that speaks SMTP (RFC 5321) with STARTTLS and AUTH, and fails as a test tells it."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from socketserver import StreamRequestHandler, ThreadingTCPServer


@dataclass(frozen=True)
class Received:
    """A letter as it came."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)


@dataclass
class Behaviour:
    """What the server does otherwise than it should.

    `replies` are by verb, or by verb and address such as `RCPT bob@bank.example`; `letter` is the reply to what DATA sent. At
    `vanish` it ends the connection without one, at `hang` it says nothing: a verb, or `letter`.
    """

    replies: Mapping[str, str] = field(default_factory=dict)
    vanish: str | None = None
    hang: str | None = None
    extensions: tuple[str, ...] = ("SMTPUTF8", "8BITMIME")
    greeting: str = "220 mail.bank.example ESMTP"
    password: str | None = None
    tls: ssl.SSLContext | None = None  # for STARTTLS


class SmtpServer(ThreadingTCPServer):
    """`received` are the letters that it confirmed or pretended not to; `verbs` are all that was asked."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.behaviour = Behaviour()
        self.received: list[Received] = []
        self.lines: list[str] = []
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what tests are about."""


class _Conversation(StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        self._sender, self._recipients, self._is_secure = "", list[str](), False
        self._is_over = False
        self._say(self.server.behaviour.greeting)
        while not self._is_over and (line := self.rfile.readline().decode().rstrip("\r\n")):
            self.server.lines.append(line)
            verb = line.partition(" ")[0].upper()
            if not self._spoilt(verb):
                told = self.server.behaviour.replies.get(f"{verb} {_address(line)}") or self.server.behaviour.replies.get(verb)
                self._say(told) if told else self._obey(verb, line)

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.connection.close()  # of TLS it is another one than the server knows

    def _obey(self, verb: str, line: str) -> None:
        match verb:
            case "EHLO":
                self._greet()
            case "STARTTLS":
                self._secure()
            case "AUTH":
                self._admit(line)
            case "MAIL":
                self._sender = _address(line)
                self._say("250 ok")
            case "RCPT":
                self._recipients.append(_address(line))
                self._say("250 ok")
            case "DATA":
                self._say("354 go ahead")
                self._take()
            case "QUIT":
                self._say("221 bye")
                self._is_over = True
            case _:
                self._say("502 unknown")

    def _greet(self) -> None:
        behaviour = self.server.behaviour
        names = ["mail.bank.example", *behaviour.extensions]
        names += ["AUTH PLAIN"] if behaviour.password is not None else []
        names += ["STARTTLS"] if behaviour.tls is not None and not self._is_secure else []
        for name in names[:-1]:
            self._say(f"250-{name}")
        self._say(f"250 {names[-1]}")

    def _secure(self) -> None:
        context = self.server.behaviour.tls
        assert context is not None
        self._say("220 ready")
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self._is_secure = True

    def _admit(self, line: str) -> None:
        given = base64.b64decode(line.split(" ")[2]).decode().split("\0")[2]
        self._say("235 welcome" if given == self.server.behaviour.password else f"535 5.7.8 wrong: {given}")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b".") else line)
        if self._spoilt("letter"):
            self.server.received.append(Received(self._sender, tuple(self._recipients), b"".join(lines)))
            return
        reply = self.server.behaviour.replies.get("letter")
        if reply is None:
            self.server.received.append(Received(self._sender, tuple(self._recipients), b"".join(lines)))
        self._say(reply or "250 queued")

    def _spoilt(self, moment: str) -> bool:
        behaviour = self.server.behaviour
        if behaviour.hang == moment:
            self.server.over.wait(10)
        if moment not in {behaviour.vanish, behaviour.hang}:
            return False
        self._is_over = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


@contextmanager
def smtp_server() -> Iterator[SmtpServer]:
    """A server for as long as a test needs it."""
    with SmtpServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join(5)
