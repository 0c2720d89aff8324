"""Comparisons of landed tables with their source, for what no cursor tells: deleted, missed and silently changed rows.

In: a source as declared, and which of its tables; they have just been read, so that only what a cursor cannot tell differs.
Out: rows in marts as they are at the source, all tables of a comparison at once; what was found, in the books.
Owns: nothing.
Raises: `SourceBusy`, `DatabaseUnavailable`. What fails otherwise is told of each table.
Never: holds more than a few numbers for each range of rows, touches what the next run brings, or empties a table unasked.
"""
