from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from pydantic import SecretStr

from heartbeat.config import Settings
from heartbeat.log import configure, get_logger
from heartbeat.redaction import Redaction


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers, root.level
    configure(Settings(log_format="json", log_level="info", db_owner_url=SecretStr("plain-secret-value")), stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, root.level = before


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("postgresql://hb_app:s3cr3t@host:5432/db", "s3cr3t"),
        ("connection to postgres://u:p%40ss@%2Ftmp%2Fx/db failed", "p%40ss"),
        ("host=x password=s3cr3t user=y", "s3cr3t"),
        ("password='two words' user=y", "two words"),
        ("Authorization: token=abcdef123", "abcdef123"),
        ("postgresql://u:first@second@host/db", "second"),
        ("postgresql://u:first/second@host/db", "second"),
        ("PGPASSWORD=s3cr3t psql", "s3cr3t"),
        ("password=se,cr;et) user=y", "cr;et"),
        (r"password='it\'s secret' user=y", "s secret"),
        ("Authorization: Bearer eyJhbGciOi.x-y_z==", "eyJhbGciOi.x-y_z"),
    ],
)
def test_a_secret_in_a_text_is_taken_out(text: str, hidden: str) -> None:
    assert hidden in text
    assert hidden not in Redaction().text(text)


def test_what_is_no_secret_stays() -> None:
    for text in ("https://example.com/a?b=c", "webbank_core.payment: 12 rows", "mail to anna@example.com", "12:30:45 @ noon"):
        assert Redaction().text(text) == text


def test_a_value_under_a_telling_name_is_taken_out_at_any_depth() -> None:
    event = Redaction()(
        None, "info", {"event": "x", "headers": {"Authorization": "abc"}, "urls": ["pg://u:pw123@h/d"], "count": 3}
    )
    assert event == {"event": "x", "headers": {"Authorization": "***"}, "urls": ["pg://u:***@h/d"], "count": 3}


def test_a_line_is_json_with_time_and_level_and_without_the_secrets_of_the_settings(lines: io.StringIO) -> None:
    get_logger().info("opened", url="postgresql://a:bcdefg@h/d", note="plain-secret-value")
    line = json.loads(lines.getvalue())
    assert line.items() >= {"event": "opened", "level": "info", "url": "postgresql://a:***@h/d", "note": "***"}.items()
    assert line["timestamp"].endswith("Z")


def test_an_exception_and_a_line_of_a_library_lose_their_secrets_too(lines: io.StringIO) -> None:
    try:
        int("postgresql://a:bcdefg@h/d")
    except ValueError:
        get_logger().exception("failed")
    logging.getLogger("some.library").warning("tried %s", "postgresql://a:bcdefg@h/d")
    assert "bcdefg" not in lines.getvalue()
    assert "ValueError" in lines.getvalue()


def test_a_line_below_the_level_is_not_written(lines: io.StringIO) -> None:
    get_logger().debug("quiet")
    logging.getLogger("some.library").info("quiet")
    assert lines.getvalue() == ""
