"""What every surface speaks over HTTP, so that surfaces need not know each other.

In: the settings and the database that the door opened.
Out: `Site` (what a request may use), the shapes two surfaces share, and JSON as Heartbeat writes it.
Owns: nothing in the database.
Raises: DatabaseUnavailable, while Postgres is away.
Never: reads or judges a metric.
"""
