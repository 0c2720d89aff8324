"""REST APIs that behave: every way of turning pages, increments, shapes that change."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from api_server import Asked, Reply
from integration.ingest.rest_site import RestSite, Row, paged

FIVE: list[Row] = [{"id": at, "rate": f"1.{at}"} for at in range(1, 6)]


def json_link(url: str, asked: Asked) -> Reply:
    rows, then = paged(FIVE, asked)
    return Reply({"data": rows, "links": {"next": f"{url}{asked.path}?offset={then}" if then < 5 else None}})


def relative_link(_: str, asked: Asked) -> Reply:
    rows, then = paged(FIVE, asked)
    return Reply({"rates": rows, "next": f"{asked.path}?offset={then}" if then < 5 else None})


def header_link(url: str, asked: Asked) -> Reply:
    rows, then = paged(FIVE, asked)
    return Reply(rows, headers={"Link": f'<{url}{asked.path}?offset={then}>; rel="next"'} if then < 5 else {})


def offset(_: str, asked: Asked) -> Reply:
    rows = paged(FIVE, asked, int(asked.params["limit"]))[0]
    return Reply({"rates": rows})


def page_number(_: str, asked: Asked) -> Reply:
    page = int(asked.params.get("page", 1))
    return Reply({"rates": FIVE[page * 2 - 2 : page * 2], "page": page, "total_pages": 3})


def cursor(_: str, asked: Asked) -> Reply:
    rows, then = paged(FIVE, Asked("", {"offset": asked.params.get("page_token", "0")}, {}))
    return Reply({"rates": rows, "next_page_token": str(then) if then < 5 else ""})


WAYS: dict[str, tuple[Callable[[str, Asked], Reply], str]] = {
    "link": (json_link, "pagination: {type: json_link, next_url_path: links.next}"),
    "link_found": (json_link, ""),
    "relative_found": (relative_link, ""),
    "header": (header_link, "pagination: header_link"),
    "header_found": (header_link, ""),
    "offset": (offset, "pagination: {type: offset, limit: 2}"),
    "page": (page_number, "pagination: {type: page_number, base_page: 1, total_path: total_pages}"),
    "page_found": (page_number, ""),
    "cursor": (cursor, "pagination: {type: cursor, cursor_path: next_page_token, cursor_param: page_token}"),
    "cursor_found": (cursor, ""),
}


def test_all_pages_are_read_whichever_way_they_are_turned(rest: RestSite) -> None:
    scripts = {name: partial(answers, rest.server.url) for name, (answers, _) in WAYS.items()}
    rest.offer(scripts, {name: declared for name, (_, declared) in WAYS.items()})
    assert rest.told() == dict.fromkeys(WAYS, "5 rows")
    for name in WAYS:
        assert rest.rows(f"select id, rate from rates.{name} order by id") == [(row["id"], row["rate"]) for row in FIVE]
    assert rest.server.connections == 1


def test_values_arrive_with_their_types_and_every_digit(rest: RestSite) -> None:
    body = b"""{"rates": [
        {"id": 1, "publishedAt": "2026-01-31T10:00:00+02:00", "d": "2026-01-31", "rate": 1.000000000000000000123, "code": "0042",
         "big": 12345678901234567890, "tags": ["a", {"b": 0.10}], "ok": true, "note": "", "nothing": null},
        {"id": 2, "note": "a\\"b,\\nc \xc3\xbc", "rate": 2}]}"""
    rest.server.script = lambda _: Reply(
        gzip.compress(body), headers={"Content-Encoding": "gzip", "Transfer-Encoding": "identity"}
    )
    rest.table()
    assert rest.columns() == {
        "id": "bigint", "published_at": "timestamp with time zone", "d": "date", "rate": "numeric", "code": "text",
        "big": "numeric", "tags": "jsonb", "ok": "boolean", "note": "text",
    }  # fmt: skip
    first, second = rest.rows()
    assert first[1:5] == (datetime(2026, 1, 31, 8, tzinfo=UTC), date(2026, 1, 31), Decimal("1.000000000000000000123"), "0042")
    assert first[5:] == (Decimal(12345678901234567890), ["a", {"b": 0.1}], True, "")
    assert second == (2, None, None, Decimal(2), None, None, None, None, 'a"b,\nc ü')
    assert rest.rows("select tags::text from rates.currency_rate where id = 1") == [('["a", {"b": 0.10}]',)]


INCREMENTAL = """
kind: rest
url: ${RATES_URL}
lag: 10m
auth: {type: bearer, token: "${RATES_TOKEN}"}
endpoints:
  currency_rate: {path: rates, since: after, params: {limit: 500}, columns: {rate: numeric}}
primary_key: {currency_rate: id}
cursor: {currency_rate: published_at}
"""


class Published:
    """An API that gives what was published from `after` on."""

    def __init__(self, rest: RestSite) -> None:
        self.rows: list[dict[str, Any]] = []
        rest.file, rest.environment = INCREMENTAL, {"RATES_TOKEN": "token-of-rates"}
        rest.server.script = self.answer

    def publish(self, number: int, at: str, **others: Any) -> None:
        self.rows = [row for row in self.rows if row["id"] != number]
        self.rows.append({"id": number, "published_at": f"2026-01-01T{at}:00Z", "rate": "1.50", **others})

    def answer(self, asked: Asked) -> Reply:
        assert asked.headers["authorization"] == "Bearer token-of-rates"
        return Reply({"rates": [row for row in self.rows if row["published_at"] >= asked.params.get("after", "")]})


def test_an_increment_asks_for_what_is_new_and_finds_what_came_late(rest: RestSite) -> None:
    api = Published(rest)
    api.publish(1, "10:00")
    api.publish(2, "11:00")
    assert rest.table().rows == 2
    assert rest.server.asked[-1].params == {"limit": "500"}
    assert rest.table().outcome == "unchanged"
    assert rest.server.asked[-1].params == {"limit": "500", "after": "2026-01-01T10:49:59Z"}
    api.publish(3, "10:55")  # within the lag
    api.publish(4, "12:00", rate="1.60")
    api.publish(2, "12:30", rate="1.70")
    api.rows.append(api.rows[-1])  # pages shift while they are read: a row comes twice
    told = rest.table()
    assert (told.disposition, told.rows, told.total_rows) == ("merge", 3, 4)
    assert rest.columns()["rate"] == "numeric"
    assert rest.rows("select id, rate from rates.currency_rate order by id") == [
        (1, Decimal("1.50")), (2, Decimal("1.70")), (3, Decimal("1.50")), (4, Decimal("1.60")),
    ]  # fmt: skip


def test_a_full_read_asks_without_since_and_sees_what_was_deleted(rest: RestSite) -> None:
    api = Published(rest)
    for number in range(1, 4):
        api.publish(number, f"1{number}:00")
    rest.run()
    api.rows.pop(0)
    rest.run()
    assert len(rest.rows()) == 3
    rest.run(is_full=True)
    assert "after" not in rest.server.asked[-1].params
    assert len(rest.rows()) == 2


def test_a_cursor_may_be_a_number(rest: RestSite) -> None:
    rest.file = INCREMENTAL.replace("published_at", "version").replace("10m", "0s")
    rest.environment = {"RATES_TOKEN": "t0k"}
    rest.serve({"id": 1, "version": 7})
    for _ in range(3):
        rest.run()
    assert [asked.params.get("after") for asked in rest.server.asked][-1] == "6"


@pytest.mark.parametrize(
    ("cursor", "values"),
    [
        ("number", [1, 2, 3, 4]),
        ("day", ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]),
        ("created_at", [f"2026-01-01T10:{minute}:00Z" for minute in (10, 20, 30, 40)]),
    ],
)
def test_an_api_that_reads_since_as_after_loses_no_row_of_a_table_without_a_key(
    cursor: str, values: list[Any], rest: RestSite
) -> None:
    head = INCREMENTAL.partition("primary_key")[0].replace("10m", "0s").replace(", columns: {rate: numeric}", "")
    rest.file = f"{head}cursor: {{currency_rate: {cursor}}}"
    rest.environment = {"RATES_TOKEN": "t0k"}
    rows = [{cursor: value} for value in values[:-1]]

    def after(asked: Asked) -> Reply:
        since = asked.params.get("after")
        return Reply([row for row in rows if since is None or row[cursor] > type(row[cursor])(since)])

    rest.server.script = after
    assert rest.table().disposition == "append"
    for _ in range(3):
        rest.run()
    rows.append({cursor: values[-1]})
    assert [rest.table().total_rows for _ in range(2)] == [4, 4]


def test_without_since_all_is_read_each_time_and_the_report_says_so(rest: RestSite) -> None:
    api = Published(rest)
    rest.file = INCREMENTAL.replace("since: after, ", "")
    api.publish(1, "10:00")
    api.publish(2, "12:00")
    rest.run()
    api.publish(3, "13:00")
    told = rest.table()
    assert (told.rows, told.total_rows) == (2, 3)
    assert str(told.note).count("takes no `since`: all of it is read each time") == 1


def test_a_new_column_is_loaded_for_old_rows_too(rest: RestSite) -> None:
    api = Published(rest)
    api.publish(1, "10:00", source="ecb")
    api.publish(2, "12:00")
    for row in api.rows:
        row.pop("source", None)
    rest.run()
    api.rows[0]["source"] = "ecb"
    api.publish(3, "13:00", source="nbp")
    told = rest.table()
    assert "new at the source: source" in str(told.note)
    assert rest.rows("select id, source from rates.currency_rate order by id") == [(1, "ecb"), (2, None), (3, "nbp")]


def test_whole_numbers_become_broken_ones_and_other_changes_of_type_are_refused(rest: RestSite) -> None:
    rest.serve({"id": 1, "rate": 1})
    rest.run()
    rest.serve({"id": 1, "rate": 1.5})
    assert rest.table().outcome == "loaded"
    assert rest.columns()["rate"] == "numeric"
    rest.serve({"id": 1, "rate": "unknown"})
    assert "rate of rates.currency_rate was numeric and is text" in rest.refused()
    assert rest.rows() == [(1, Decimal("1.5"))]


def test_a_column_that_a_whole_read_lacks_is_told(rest: RestSite) -> None:
    rest.serve({"id": 1, "rate": 1, "note": "x"})
    rest.run()
    rest.serve({"id": 1, "rate": 1})
    assert "no longer at the source: note" in str(rest.table().note)
    assert list(rest.columns()) == ["id", "rate"]


def test_an_increment_that_lacks_a_column_keeps_it(rest: RestSite) -> None:
    api = Published(rest)
    api.publish(1, "10:00", extra="x")
    rest.run()
    api.rows.clear()
    api.publish(2, "12:00")
    assert rest.table().note is None
    assert rest.rows("select id, extra from rates.currency_rate order by id") == [(1, "x"), (2, None)]


def test_rows_that_lost_their_key_are_not_taken_for_one(rest: RestSite) -> None:
    api = Published(rest)
    api.publish(1, "10:00")
    rest.run()
    api.rows = [{"published_at": f"2026-01-01T{hour}:00:00Z", "rate": "1.60"} for hour in (11, 12)]
    assert "Rows of rates.currency_rate have no value of id." in rest.refused()
    assert rest.rows("select id, rate from rates.currency_rate") == [(1, Decimal("1.50"))]


@pytest.mark.parametrize("left", [0, 1])
def test_a_load_that_would_lose_most_rows_is_held(left: int, rest: RestSite) -> None:
    rest.serve(*({"id": at} for at in range(20)))
    rest.run()
    rest.serve(*({"id": at} for at in range(left)))
    assert rest.table().outcome == "held"
    assert len(rest.rows()) == 20
    assert rest.table(accept_shrink=True).outcome == "loaded"
    assert len(rest.rows()) == left


def test_an_endpoint_without_any_row_yet_is_told_unless_its_columns_are_declared(rest: RestSite) -> None:
    rest.serve()
    assert "gave no row yet" in rest.refused()
    rest.file = INCREMENTAL.replace("columns: {rate: numeric}", "columns: {id: bigint, published_at: timestamptz, rate: numeric}")
    rest.environment = {"RATES_TOKEN": "t0k"}
    assert rest.table().outcome == "loaded"
    assert rest.columns() == {"id": "bigint", "published_at": "timestamp with time zone", "rate": "numeric"}


def test_a_clock_in_the_future_hides_no_row(rest: RestSite) -> None:
    api = Published(rest)
    api.publish(1, "10:00")
    api.rows.append({"id": 2, "published_at": "2999-01-01T00:00:00Z"})
    rest.server.script = lambda asked: Reply(api.answer(asked).content, date=33_000_000_000)
    rest.run()
    rest.run()
    assert rest.server.asked[-1].params["after"] < f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def test_columns_may_be_named_as_the_api_names_them(rest: RestSite) -> None:
    rest.file += (
        "primary_key: {currency_rate: rateId}\ncursor: {currency_rate: updatedAt}\ndrop_columns: {currency_rate: secretNote}\n"
    )
    rest.serve({"rateId": 1, "updatedAt": "2026-01-01T10:00:00Z", "secretNote": "x"})
    assert rest.table().disposition == "merge"
    assert rest.table().outcome == "unchanged"
    assert list(rest.columns()) == ["rate_id", "updated_at"]


def test_rows_are_found_where_they_lie(rest: RestSite) -> None:
    answers = {
        "a": {"result": {"items": [{"id": 1}], "others": [{"id": 9}]}},
        "b": {"id": 1},
        "c": {"result": [{"row": {"id": 1}}]},
        "d": [{"id": 1}],
        "e": {"warnings": [], "data": [{"id": 1}]},
        "f": {"meta": {"codes": [1, 2]}, "rates": [{"id": 1}]},
    }
    scripts = {name: partial(lambda answer, _: Reply(answer), answer) for name, answer in answers.items()}
    rest.offer(scripts, {"a": "data: result.items", "b": "data: $", "c": "data: 'result[*].row'"})
    assert rest.told() == dict.fromkeys(answers, "1 rows")
    assert [rest.rows(f"select id from rates.{name}") for name in answers] == [[(1,)]] * 6


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        ('{type: basic, username: reader, password: "${SECRET}"}', "authorization", "Basic cmVhZGVyOnMzY3JldA=="),
        ('{type: api_key, name: X-Api-Key, api_key: "${SECRET}"}', "x-api-key", "s3cret"),
    ],
)
def test_the_api_is_told_who_asks(auth: str, header: str, value: str, rest: RestSite) -> None:
    rest.file += f"auth: {auth}\nheaders: {{X-Tenant: acme}}\n"
    rest.environment = {"SECRET": "s3cret"}
    rest.serve({"id": 1})
    rest.run()
    assert (rest.server.asked[0].headers[header], rest.server.asked[0].headers["x-tenant"]) == (value, "acme")


