"""The key `auth`: how a REST API is told who asks."""

from __future__ import annotations

from heartbeat.definitions.parse import formats
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.parse.sources.credentials import secret, web_address
from heartbeat.definitions.placeholders import names_in

_HINT = 'Write who asks: {type: bearer, token: "${TOKEN}"}.'


def read_auth(fields: Fields) -> dict[str, str]:
    """What `auth` declares: `type` and the keys of that type, secrets as placeholders; empty without it."""
    auth = fields.mapping("auth", _HINT)
    if not fields.is_mapping("auth"):
        return {}
    name = auth.required("type", f"Write one of: {', '.join(TYPES)}.")
    read = TYPES.get(name)
    if read is None:
        auth.choice("type", tuple(TYPES))
        return {}
    found = {"type": name, **read(auth)}
    auth.refuse_unknown()
    return found


def _bearer(auth: Fields) -> dict[str, str]:
    return {"token": _secret(auth, "token")}


def _basic(auth: Fields) -> dict[str, str]:
    """Some APIs take a key as the name, with no password; then the name is the secret."""
    user = auth.required("username", "Write the name, or ${NAME}.", check=formats.placeholders, secret=True)
    password = _secret(auth, "password") if auth.has("password") else ""
    if user and not password and not names_in(user):
        auth.reject("username", "{key} stands alone, so it is the secret.", "Write ${NAME} in its place, or give a password.")
    return {"username": user, "password": password}


def _api_key(auth: Fields) -> dict[str, str]:
    return {
        "api_key": _secret(auth, "api_key"),
        "name": auth.text("name", check=formats.placeholders) or "Authorization",
        "location": auth.choice("location", ("header", "query")) or "header",
    }


def _oauth2(auth: Fields) -> dict[str, str]:
    how = "Write the address that gives tokens: https://login.example.com/oauth2/token."
    found = {
        "access_token_url": auth.required("access_token_url", how, check=web_address, secret=True),
        "client_id": auth.required("client_id", "Write ${CLIENT_ID}.", check=formats.placeholders, secret=True),
        "client_secret": _secret(auth, "client_secret"),
    }
    scope = auth.text("scope", check=formats.placeholders)
    return found | ({"scope": scope} if scope else {})


def _secret(auth: Fields, key: str) -> str:
    return auth.required(key, "Write ${NAME} and set NAME.", check=secret, secret=True)


TYPES = {"bearer": _bearer, "basic": _basic, "api_key": _api_key, "oauth2_client_credentials": _oauth2}
"""How the keys of each type are read."""
