"""Long first loads: table after table, each a run of its own, gone on with after a crash.

In: a source as declared, and which of its tables.
Out: landed tables, one by one; in the books, how far it has come.
Owns: the lock of a source's backfill, which other runs of the source respect.
Raises: `SourceBusy`, and what lists the tables of a source. A table that fails is told and stops no other.
Never: loads a table again that this backfill has loaded.
"""
