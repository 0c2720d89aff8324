"""What is said to a REST API, and what it says, word by word."""

from __future__ import annotations

import pytest

from heartbeat.ingest.kinds.rest.answers import quoted
from heartbeat.ingest.kinds.rest.retrying import MOST_TRIES, Pause, asked_pause, pause_after
from heartbeat.ingest.kinds.rest.since import since_text
from heartbeat.ingest.tables.model import Column, Window

ZONED, LOCAL = "timestamp with time zone", "timestamp without time zone"


@pytest.mark.parametrize(
    ("type_name", "start", "said"),
    [
        (ZONED, "2026-01-31 10:00:00+00", "2026-01-31T09:49:59Z"),
        (ZONED, "2026-01-31 10:00:00.123456+02", "2026-01-31T07:49:59.123456Z"),
        (LOCAL, "2026-01-31 10:00:00", "2026-01-31T09:49:59"),
        ("date", "2026-01-31", "2026-01-29"),
        ("bigint", "17", "16"),
        ("numeric(30,2)", "12345678901234567890.05", "12345678901234567889.05"),
        ("double precision", "1e+20", "99999999999999999999"),
        ("text", "k17", "k17"),
        (ZONED, "0044-03-15 00:00:00+00 BC", None),
        (ZONED, "0001-01-01 00:00:00+00", None),
        (ZONED, "infinity", None),
    ],
)
def test_since_is_a_step_before_the_cursor_less_the_lag_in_the_words_of_apis(
    type_name: str, start: str, said: str | None
) -> None:
    assert since_text(Window(Column("at", "at", type_name), start, 600)) == said


NOON = "Sat, 31 Jan 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sat, 31 Jan 2026 12:01:30 GMT", 90),
        ("Sat, 31 Jan 2026 11:59:00 GMT", -60),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("²", None),
    ],
)
def test_a_pause_that_is_asked_for_is_read_by_the_clock_of_the_server(text: str, seconds: float | None) -> None:
    assert asked_pause({"Retry-After": text, "Date": NOON}) == seconds


def test_pauses_grow_and_tries_end() -> None:
    pauses = [pause_after(None, tries, 0.5) for tries in range(1, MOST_TRIES + 1)]
    assert pauses == [Pause(0.5 * 2**at, is_asked=False) for at in range(MOST_TRIES - 1)] + [None]
    assert pause_after({"Retry-After": "0"}, MOST_TRIES, 0.5) == Pause(0.5, is_asked=True)
    assert pause_after({"Retry-After": "0"}, 100, 0.5) is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", ""),
        (b"  \n ", ""),
        (b"<title>Bad&nbsp;Gateway</title><script>alert(1)</script>\x1b[31m nginx", "“Bad Gateway [31m nginx”"),
        ("ü".encode() * 300, f"“{'ü' * 160}…”"),
        (b"\xff\xfe", "“\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}”"),
    ],
)
def test_what_a_server_said_is_quoted_in_short_and_without_marks(body: bytes, said: str) -> None:
    assert quoted(body, str) == said
