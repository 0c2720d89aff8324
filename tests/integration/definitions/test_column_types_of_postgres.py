"""Types that a file may give a column are written as Postgres itself writes them."""

from heartbeat.db import Database, Role
from heartbeat.definitions.parse.sources.column_types import normalised
from unit.definitions.test_column_types import WRITTEN


def test_postgres_agrees_about_every_type(database: Database) -> None:
    columns = ", ".join(f"c{at} {written}" for at, written in enumerate(WRITTEN))
    with database.connect(Role.LOADER) as connection:
        connection.execute(f"create temporary table written ({columns})")
        rows = connection.execute(
            "select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'written'::regclass and attnum > 0"
            " order by attnum"
        ).fetchall()
    assert [name for (name,) in rows] == [normalised(written) for written in WRITTEN]