def test_login_and_parameters_of_the_address_go_with_each_page(rest: RestSite) -> None:
    rest.environment = {"RATES_URL": f"{rest.server.url.replace('//', '//reader:p%40ss@')}?tenant=acme"}
    rest.server.script = lambda asked: json_link(rest.server.url, asked)
    assert rest.table().rows == 5
    assert [asked.path for asked in rest.server.asked] == ["/rates"] * 3
    assert {asked.headers["authorization"] for asked in rest.server.asked} == {"Basic cmVhZGVyOnBAc3M="}
    assert {asked.params["tenant"] for asked in rest.server.asked} == {"acme"}


def test_a_token_is_fetched_once_where_the_api_asks_for_one(rest: RestSite) -> None:
    token = f'{{type: oauth2_client_credentials, access_token_url: {rest.server.url}/token, client_id: "${{ID}}", '
    rest.file += f'auth: {token}client_secret: "${{SECRET}}", scope: rates}}\n'
    rest.environment = {"ID": "us", "SECRET": "s3cret"}

    def rates(asked: Asked) -> Reply:
        return Reply([{"id": 1}] if asked.headers["authorization"] == "Bearer fresh" else {}, 200)

    fresh = Reply({"access_token": "fresh", "expires_in": 60})
    rest.offer({"a": rates, "b": rates})
    offered = rest.server.script
    rest.server.script = lambda asked: fresh if asked.path == "/token" else offered(asked)
    assert rest.told() == {"a": "1 rows", "b": "1 rows"}
    assert [asked.path for asked in rest.server.asked] == ["/token", "/a", "/b"]
    assert {"client_secret=s3cret", "scope=rates"} <= set(rest.server.asked[0].body.split("&"))


