"""Roles by route, cookies, attempts and the word of a proxy, without a server."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from heartbeat.config import Settings
from heartbeat.definitions.model import ACCESS_ROLES, WorkspaceSettings
from heartbeat.rules.access.roles import highest, reaches, role_named
from heartbeat.surfaces.access.guard import _own_address
from heartbeat.surfaces.access.identity.attempts import Attempts
from heartbeat.surfaces.access.identity.cookies import Jar
from heartbeat.surfaces.access.identity.needed import is_ours, needed_role
from heartbeat.surfaces.access.identity.policy import Policy
from heartbeat.surfaces.access.identity.proxy import Proxy, proxy_of


def test_each_role_may_do_what_those_before_it_may() -> None:
    for place, role in enumerate(ACCESS_ROLES):
        assert [needed for needed in ACCESS_ROLES if reaches(role, needed)] == list(ACCESS_ROLES[: place + 1])
    assert highest(frozenset(ACCESS_ROLES)) == "admin"
    assert highest(frozenset()) is None
    assert (role_named(" Admin "), role_named("root")) == ("admin", None)


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("GET", "/api/cockpit", "viewer"),
        ("HEAD", "/api/cockpit", "viewer"),
        ("OPTIONS", "/api/cockpit", "viewer"),
        ("PATCH", "/api/metrics/x/verification", "operator"),
        ("POST", "/api/not/thought/of/yet", "operator"),
        ("GET", "/-/metrics", "viewer"),
        ("GET", "/api", "viewer"),
        ("TRACE", "/api/cockpit", "operator"),
        ("GET", "/a/route/elsewhere", "viewer"),
        ("POST", "/a/route/elsewhere", "operator"),
        ("GET", "/healthz", None),
        ("POST", "/healthz", "operator"),
        ("POST", "/api/hooks/kyc", None),
        ("GET", "/api/hooks/kyc", "viewer"),
        ("POST", "/api/hooks/kyc/more", "operator"),
        ("DELETE", "/api/session", None),
        ("PUT", "/api/session", "operator"),
        ("POST", "/api/pairing/K7Q-X43/approve", "operator"),
        ("POST", "/api/tokens", "admin"),
        ("POST", "/api/tokens/7/revoke", "admin"),
        ("GET", "/api/access", "operator"),
        ("POST", "/api/feedback", "viewer"),
        ("POST", "/api/tokens\n", "admin"),
        ("POST", "/api/tokens/7/revoke\n", "admin"),
        ("GET", "/healthz\n", "admin"),
    ],
)
def test_a_route_needs_what_its_method_says_but_for_the_exceptions(method: str, path: str, needed: str | None) -> None:
    assert needed_role(method, path) == needed


def test_what_is_below_the_api_is_the_api_whether_a_route_is_there_or_not() -> None:
    paths = ("/api", "/api/x", "/-/metrics", "/metrics/x", "/apiary")
    assert [is_ours(path) for path in paths] == [True, True, True, False, False]


def test_cookies_are_for_this_server_alone_and_for_no_script() -> None:
    plain, secure = Jar("", is_secure=False), Jar("", is_secure=True)
    assert plain.keep("session", "x") == "heartbeat_session=x; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict"
    assert secure.keep("device", "x").startswith("__Host-heartbeat_device=x; Max-Age=34560000; Path=/; HttpOnly;")
    assert secure.keep("device", "x").endswith("SameSite=Strict; Secure")
    assert "Max-Age=0" in secure.drop("session")


def test_over_https_a_cookie_that_a_plain_page_could_plant_is_not_read() -> None:
    header = "heartbeat_session=planted; __Host-heartbeat_session=own; other=1"
    assert Jar(header, is_secure=True).read("session") == "own"
    assert Jar("heartbeat_session=planted", is_secure=True).read("session") == ""
    assert Jar(header, is_secure=False).read("session") == "planted"


def fail(attempts: Attempts, address: str) -> int:
    """One attempt that fails, unless its address has to wait."""
    with attempts.attempt(address) as attempt:
        attempt.counts = True
    return attempt.wait_seconds


def test_an_address_waits_after_so_many_attempts_and_no_other_does() -> None:
    now = 100.0
    attempts = Attempts(3, now=lambda: now)
    assert [fail(attempts, "192.0.2.1") for _ in range(3)] == [0, 0, 0]
    now = 101.5
    assert fail(attempts, "192.0.2.1") == 59
    assert fail(attempts, "192.0.2.2") == 0
    now = 160.0
    assert [fail(attempts, "192.0.2.1") for _ in range(4)] == [0, 0, 0, 60]


def test_an_attempt_that_is_under_way_counts_and_one_that_succeeds_does_not() -> None:
    attempts = Attempts(2)
    for _ in range(5):
        with attempts.attempt("192.0.2.1") as first, attempts.attempt("192.0.2.1") as second:
            with attempts.attempt("192.0.2.1") as third:
                pass
            assert [first.wait_seconds, second.wait_seconds] == [0, 0]
            assert third.wait_seconds > 0
    assert not attempts._tried


def test_a_network_of_ipv6_counts_as_one_and_memory_is_bounded() -> None:
    attempts = Attempts(1)
    assert fail(attempts, "2001:db8::1") == 0
    assert fail(attempts, "2001:db8::ffff") > 0
    assert fail(attempts, "2001:db8:0:1::1") == 0
    assert fail(attempts, "192.0.2.1") == 0
    assert fail(attempts, "::ffff:192.0.2.1") > 0
    for number in range(12_000):
        fail(attempts, f"address {number}")
    assert len(attempts._tried) == 10_000


SETTINGS = WorkspaceSettings(
    "Acme",
    trusted_proxy="10.0.0.0/30",
    proxy_role_header="X-Groups",
    proxy_roles={"Ada@example.com": "admin", "ops": "operator", "guests": "none"},
)


def proxy(**changes: object) -> Proxy:
    found = proxy_of(WorkspaceSettings(**{**vars(SETTINGS), **changes}))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("headers", "who"),
    [
        ([("x-forwarded-user", "ada@example.com")], ("ada@example.com", "admin")),
        ([("x-forwarded-user", "bo"), ("x-groups", "staff, Ops")], ("bo", "operator")),
        ([("x-forwarded-user", "bo"), ("x-groups", "staff,admin")], ("bo", "admin")),
        ([("x-forwarded-user", "bo"), ("x-groups", "staff")], ("bo", "viewer")),
        ([("x-forwarded-user", "bo"), ("x-groups", "guests")], None),
        ([("x-forwarded-user", "bo"), ("x-groups", "guests,ops")], ("bo", "operator")),
        ([("x-forwarded-user", "bo"), ("x-groups", "ops"), ("x-groups", "admin")], ("bo", "viewer")),
        ([("x-forwarded-user", "bo"), ("x-forwarded-user", "ada@example.com")], None),
        ([("x-forwarded-user", " ")], None),
        ([("x-forwarded-user", "a" * 101)], None),
        ([("x-forwarded-user", "bo\x7f")], None),
        ([("x-groups", "admin")], None),
        ([("x-forwarded-user", "Žilvinas".encode().decode("latin-1"))], ("Žilvinas", "viewer")),
    ],
)
def test_a_proxy_names_who_asks(headers: list[tuple[str, str]], who: tuple[str, str] | None) -> None:
    found = proxy().identity(Headers(raw=[(name.encode(), value.encode("latin-1")) for name, value in headers]))
    assert (found and (found.name, found.role)) == who


def test_without_a_role_header_no_header_gives_a_role() -> None:
    found = proxy(proxy_role_header=None).identity(Headers({"x-forwarded-user": "bo", "x-groups": "admin"}))
    assert found is not None
    assert found.role == "viewer"


def test_everybody_else_may_be_kept_out() -> None:
    assert proxy(proxy_roles={"*": "none"}).identity(Headers({"x-forwarded-user": "bo"})) is None


def test_the_visitor_is_the_last_address_that_is_no_proxy() -> None:
    told = Headers({"x-forwarded-for": "6.6.6.6, 192.0.2.9, 10.0.0.2"})
    assert proxy().visitor(told, "10.0.0.1") == "192.0.2.9"
    assert proxy().visitor(Headers({}), "10.0.0.1") == "10.0.0.1"


@pytest.mark.parametrize(
    ("told", "visitor"),
    [
        ("192.0.2.9:51234, 10.0.0.2:443", "192.0.2.9"),  # some write the port, another one each time
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("6.6.6.6, unknown", "10.0.0.1"),  # what stands before is the visitor's own word
        ("6.6.6.6, 192.0.2.9:x", "10.0.0.1"),
        (", ,", "10.0.0.1"),
    ],
)
def test_a_visitor_has_one_address_however_a_proxy_writes_it(told: str, visitor: str) -> None:
    assert proxy().visitor(Headers({"x-forwarded-for": told}), "10.0.0.1") == visitor


def test_only_the_proxy_s_own_address_is_the_proxy() -> None:
    assert [proxy().is_at(address) for address in ("10.0.0.1", "::ffff:10.0.0.1", "10.0.0.4", "", "proxy")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_authentication_is_on_where_others_come_and_stays_so() -> None:
    assert [Policy(Settings(host=host)).is_on for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "10.1.1.1")] == [
        False,
        False,
        False,
        True,
        True,
    ]
    policy = Policy(Settings())
    policy.learn(SETTINGS)
    assert policy.is_on
    policy.learn(WorkspaceSettings("Acme"))
    assert policy.is_on
    off = Policy(Settings(authentication="off"))
    assert not off.is_on
    off.learn(SETTINGS)
    assert off.is_on


def test_a_server_on_all_addresses_answers_to_its_own_of_both_kinds() -> None:
    own = {address: _own_address({"server": (address, 8700)}) for address in ("192.0.2.1", "::ffff:192.0.2.1", "2001:db8::1")}
    assert own == {"192.0.2.1": {"192.0.2.1"}, "::ffff:192.0.2.1": {"192.0.2.1"}, "2001:db8::1": {"[2001:db8::1]"}}
