"""Secrets stand in the environment, never in a file. Each check gives the hint when a text holds one."""

from __future__ import annotations

import re

from heartbeat.definitions.addresses import looks_secret, secret_parameters, written_password
from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.placeholders import names_in

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_INSTEAD = "A secret is never in a file: write ${NAME} in its place and set NAME."


def secret(text: str) -> str | None:
    """Accepts what takes its secret from the environment."""
    wrong = formats.placeholders(text)
    return wrong or (None if names_in(text) else _INSTEAD)


def address(text: str, begins: re.Pattern[str], example: str) -> str | None:
    """Accepts an address that begins as it should, or with a placeholder, and holds no secret of its own.

    Args:
        text: the address.
        begins: what it begins with, where that is no placeholder.
        example: the hint when it does not.
    """
    if wrong := formats.placeholders(text):
        return wrong
    if not begins.match(text) and not _PLACEHOLDER.match(text):
        return example
    if _is_written(written_password(text)):
        return "A password is never in a file: write ${NAME} in its place and set NAME."
    return _INSTEAD if any(map(_is_written, secret_parameters(text))) else None


def _is_written(found: str) -> bool:
    return bool(found) and not names_in(found)


def web_address(text: str) -> str | None:
    """Accepts an address of the web, or a placeholder for one."""
    example = "Write an address of the web: https://api.example.com/v1, or ${RATES_URL}."
    whole = _PLACEHOLDER.sub("1", text)  # of a placeholder only its place is known
    if text.startswith("http") and formats.web_address(whole):
        return formats.placeholders(text) or example
    return address(text, re.compile(r"https?://"), example)


def named_texts(fields: Fields, key: str, hint: str) -> dict[str, str]:
    """A mapping of names to texts (headers, parameters); what looks like a credential by its name must be a placeholder."""
    found = fields.words(key, hint, check=formats.placeholders, secret=True)
    inside = fields.mapping(key, hint)
    for name, text in found.items():
        if looks_secret(name) and (wrong := secret(text)):
            inside.reject(name, "{key} looks like a credential.", wrong)
    return found
