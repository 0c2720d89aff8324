"""What the environment may decide, and how a wrong value is told."""

from __future__ import annotations

import pytest

from heartbeat.config import read_settings
from heartbeat.errors import ConfigError


@pytest.mark.parametrize("seconds", ["inf", "nan", "1e9", "0", "-1", "86400.1", "soon"])
def test_a_time_limit_that_postgres_cannot_hold_is_refused(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    monkeypatch.setenv("HEARTBEAT_METRIC_STATEMENT_TIMEOUT", seconds)
    with pytest.raises(ConfigError, match="HEARTBEAT_METRIC_STATEMENT_TIMEOUT"):
        read_settings()


@pytest.mark.parametrize("seconds", ["0.5", "86400"])
def test_a_time_limit_of_up_to_a_day_is_taken(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    monkeypatch.setenv("HEARTBEAT_METRIC_STATEMENT_TIMEOUT", seconds)
    assert read_settings().metric_statement_timeout == float(seconds)
