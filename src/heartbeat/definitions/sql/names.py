"""How names and texts are written in SQL, for statements that we write ourselves."""

from __future__ import annotations

import re

_RESERVED = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
    column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
    current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
    from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
    localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
    returning right select session_user similar some symmetric table tablesample then to trailing true union unique user
    using variadic verbose when where window with
    """.split()  # noqa: SIM905 - a list literal would take 95 lines
)
"""What Postgres does not take for the name of a column or table; some, such as `user`, would even mean something else."""


def is_plain(name: str) -> bool:
    """Whether a name needs no quotes."""
    return re.fullmatch(r"[a-z_][a-z0-9_$]*", name) is not None and name not in _RESERVED


def quoted(name: str) -> str:
    """A name in quotes, whatever stands in it."""
    return '"' + name.replace('"', '""') + '"'


def written(name: str) -> str:
    """A name as a person writes it: in quotes only where it needs them."""
    return name if is_plain(name) else quoted(name)


def literal(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"
