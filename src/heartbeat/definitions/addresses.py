"""What in an address is a secret. Addresses are those of every kind of source: of databases, of the web, of fsspec."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

_SECRET_NAME = re.compile(
    r"pass(w|phrase)|pwd|secret|token|(api|access|account|subscription)[-_]?key|authorization|x-auth|cookie|credential|signature"
    r"|^sig$",
    re.IGNORECASE,
)
_INNER_PASSWORD = re.compile(
    r"\b(?:pwd|password)\s*=\s*([^;]+)", re.IGNORECASE
)  # `…;PWD=x;…`: what ODBC is told in one parameter
_WITH_PATH = ("http", "https", "ftp", "sftp")  # a path of theirs may hold an @, which then ends no login
_HOST_AND_PORT = re.compile(r"(\[[^\]]*\]|[^:]*)(:[0-9]*)?")


def looks_secret(name: str) -> bool:
    """Whether what stands under this name (of a header, of a parameter) is taken for a secret."""
    return bool(_SECRET_NAME.search(name))


def written_password(url: str) -> str:
    """What stands where a person means the password, as it is written; '' in an address without one.

    A password that holds an @, / or ? as it is would be cut short by those who read the address; here it is whole.
    """
    scheme, _, rest = url.partition("://")
    place = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if scheme.rpartition("::")[2] in _WITH_PATH and ("@" in place or _HOST_AND_PORT.fullmatch(place)):
        head = place
    else:
        head = rest.partition("?")[0]
        head = head if "@" in head else rest
    user, _, password = head.rpartition("@")[0].partition(":")
    return "" if "/" in user else password


def secret_parameters(url: str) -> Iterator[str]:
    """The values of an address's parameters that are taken for secrets, decoded."""
    for name, value in parse_qsl(url.partition("?")[2].partition("#")[0]):
        if looks_secret(name):
            yield value
        yield from _INNER_PASSWORD.findall(value)
