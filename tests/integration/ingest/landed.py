"""What has landed, as those see it who read it: the base of every site of this folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heartbeat.db import Database, Role


@dataclass
class Landed:
    """Heartbeat's database."""

    database: Database

    def marts(self, query: str) -> list[tuple[Any, ...]]:
        """What metric SQL sees."""
        with self.database.connect(Role.QUERY) as connection:
            return connection.execute(query).fetchall()

    def landing(self, query: str) -> list[tuple[Any, ...]]:
        """What the worker sees of schema landing."""
        with self.database.connect(Role.WORKER) as connection:
            return connection.execute(query).fetchall()

    def types_of(self, table: str) -> dict[str, str]:
        """The columns of 'dataset.table' in order, with their types."""
        found = self.marts(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            f" where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped order by attnum"
        )
        return dict(found)
