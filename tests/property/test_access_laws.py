"""Whatever a request brings: what is not named open is closed, and no header breaks the finding out of who asks."""

from __future__ import annotations

import ipaddress

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from heartbeat.definitions.model import ACCESS_ROLES
from heartbeat.readings.access.secret import derive_secret, is_secret, make_secret
from heartbeat.rules.access.roles import reaches
from heartbeat.surfaces.access.identity.cookies import Jar
from heartbeat.surfaces.access.identity.needed import needed_role
from heartbeat.surfaces.access.identity.proxy import Proxy

OPEN = {"/healthz", "/readyz", "/api/session", "/api/pairing"}
methods = st.sampled_from(("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")) | st.text(max_size=8)
paths = st.builds("{}{}".format, st.sampled_from((*OPEN, "/api/", "/-/", "/api/hooks", "/api/tokens")), st.text(max_size=20))
lines = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=120)
heads = st.lists(
    st.tuples(st.sampled_from(("x-forwarded-user", "x-groups", "x-forwarded-for", "x-forwarded-proto", "cookie")), lines),
    max_size=6,
)


@given(methods, paths)
def test_a_path_that_is_not_named_open_needs_a_role(method: str, path: str) -> None:
    needed = needed_role(method, path)
    if path in OPEN or (method == "POST" and path.startswith("/api/hooks/")):
        return
    assert needed is not None
    if method not in {"GET", "HEAD", "OPTIONS"} and path != "/api/feedback":
        assert reaches(needed, "operator")


@given(heads)
def test_no_header_breaks_what_a_proxy_says(head: list[tuple[str, str]]) -> None:
    proxy = Proxy(ipaddress.ip_network("10.0.0.0/8"), "X-Forwarded-User", "X-Groups", {"ops": "operator", "*": "viewer"})
    headers = Headers(raw=[(name.encode(), value.encode("latin-1")) for name, value in head])
    who = proxy.identity(headers)
    if who is not None:
        assert who.name
        assert who.name == who.name.strip()
        assert len(who.name) <= 100
        assert who.name.isprintable()
        assert who.role in ACCESS_ROLES
        assert len(headers.getlist("x-forwarded-user")) == 1
    assert len(proxy.visitor(headers, "10.0.0.1")) <= 100
    assert proxy.scheme(headers, "http") in {"http", "https"}


@given(lines, st.booleans())
def test_no_cookie_header_breaks_the_jar(header: str, is_secure: bool) -> None:  # noqa: FBT001 - generated
    assert isinstance(Jar(header, is_secure=is_secure).read("session"), str)


@given(st.sampled_from(ACCESS_ROLES))
def test_a_secret_is_known_by_its_form_and_gives_no_other_away(role: str) -> None:
    secret = make_secret(role)
    derived = derive_secret(secret, "device")
    assert is_secret(secret.text)
    assert is_secret(derived.text)
    assert derived == derive_secret(secret, "device")
    assert derived.text[-43:] != secret.text[-43:]
    assert secret.text not in repr(secret)
    assert secret.text[-10:] not in secret.hint
