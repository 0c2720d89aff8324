"""REST APIs that misbehave: each has a clear message, publishes nothing of its table, and leaves other endpoints alone."""

from __future__ import annotations

import gzip
import re
import time
from email.utils import formatdate

import pytest

from api_server import Asked, Reply, Script, api_server
from heartbeat.errors import SourceUnreachable
from heartbeat.ingest.kinds.rest import exchange
from integration.ingest.rest_site import RestSite, Row
from postgres_fixtures import free_port


@pytest.fixture(autouse=True)
def in_haste(rest: RestSite) -> None:
    """Patience follows from the deadline: 0.6 s for a server that hangs."""
    rest.file = rest.file.replace("deadline: 20s", "deadline: 6s")


ROWS: list[Row] = [{"id": at, "rate": at} for at in range(50)]
HTML = b"<html><head><style>p {color: red}</style></head><body><h1>Sign&nbsp;in</h1><p>to Example</p></body></html>"

REFUSALS = {
    "login": (
        Reply({"error": "expired"}, 401),
        r"refused the credentials .* page 1 of login \(401 Unauthorized\): .*expired.*Check `auth`",
    ),
    "right": (Reply({}, 403), "refused the credentials"),
    "path": (Reply({"error": "no such thing"}, 404), "did not give page 1 of path .404 Not Found"),
    "html": (
        Reply(HTML, headers={"Content-Type": "text/html"}),
        "is no JSON, but text/html: it begins with “Sign in to Example”",
    ),
    "half": (Reply(b'{"rates": [{"id": 1}, {"id"'), "says that it is JSON, and is none"),
    "bytes": (Reply(b"\xff\xfe\x00garbage"), "says that it is JSON, and is none"),
    "deep": (Reply(b"[" * 100_000), "says that it is JSON, and is none"),
    "exponent": (Reply(b'[{"id": 1e9999999999999999999}]'), "says that it is JSON, and is none that can be read"),
    "no_list": (Reply({"error": "not today"}), r"has no list of rows; it has error\..*data"),
    "two_lists": (Reply({"a": [{}], "b": [{}]}), "has several lists: a, b"),
    "numbers": (Reply({"rates": [1, 2]}), "no list of rows"),
    "mixed": (Reply([{"id": 1}, 5]), "the 2nd of them is a number"),
    "total": (Reply({"rates": ROWS, "total": 5000}), "holds 50 rows, says `total: 5000`, and nothing in it leads to the rest"),
    "more": (Reply({"rates": ROWS, "paging": {"has_more": True}}), "says `has_more: true`"),
    "nul": (Reply({"rates": [{"id": 1, "note": "a\0b"}]}), "Row 1 of nul was refused: `note` holds a NUL"),
    "circle": (Reply(None, 302, headers={"Location": "/circle"}), "redirects again and again"),
    "empty": (Reply([]), "gave no row yet"),
}
TROUBLES = {
    "broken": (Reply({"error": "boom"}, 500), "did not give page 1 of broken .500.*boom"),
    "cut": (Reply({"rates": ROWS}, keep=100), "broke off while it gave page 1"),
    "cut_behind_json": (Reply(b'{"rates": []}' + b" " * 50, keep=20), "broke off while it gave page 1"),
    "cut_at_once": (Reply({"rates": ROWS}, keep=0), "broke off while it gave page 1"),
    "cut_chunk": (Reply(b"fff\r\n{", headers={"Transfer-Encoding": "chunked"}, keep=5), "broke off while it gave page 1"),
    "gzip": (Reply(b"not gzip", headers={"Content-Encoding": "gzip"}), "broke off while it gave page 1"),
}
SLOWNESS = {
    "hang": (Reply({"rates": ROWS}, hang=True), "answers too slowly for page 1"),
    "trickle": (Reply({"rates": ROWS}, trickle=True), r"answers too slowly for page 1 of trickle: .*bytes in"),
    "trickling_head": (Reply({"rates": ROWS}, trickle_head=True), "answers too slowly for page 1"),
}


def always(reply: Reply) -> Script:
    return lambda _: reply


