"""A window ends now and begins with a day of the workspace."""

from datetime import UTC, datetime

import pytest

from heartbeat.definitions.cuts.window import in_words, is_window, shortest_first, window_of

END = datetime(2026, 3, 31, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "start"),
    [
        ("24h", datetime(2026, 3, 30, 10, 30, tzinfo=UTC)),
        ("7d", datetime(2026, 3, 23, 23, 0, tzinfo=UTC)),  # before the clocks went forward on the 29th
        ("2w", datetime(2026, 3, 16, 23, 0, tzinfo=UTC)),
        ("1m", datetime(2026, 2, 27, 23, 0, tzinfo=UTC)),  # February has no 31st
        ("1y", datetime(2025, 3, 30, 22, 0, tzinfo=UTC)),
        ("all", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_where_a_window_begins(key: str, start: datetime) -> None:
    window = window_of(key, end=END, timezone="Europe/Prague")
    assert (window.start, window.end) == (start, END)
    assert window.parameters == {"start": start, "end": END, "timezone": "Europe/Prague"}


@pytest.mark.parametrize("key", ["", "0d", "30", "d", "30 d", "99y", "-1d", "30D", "ever"])
def test_what_is_no_window(key: str) -> None:
    assert not is_window(key)
    with pytest.raises(ValueError, match="no window"):
        window_of(key, end=END, timezone="UTC")


def test_a_window_in_words() -> None:
    assert [in_words(key) for key in ("30d", "1y", "24h", "all")] == ["30 days", "1 year", "24 hours", "all time"]


def test_windows_are_listed_by_their_length() -> None:
    assert shortest_first({"all", "12m", "90d", "2w", "24h", "1y", "14d"}) == ["24h", "14d", "2w", "90d", "12m", "1y", "all"]
