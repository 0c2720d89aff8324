"""The certificate of `heartbeat serve`: tried before the first request comes, and taken up again when its files are renewed."""

from __future__ import annotations

import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from heartbeat.config import Settings
from heartbeat.errors import ConfigError
from heartbeat.log import get_logger

_LOOK_SECONDS = 5.0
_DAY = 86_400
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----")  # what stands around it is for people
_OUT_OF_DATE = {9: "is not valid yet", 10: "has expired"}  # as OpenSSL numbers why a certificate is not taken


@dataclass(frozen=True)
class TlsFiles:
    """Where certificate and key lie, both in PEM."""

    cert: Path
    key: Path

    def stamp(self) -> tuple[int, int]:
        """What changes when one of them is renewed; zeros while one is away."""
        try:
            return self.cert.stat().st_mtime_ns, self.key.stat().st_mtime_ns
        except OSError:
            return 0, 0


@dataclass(frozen=True)
class Tls:
    """A certificate that browsers can be given."""

    files: TlsFiles
    context: ssl.SSLContext
    expires_at: float
    """In seconds since 1970."""
    stamp: tuple[int, int]
    """Of the files, from before they were read."""

    @property
    def days_left(self) -> int:
        """Whole days until it expires."""
        return int((self.expires_at - time.time()) // _DAY)


def tls_of(settings: Settings) -> Tls | None:
    """The certificate that the settings name; none without one.

    Raises:
        ConfigError: one of the two is not named, cannot be read or is none, they do not belong together, or are out of date.
    """
    if settings.tls_cert is None and settings.tls_key is None:
        return None
    if settings.tls_cert is None or settings.tls_key is None:
        missing, given = ("certificate", "key") if settings.tls_cert is None else ("key", "certificate")
        hint = "Give both: --tls-cert FILE --tls-key FILE, or HEARTBEAT_TLS_CERT and HEARTBEAT_TLS_KEY."
        raise ConfigError(f"TLS has a {given} and no {missing}.", hint=hint)
    return load_tls(TlsFiles(settings.tls_cert, settings.tls_key))


def load_tls(files: TlsFiles) -> Tls:
    """Read and try a certificate with its key.

    Raises:
        ConfigError: as `tls_of`.
    """
    stamp = files.stamp()  # before they are read: what is renewed meanwhile is seen at the next look
    for path, what in ((files.cert, "certificate"), (files.key, "key")):
        try:
            text = path.read_bytes()
        except OSError as error:
            hint = "Correct the path, or let the user that runs Heartbeat read it."
            raise ConfigError(f"The {what} {path} cannot be read: {error.strerror or error}.", hint=hint) from error
        if b"-----BEGIN" not in text:
            raise ConfigError(
                f"The {what} {path} is not in PEM.", hint="It begins with -----BEGIN; convert another form with openssl."
            )
    return Tls(files, context := _context(files), _expires_at(files, context), stamp)


@contextmanager
def taking_renewals(tls: Tls) -> Iterator[None]:
    """Take a renewed certificate up within seconds, for connections that come from then on, as long as the context lasts."""
    ended = threading.Event()

    def look() -> None:
        taken = tried = tls.stamp
        while not ended.wait(_LOOK_SECONDS):
            now = tls.files.stamp()
            if now in {taken, tried, (0, 0)}:
                continue
            tried = now
            try:
                fresh = load_tls(tls.files)
                tls.context.load_cert_chain(tls.files.cert, tls.files.key, password=_refuse_passphrase)
            except (ConfigError, OSError) as error:  # perhaps one of the two is still being written
                get_logger().warning("the renewed certificate is not taken yet, the old one stays", error=str(error))
                continue
            taken = now
            get_logger().info("the renewed certificate is used now", days_left=fresh.days_left)

    looking = threading.Thread(target=look, name="certificate", daemon=True)
    looking.start()
    try:
        yield
    finally:
        ended.set()
        looking.join(timeout=10)


def _context(files: TlsFiles) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(files.cert, files.key, password=_refuse_passphrase)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            message, hint = "do not belong together", "Name the key that the certificate was made with."
        else:
            message = f"cannot be used ({error.reason or error})"
            hint = "Both are PEM files: the certificate with its chain below it, and its private key."
        raise ConfigError(f"The certificate {files.cert} and the key {files.key} {message}.", hint=hint) from error
    return context


def _refuse_passphrase() -> str:
    hint = "Nobody is there to type it when the server starts by itself: store the key without one, readable by its user alone."
    raise ConfigError("The key of the certificate has a passphrase.", hint=hint)


def _expires_at(files: TlsFiles, server_context: ssl.SSLContext) -> float:
    """Shake hands with ourselves, trusting this very certificate: the library then says whether it is of today."""
    client_context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client_context.check_hostname = False
    client_context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    client_context.load_verify_locations(cadata=_first_block(files.cert))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(to_client, to_server)
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    try:
        for end in (client, server, client, server):
            _go_on(end)
    except ssl.SSLCertVerificationError as error:
        what = _OUT_OF_DATE.get(error.verify_code, f"is not taken by browsers: {error.verify_message}")
        raise ConfigError(
            f"The certificate {files.cert} {what}.", hint="Renew it; a running server takes it up by itself."
        ) from error
    told = client.getpeercert() or {}
    return ssl.cert_time_to_seconds(str(told["notAfter"]))


def _first_block(cert: Path) -> str:
    block = _BLOCK.search(cert.read_bytes())
    if block is None:
        raise ConfigError(f"The certificate {cert} has no block that says CERTIFICATE.", hint="Convert it with openssl x509.")
    return block[0].decode("ascii", "replace")


def _go_on(end: ssl.SSLObject) -> None:
    try:
        end.do_handshake()
    except ssl.SSLWantReadError:
        return