def second(reply: Reply) -> Script:
    """A good first page that leads to this one."""
    return lambda asked: reply if "page" in asked.params else Reply({"rates": ROWS, "next": f"{asked.path}?page=2"})


@pytest.mark.parametrize("bad", [REFUSALS, TROUBLES, SLOWNESS])
def test_a_bad_answer_is_told_and_leaves_other_endpoints_alone(bad: dict[str, tuple[Reply, str]], rest: RestSite) -> None:
    scripts = {name: always(reply) for name, (reply, _) in bad.items()}
    rest.offer({"good": always(Reply(ROWS)), **scripts, "zoo": always(Reply(ROWS))})
    told = rest.told()
    assert (told.pop("good"), told.pop("zoo")) == ("50 rows", "50 rows")
    assert {name: what for name, what in told.items() if not re.search(bad[name][1], what)} == {}
    assert rest.tables() == ["good", "zoo"]


def test_what_stands_stays_when_an_endpoint_fails(rest: RestSite) -> None:
    rest.serve(*ROWS)
    rest.run()
    rest.server.script = lambda _: Reply({}, 404)
    assert "404" in rest.refused()
    assert len(rest.rows()) == 50


PAGES = {
    "cut": (Reply({"rates": ROWS}, keep=80), "broke off while it gave page 2"),
    "broken": (Reply({"oops": 1}, 500), "did not give page 2"),
    "repeated": (Reply({"rates": ROWS, "next": "/repeated?page=3"}), "page 2 holds the same rows as page 1"),
    "itself": (Reply({"rates": [{"id": 99}], "next": "/itself?page=2"}), "page 3 has the address of page 2"),
    "circle": (Reply({"rates": [], "next": "/circle"}), "page 3 has the address of page 1"),
    "other": (Reply({"others": [{"id": 1}]}), r"nothing at `rates`: there is no `rates`; it has others"),
    "odd": (Reply({"rates": [], "next": {"a": 1}}), "From page 2 of odd no way leads on"),
    "away": (Reply({"rates": [], "next": "http://localhost:1/away"}), r"page 3 of away lies on another host \(localhost\)"),
}


def test_a_bad_page_lets_nothing_of_its_table_through(rest: RestSite) -> None:
    rest.offer({name: second(reply) for name, (reply, _) in PAGES.items()})
    told = rest.told()
    assert {name: what for name, what in told.items() if not re.search(PAGES[name][1], what)} == {}
    assert rest.tables() == []


def test_pages_without_an_end_are_left_at_the_deadline(rest: RestSite) -> None:
    rest.file = rest.file.replace("deadline: 6s", "deadline: 2s")

    def endless(asked: Asked) -> Reply:
        number = int(asked.params.get("page", 1))
        return Reply({"rates": [{"id": number}], "next": f"/rates?page={number + 1}"})

    rest.server.script = endless
    assert re.search(r"page \d+ of currency_rate: (the time for reading is over|no answer)", rest.refused())


@pytest.mark.parametrize(("kept", "so"), [(10, "between them would be lost"), (30, "of both would stand twice")])
def test_a_limit_that_the_server_does_not_keep_loses_and_doubles_no_rows(kept: int, so: str, rest: RestSite) -> None:
    rest.file = rest.file.replace("{path: rates}", "{path: rates, pagination: {type: offset, limit: 20}}")

    def capped(asked: Asked) -> Reply:
        begin = int(asked.params["offset"])
        return Reply({"rates": ROWS[begin : begin + kept]})

    rest.server.script = capped
    said = rest.refused()
    assert f"page 1 holds {kept} rows where 20 were asked for, and page 2 has more, so rows {so}" in said
    assert f"`limit` that the server keeps: {kept}" in said


WRONG_WAYS = {
    "link": (Reply({"rates": ROWS, "total": 5000}), "json_link"),
    "path": (
        Reply({"rates": ROWS, "links": {"next": "/rates?page=2"}, "has_more": True}),
        "{type: json_link, next_url_path: nxt}",
    ),
    "head": (Reply({"rates": ROWS, "count": 51}), "header_link"),
    "token": (Reply({"rates": ROWS, "meta": {"total": 51}}), "{type: cursor, cursor_path: token, cursor_param: token}"),
}