TOKENS = {
    "refused": (Reply({"error": "invalid_client"}, 400), "refused the credentials when asked for a token (400 Bad Request): “"),
    "missing": (Reply({"token": "t0k3n-of-today"}), "for a token holds no `access_token`. Correct `access_token_url`"),
    "no object": (Reply(["t0k3n-of-today"]), "for a token holds no `access_token`."),
    "good": (
        Reply({"access_token": "t0k3n-of-today", "expires_in": "soon"}),
        'give page 1 of a (400 Bad Request): “{"sent": "***"}”',
    ),
}


@pytest.mark.parametrize("token", TOKENS)
def test_what_is_wrong_with_a_token_is_told_and_what_is_wrong_after_it_is_not_blamed_on_it(token: str, rest: RestSite) -> None:
    rest.file += f"auth: {{type: oauth2_client_credentials, access_token_url: {rest.server.url}/token, "
    rest.file += 'client_id: us, client_secret: "${SECRET}"}\n'
    rest.environment = {"SECRET": "s3cret"}
    reply, said = TOKENS[token]
    page = Reply({"sent": "t0k3n-of-today"}, 400)
    rest.offer({"a": lambda _: page})
    rest.server.script = lambda asked: reply if asked.path == "/token" else page
    told = rest.told()["a"]
    assert said in told
    assert "t0k3n" not in told
