"""The keys that only some kinds of source have: what they declare, and what is said when one is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dlt.sources.rest_api.config_setup import create_paginator

from heartbeat.definitions.parse.source_file import parse_source
from heartbeat.definitions.parse.sources.kind import SUPPORTED_KINDS
from heartbeat.definitions.parse.sources.kinds import rest_pagination
from heartbeat.definitions.parse.sources.names import collisions
from heartbeat.definitions.problem import Findings
from unit.definitions.kind_files import CRM, DECLARED, FILES, KYC, RATES, SETTLEMENTS
from unit.definitions.shop_files import problems_of_source, shop_source, told

REST = "kind: rest\nurl: ${X}\nendpoints:\n  rate: {path: rates}\n"
FOLDER = "kind: files\nurl: /srv/x\nfiles:\n  sale: {glob: '*.csv'}\n"
HOOK = 'kind: webhook\nsecrets: ["${K}"]\n'


@pytest.mark.parametrize("source_id", FILES)
def test_every_key_of_a_kind_reaches_the_definition(source_id: str) -> None:
    file = f"sources/{source_id}.yaml"
    findings = Findings(file)
    source = parse_source(file, FILES[source_id], findings)
    assert findings.problems == []
    assert source is not None
    assert source == replace(DECLARED[source_id], content_hash=source.content_hash)
    assert source.datasets() == (source_id,)


# a sound file, what is changed in it, to what, the line, what the message says, what the hint says
WRONG = [
    (REST, "${X}", "ftp://h", 2, "`url` cannot be", "https://api.example.com"),
    (REST, "${X}", "https://", 2, "`url` cannot be", "https://api.example.com"),
    (REST, "rate: {path: rates}", "", 3, "`endpoints` is missing", "{currency_rate: {path: rates}}"),
    (REST, "  rate: {path: rates}", "  {}", 3, "`endpoints` is missing", "{path: rates}"),
    (REST, "path: rates", "data: x", 4, "`endpoints.rate.path` is missing", "below the source's url"),
    (REST, "path: rates", "path: https://h/x", 4, "`endpoints.rate.path` cannot be", "another source"),
    (REST, "path: rates", "path: r?limit=1", 4, "`endpoints.rate.path` cannot be", "`params`"),
    (REST, "path: rates", "paths: rates", 4, "Unknown key `endpoints.rate.paths`", "`endpoints.rate.path`"),
    (REST, "rate: {", "Rate: {", 4, "`Rate` is no name of a table", "a-z"),
    (REST, "rate: {", "_dlt_rate: {", 4, "`_dlt_rate` is no name of a table", "a-z"),
    (REST, "rates}", "rates, params: {token: abc}}", 4, "`endpoints.rate.params.token` looks like a", "${NAME}"),
    (REST, "rates}", "rates, since: '${'}", 4, "`endpoints.rate.since` cannot be", "literal ${ is written $${"),
    (REST, "rates}", "rates, columns: {a: money}}", 4, "`endpoints.rate.columns.a` cannot be", "numeric(18,2)"),
    (REST, "rates}", "rates, columns: {a: numeric(9,2)}}", 4, "cannot be “numeric(9”", 'quotes around a type with a comma'),
    (REST, "rates}", "rates, pagination: nxt}", 4, "`endpoints.rate.pagination` cannot be", "json_link"),
    (REST, "rates}", "rates, pagination: offset}", 4, "needs a limit", "limit: 100"),
    (REST, "rates}", "rates, pagination: {type: offset}}", 4, "pagination.limit` is missing", "100"),
    (REST, "rates}", "rates, pagination: {type: ofset}}", 4, "pagination.type` cannot be “ofset”", "Write offset"),
    (REST, "rates}", "rates, pagination: {type: page_number, page: x}}", 4, "pagination.page` cannot be", "whole number"),
    (REST, "rates}", "rates, pagination: {type: cursor, cursor_pat: x}}", 4, "Unknown key", "pagination.cursor_path`"),
    (
        REST, "rates}", "rates, pagination: {type: page_number, total_path: ~, stop_after_empty_page: no}}",
        4, "nothing else ends the pages", "a maximum",
    ),
    (REST, "rates}", 'rates}\nauth: {type: bearer, token: abc}', 5, "`auth.token` cannot be what", "${NAME}"),
    (REST, "rates}", 'rates}\nauth: {type: bearer, token: ${T}}', 5, "not valid YAML", '{token: "${NAME}"}'),
    (REST, "rates}", "rates}\nauth: {type: http_basic}", 5, "`auth.type` cannot be", "Write basic"),
    (REST, "rates}", "rates}\nauth: {type: basic, username: me}", 5, "`auth.username` stands alone", "give a password"),
    (REST, "rates}", "rates}\nauth: {type: api_key, location: cookie}", 5, "`auth.location` cannot be", "header, query"),
    (REST, "rates}", "rates}\nauth: {type: bearer}", 5, "`auth.token` is missing", "${NAME}"),
    (REST, "rates}", "rates}\nauth: {}", 5, "`auth.type` is missing", "bearer, basic"),
    (REST, "rates}", "rates, pagination: {}}", 4, "pagination.type` is missing", "json_link"),
    (REST, "rates}", "rates}\nauth: bearer", 5, "`auth` is not a mapping", "type: bearer"),
    (REST, "rates}", "rates}\nheaders: {X-Api-Key: abc}", 5, "`headers.X-Api-Key` looks like a credential", "${NAME}"),
    (REST, "rates}", "rates}\nheaders: {'a b': c}", 5, "`headers.a b` is no name of a header", "Accept"),
    (REST, "rates}", "rates}\ntables: [rat]", 5, "`tables` names rat, which this file does not declare", "Did you mean rate?"),
    (REST, "rates}", "rates}\nschemas: [a]", 5, "`schemas` is no key of a rest source", "Kinds postgres and sql have it."),
    (REST, "rates}", "rates}\ntable: [rate]", 5, "`table` is no key of a rest source", "Did you mean `tables`?"),
    (REST, "${X}", "https://api.example.com/?api_key=abc", 2, "`url` cannot be", "A secret is never"),
    (FOLDER, "/srv/x", "data/x", 2, "`url` cannot be", "whole path of a folder"),
    (FOLDER, "/srv/x", "'/srv/x/*.csv'", 2, "`url` cannot be", "`glob`"),
    (FOLDER, "'*.csv'", "/srv/*.csv", 4, "`files.sale.glob` cannot be", "without a / in front"),
    (FOLDER, "'*.csv'", "'../*.csv'", 4, "`files.sale.glob` cannot be", "below the source's url"),
    (FOLDER, "'*.csv'", "'*.txt'", 4, "`files.sale.format` cannot be told from the glob", "csv, jsonl, parquet"),
    (FOLDER, "'*.csv'", "'*.csv', format: xls", 4, "`files.sale.format` cannot be", "csv, jsonl, parquet"),
    (FOLDER, "'*.csv'", "'*.csv', delimiter: ';;'", 4, "`files.sale.delimiter` is no delimiter", "one character"),
    (FOLDER, "'*.csv'", "'*.parquet', delimiter: ';'", 4, "`files.sale.delimiter` means nothing in parquet", "csv alone"),
    (FOLDER, "'*.csv'", "'*.csv', encoding: rot13", 4, "`files.sale.encoding` cannot be", "cp1252"),
    (FOLDER, "{glob: '*.csv'}", "", 4, "`files.sale.glob` is missing", "below the source's url"),
    (FOLDER, "'*.csv'}", "'*.csv'}\nbad_rows: ignore", 5, "`bad_rows` cannot be", "refuse, skip"),
    (FOLDER, "'*.csv'}", "'*.csv'}\ncursor: {sale: at}", 5, "`cursor` is no key of a files", "Kinds postgres, sql and rest"),
    (HOOK, '["${K}"]', "[abc]", 2, "`secrets` holds what is no placeholder", "${NAME}"),
    (HOOK, '["${K}"]', "['${A}', '${B}', '${C}']", 2, "`secrets` is not one key or two", "while it is changed"),
    (HOOK, '["${K}"]', "['${A}', '${A}']", 2, "`secrets` is not one key or two", "while it is changed"),
    (HOOK, 'secrets: ["${K}"]', "table: x", 1, "`secrets` is missing", "${KYC_WEBHOOK_SECRET}"),
    (HOOK, '"]', '"]\nlargest: 1 GB', 3, "`largest` cannot be", "1KB to 64MB"),
    (HOOK, '"]', '"]\ntable: a-b', 3, "`a-b` is no name of a table", "a-z"),
    (CRM, "mysql+pymysql://", "mysql:", 2, "`url` cannot be", "mysql+pymysql://"),
    (CRM, "/crm", "/crm\nschemas: [CRM]", 3, "`schemas` cannot contain “CRM”", "lands in `shop`"),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=[f"{case[2]}"[:40] for case in WRONG])
def test_a_wrong_key_is_told_with_its_line_and_the_remedy(wrong: tuple[str, str, str, int, str, str]) -> None:
    sound, old, new, line, message, hint = wrong
    problems = problems_of_source(sound.replace(old, new))
    found = [problem for problem in problems if message in problem.message]
    assert [(problem.line, problem.severity) for problem in found] == [(line, "error")], told(problems)
    assert hint in found[0].hint
    assert "abc" not in told(problems)


@pytest.mark.parametrize("sound", [REST, FOLDER, HOOK, CRM])
def test_the_short_form_of_a_kind_has_no_problem(sound: str) -> None:
    assert problems_of_source(sound) == []


@pytest.mark.parametrize("key", ["url", "cursor", "primary_key", "tables", "skip_tables", "lag", "reconcile", "replace_ok"])
def test_a_webhook_has_no_key_that_asks_its_sender(key: str) -> None:
    problems = problems_of_source(f"{KYC}{key}: x\n")
    assert [(problem.line, problem.message) for problem in problems] == [(8, f"`{key}` is no key of a webhook source.")]
    assert "nothing is asked of the sender" in problems[0].hint


@pytest.mark.parametrize(
    ("sound", "url"),
    [
        (REST, "https://me:hunter2@h/v1"),
        (REST, "https://h/v1?api_key=hunter2"),
        (REST, "https://${HOST}/v1?sig=hunter2"),
        (REST, "https://me:hunter2/x@h/v1"),
        (FOLDER, "sftp://me:hunter2@h/x"),
        (FOLDER, "s3://key:hunter2/x@bucket"),
        (CRM, "mysql://me:hunter2@h/crm"),
        (CRM, "mysql://me:hunter2@2@h/crm"),
        (CRM, "mssql+pyodbc:///?odbc_connect=DRIVER%3Dx%3BUID%3Dme%3BPWD%3Dhunter2"),
        (CRM, "snowflake://me@account/db?private_key_passphrase=hunter2"),
    ],
)
def test_a_password_in_an_address_is_refused_and_never_repeated(sound: str, url: str) -> None:
    lines = [f"url: {url}" if line.startswith("url:") else line for line in sound.split("\n")]
    problems = problems_of_source("\n".join(lines))
    assert [(problem.line, problem.message) for problem in problems] == [(2, "`url` cannot be what is written.")]
    assert "hunter2" not in told(problems)


@pytest.mark.parametrize(
    ("sound", "url"),
    [
        (REST, "${HOST}/v1"),
        (REST, "https://me:${WORD}@h:8443/users/@me?api_key=${KEY}"),
        (REST, "http://[::1]:${PORT}/v1"),
        (REST, "http://127.0.0.1:8080/@a:b@c"),
        (FOLDER, "file:///srv/x"),
        (FOLDER, "simplecache::https://h:80/x"),
        (FOLDER, "s3://bucket/a:b@c"),
        (CRM, "sqlite:////srv/crm.db"),
        (CRM, "${CRM_URL}"),
        (CRM, "oracle+oracledb://me:${A}${B}@h:1521/?service_name=x"),
        (CRM, "mssql+pyodbc:///?odbc_connect=DRIVER%3Dx%3BPWD%3D${WORD}"),
    ],
)
def test_an_address_whose_secret_is_elsewhere_is_taken(sound: str, url: str) -> None:
    lines = [f"url: '{url}'" if line.startswith("url:") else line for line in sound.split("\n")]
    assert problems_of_source("\n".join(lines)) == []


@pytest.mark.parametrize("source_id", ["public", "landing", "heartbeat", "segments", "information_schema", "pg_x", "x_staging"])
def test_a_source_without_schemas_is_not_called_as_what_is_reserved(source_id: str) -> None:
    for text in (REST, FOLDER, HOOK, CRM):
        problems = problems_of_source(text, file=f"sources/{source_id}.yaml")
        assert [(problem.line, f"`{source_id}`, which is reserved" in problem.hint) for problem in problems] == [(1, True)]
    assert problems_of_source(CRM + "schemas: [a]\n", file="sources/public.yaml") == []


def test_a_dataset_is_filled_by_one_source_whatever_their_kinds() -> None:
    first, second = shop_source(source_id="web"), replace(DECLARED["rates"], source_id="web_public")
    assert [(one.kind, dataset, other.kind) for one, dataset, other in collisions({"a": first, "b": second})] == [
        ("rest", "web_public", "postgres")
    ]


@pytest.mark.parametrize(
    ("source_id", "changes", "table", "lands"),
    [
        ("rates", {}, "currency", True),
        ("rates", {}, "currencies", False),
        ("rates", {"skip_tables": ("currency",)}, "currency", False),
        ("rates", {"tables": ("currency_rate",)}, "currency", False),
        ("settlements", {}, "chargeback", True),
        ("settlements", {}, "charge_back", False),
        ("kyc", {}, "kyc_event", True),
        ("kyc", {}, "event", False),
        ("crm", {}, "anything", True),
    ],
)
def test_a_source_lands_the_tables_its_file_declares(
    source_id: str, changes: dict[str, object], table: str, *, lands: bool
) -> None:
    assert replace(DECLARED[source_id], **changes).lands(table) is lands  # type: ignore[arg-type]


def test_reconcile_is_on_where_a_source_shows_all_its_rows() -> None:
    found = {}
    for kind, text in {
        "postgres": "kind: postgres\nurl: ${X}\nschemas: [a]\n",
        "rest": REST,
        "files": FOLDER,
        "webhook": HOOK,
        "sql": CRM,
    }.items():
        source = parse_source("sources/shop.yaml", text, Findings("sources/shop.yaml"))
        found[kind] = source.reconcile if source else None
    assert found == {"postgres": "daily", "sql": "daily", "rest": "off", "files": "off", "webhook": "off"}
    assert set(found) == set(SUPPORTED_KINDS)


VALUES = {
    "total_path": "meta.total", "has_more_path": "more", "stop_after_empty_page": "no", "limit": "10", "offset": "0", "page": "1",
    "base_page": "1", "maximum_page": "9", "maximum_offset": "90",
}  # fmt: skip


@pytest.mark.parametrize("name", rest_pagination.TYPES)
def test_dlt_takes_every_pagination_that_a_file_may_declare(name: str) -> None:
    keys = "".join(f", {key}: {VALUES.get(key, 'x')}" for key in rest_pagination.TYPES[name])
    text = REST.replace("rates}", f"rates, pagination: {{type: {name}{keys}}}}}")
    source = parse_source("sources/shop.yaml", text, Findings("sources/shop.yaml"))
    assert source is not None
    assert source.rest is not None
    pagination = dict(source.rest.endpoints[0].pagination)
    assert set(pagination) == {"type", *rest_pagination.TYPES[name]}
    assert (create_paginator(pagination) is None) is (name == "auto")  # type: ignore[arg-type]


def test_a_path_that_is_written_as_null_tells_not_to_look() -> None:
    text = REST.replace("rates}", "rates, pagination: {type: page_number, total_path: null}}")
    source = parse_source("sources/shop.yaml", text, Findings("sources/shop.yaml"))
    assert source is not None
    assert source.rest is not None
    assert source.rest.endpoints[0].pagination == {"type": "page_number", "total_path": None}


@pytest.mark.parametrize(
    ("auth", "declared"),
    [
        ('{type: basic, username: me, password: "${P}"}', {"type": "basic", "username": "me", "password": "${P}"}),
        ('{type: basic, username: "${K}"}', {"type": "basic", "username": "${K}", "password": ""}),
        (
            '{type: api_key, api_key: "${K}", name: key, location: query}',
            {"type": "api_key", "api_key": "${K}", "name": "key", "location": "query"},
        ),
        (
            '{type: oauth2_client_credentials, access_token_url: "https://h/t", client_id: me, client_secret: "${S}", scope: r}',
            {
                "type": "oauth2_client_credentials", "access_token_url": "https://h/t", "client_id": "me",
                "client_secret": "${S}", "scope": "r",
            },
        ),
    ],
)  # fmt: skip
def test_each_type_of_auth_has_its_keys(auth: str, declared: dict[str, str]) -> None:
    source = parse_source("sources/shop.yaml", f"{REST}auth: {auth}\n", Findings("sources/shop.yaml"))
    assert source is not None
    assert source.rest is not None
    assert source.rest.auth == declared


@pytest.mark.parametrize(("written", "delimiter"), [("tab", "\t"), ('"\\t"', "\t"), ('"|"', "|"), ('" "', " ")])
def test_a_delimiter_is_taken_as_it_is(written: str, delimiter: str) -> None:
    text = FOLDER.replace("'*.csv'", f"'*.csv', delimiter: {written}")
    source = parse_source("sources/shop.yaml", text, Findings("sources/shop.yaml"))
    assert source is not None
    assert source.files is not None
    assert source.files.files[0].delimiter == delimiter


def test_all_that_is_wrong_in_a_file_is_told_at_once() -> None:
    text = (
        RATES.replace("rates\n", "/a?b\n", 1)
        .replace("numeric", "number")
        .replace("json_link", "json")
        .replace("cursor:", "cursr:")
    )
    problems = problems_of_source(text)
    assert [problem.line for problem in problems] == [7, 11, 12, 15], told(problems)
    assert len(problems_of_source(SETTLEMENTS.replace("glob", "globs"))) == 4