def test_a_way_that_is_declared_and_leads_nowhere_does_not_make_one_page_of_many(rest: RestSite) -> None:
    ways = {name: f"pagination: {way}" for name, (_, way) in WRONG_WAYS.items()}
    rest.offer({name: always(reply) for name, (reply, _) in WRONG_WAYS.items()}, ways)
    told = rest.told()
    assert {name: what for name, what in told.items() if "and nothing in it leads to the rest" not in what} == {}
    rest.file = re.sub("pagination: .*}", "pagination: single_page}", rest.file)
    assert rest.told() == dict.fromkeys(WRONG_WAYS, "50 rows")


def test_an_increment_of_one_page_may_count_all_there_are(rest: RestSite) -> None:
    rest.file = rest.file.replace("{path: rates}", "{path: rates, since: after, pagination: json_link}")
    rest.file += "cursor: {currency_rate: id}\nprimary_key: {currency_rate: id}\nlag: 0s\n"
    rest.serve(*ROWS)
    rest.run()
    rest.server.script = lambda _: Reply({"rates": [*ROWS[-1:], {"id": 50, "rate": 1}], "next": None, "total": 51})
    assert rest.table().total_rows == 51


def test_an_empty_body_is_no_end_of_the_pages_unless_it_is_meant(rest: RestSite) -> None:
    rest.file = rest.file.replace("{path: rates}", "{path: rates, pagination: {type: page_number, total_path: null}}")
    rest.server.script = lambda asked: Reply(b"", 204) if asked.params["page"] == "2" else Reply([{"id": asked.params["page"]}])
    assert rest.table().rows == 2
    rest.server.script = lambda asked: Reply(b" ") if asked.params["page"] == "2" else Reply([{"id": asked.params["page"]}])
    assert "it begins with nothing" in rest.refused()
    assert len(rest.rows()) == 2


def test_a_server_that_is_busy_is_asked_again_when_it_says(rest: RestSite) -> None:
    asked: list[str] = []

    def busy(status: int, until: str | None) -> Script:
        def answer(request: Asked) -> Reply:
            asked.append(request.path)
            if asked.count(request.path) > 2:
                return Reply(ROWS)
            headers = {"Retry-After": until} if until and asked.count(request.path) == 1 else {}
            return Reply({}, status, headers=headers, date=1_700_000_000)

        return answer

    date = formatdate(1_700_000_001, usegmt=True)  # of the server's own clock
    rest.offer({"a": busy(429, "1"), "b": busy(503, date), "c": busy(429, None)})
    started = time.monotonic()
    assert rest.told() == {"a": "50 rows", "b": "50 rows", "c": "50 rows"}
    assert time.monotonic() - started >= 2


def test_a_server_that_asks_for_more_patience_than_there_is_is_told_so(rest: RestSite) -> None:
    rest.server.script = lambda _: Reply({"error": "slow down"}, 429, headers={"Retry-After": "3600"})
    assert re.search(r"429 .*slow down.* It asks to wait 3600 s \(Retry-After\), and \d s are left", rest.refused())
    assert len(rest.server.asked) == 1


def test_a_page_that_unpacks_to_more_than_there_is_room_for_is_refused(rest: RestSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "LARGEST_BYTES", 10_000)
    packed = gzip.compress(b"[" + b" " * 20_000 + b"]")
    rest.server.script = lambda _: Reply(packed, headers={"Content-Encoding": "gzip"})
    assert "for page 1 of currency_rate is larger than" in rest.refused()


def test_a_connection_that_breaks_is_tried_again(rest: RestSite) -> None:
    rest.server.script = lambda _: Reply({"rates": ROWS}, keep=None if len(rest.server.asked) > 2 else 10)
    assert rest.table().rows == 50


