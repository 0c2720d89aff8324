"""Sources behind any URL of SQLAlchemy: SQLite, MySQL and MariaDB with exact types, other databases as SQLAlchemy reads them.

In: a source whose url is `dialect+driver://…`; without schemas, the url's own database is read.
Out: tables with columns in exact types of Postgres, rows as CSV that COPY reads, in bounded memory.
Owns: one connection for a run, read-only, with one transaction that is a snapshot where the database knows how.
Raises: `SourceUnreachable`, `SourceRejected`.
Never: writes to a source, makes a file of SQLite, changes a value to let it fit, repeats a value or a password in a message.
"""

from heartbeat.ingest.kinds.sql.snapshot import open_snapshot

__all__ = ["open_snapshot"]
