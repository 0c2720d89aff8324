"""The kinds of source: each knows how to reflect tables and how to write their rows to CSV files, and nothing of marts.

In: a source definition with its placeholders expanded.
Out: `SourceTable` for each table, and for each planned table a CSV file with its rows.
Owns: nothing.
Raises: `SourceUnreachable`, `SourceRejected`.
Never: writes to a source.
"""