def test_a_host_that_is_not_there_ends_the_run(rest: RestSite) -> None:
    rest.environment = {"RATES_URL": f"http://127.0.0.1:{free_port()}"}
    with pytest.raises(SourceUnreachable, match=r"rates \(127.0.0.1\) does not answer: .*[Rr]efused"):
        rest.run()
    rest.environment = {"RATES_URL": "http://no-such-host.invalid"}
    with pytest.raises(SourceUnreachable, match="does not answer"):
        rest.run()


SECRETS = """
auth: {type: api_key, name: key, api_key: "${KEY}", location: query}
headers: {X-Tenant-Key: "${TENANT}"}
"""


def test_no_secret_is_said_back(rest: RestSite) -> None:
    replies = {
        "a": Reply({"you sent": "k3y+of/rates and tenant-key"}, 500),
        "b": Reply({"you sent": "k3y+of/rates and k3y%2Bof%2Frates"}, 401),
        "c": Reply({"rates": [], "next": "http://localhost:1/rates?key=k3y%2Bof%2Frates"}),
        "d": Reply({}, hang=True),
        "e": Reply(b"k3y+of/rates tenant-key"),
        "f": Reply(rb'{"you sent": "k3y+of\/rates"}', 404),
        "g": Reply(b"x" * 153 + b" k3y+of/rates", 404),
        "h": Reply(b"x" * 153 + b" tenant-key", 404),
    }
    rest.file += SECRETS
    rest.environment = {"KEY": "k3y+of/rates", "TENANT": "tenant-key"}
    rest.offer({name: always(reply) for name, reply in replies.items()})
    said = rest.told()
    assert rest.server.asked[0].params["key"] == "k3y+of/rates"
    shown = [name for name, text in said.items() for secret in ("k3y", "tenan") if secret in text]
    assert (len(said), shown) == (8, [])


def test_no_secret_is_told_of_a_host_that_is_away(rest: RestSite) -> None:
    rest.file += SECRETS
    rest.environment = {"KEY": "k3y+of/rates", "TENANT": "tenant-key", "RATES_URL": f"http://127.0.0.1:{free_port()}"}
    with pytest.raises(SourceUnreachable) as told:
        rest.run()
    assert "k3y" not in f"{told.value} {told.value.__cause__}"


@pytest.mark.parametrize("key", ["k3y\n", "k3y\u20ac"])
@pytest.mark.parametrize("auth", ['auth: {type: bearer, token: "${KEY}"}', 'headers: {X-Key: "${KEY}"}'])
def test_a_secret_that_cannot_be_sent_is_told_and_not_shown(auth: str, key: str, rest: RestSite) -> None:
    rest.file += auth
    rest.environment = {"KEY": key}
    said = rest.refused()
    assert "a value of `auth` or `headers` is none that can be sent" in said
    assert "k3y" not in said


@pytest.mark.parametrize("auth", ['{type: bearer, token: "${KEY}"}', '{type: api_key, name: X-Key, api_key: "${KEY}"}'])
def test_a_redirect_to_another_host_carries_no_credentials(auth: str, rest: RestSite) -> None:
    rest.file += f'auth: {auth}\nheaders: {{X-Tenant-Key: "${{TENANT}}"}}\n'
    rest.environment = {"KEY": "k3y", "TENANT": "tenant-key"}
    with api_server() as other:
        other.script = lambda _: Reply([{"id": 1}])
        target = f"http://localhost:{other.server_port}/elsewhere"
        rest.server.script = lambda _: Reply(b"", 302, headers={"Location": target})
        assert rest.table().rows == 1
        assert not {"authorization", "x-key", "x-tenant-key"} & other.asked[0].headers.keys()


def test_a_redirect_on_the_same_host_keeps_them(rest: RestSite) -> None:
    rest.file += 'auth: {type: bearer, token: "${KEY}"}\n'
    rest.environment = {"KEY": "k3y"}
    rest.server.script = lambda asked: Reply([{"id": 1}]) if asked.path == "/v2" else Reply(b"", 308, headers={"Location": "/v2"})
    assert rest.table().rows == 1
    assert rest.server.asked[1].headers["authorization"] == "Bearer k3y"
