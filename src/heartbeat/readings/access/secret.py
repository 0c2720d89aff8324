"""Secrets that people and screens bring: made of 256 random bits, kept as a hash, shown once."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

_BYTES = 32
_LETTERS = 43  # in which base64 writes them
_SHOWN = 4  # enough to tell two tokens apart, and 232 bits stay unknown
_SECRET = re.compile(rf"hb_[a-z]{{4,10}}_[A-Za-z0-9_-]{{{_LETTERS}}}")


@dataclass(frozen=True)
class Secret:
    """What its bearer keeps (`text`), what is kept of it (`hash`), and what it is known by (`hint`)."""

    text: str = field(repr=False)

    @property
    def hash(self) -> bytes:
        """SHA-256: a slow hash is for secrets that can be guessed."""
        return hash_of(self.text)

    @property
    def hint(self) -> str:
        """Its beginning and its end: `hb_operator_…x4Qz`."""
        return f"{self.text[:-_LETTERS]}…{self.text[-_SHOWN:]}"


def make_secret(kind: str) -> Secret:
    """A new secret; `kind` says in its beginning what it is: `hb_operator_…`."""
    return Secret(f"hb_{kind}_{secrets.token_urlsafe(_BYTES)}")


def derive_secret(secret: Secret, kind: str) -> Secret:
    """Another secret that whoever holds this one can be given again and again, and that does not give this one away."""
    drawn = hmac.new(secret.text.encode(), kind.encode(), hashlib.sha256).digest()
    return Secret(f"hb_{kind}_{urlsafe_b64encode(drawn).decode().rstrip('=')}")


def is_secret(text: str) -> bool:
    """Whether a text has the form of a secret; anything else is not worth a question to the database."""
    return _SECRET.fullmatch(text) is not None


def hash_of(text: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(text.encode()).digest()
