"""The machine's own time, for tests that need no other. The program asks the database."""

from datetime import UTC, datetime


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
