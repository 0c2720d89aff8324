"""The books of what takes longer than one run: first loads, comparisons with the source, and how far a source had come.

In: a connection of the loader, to write; of any role of ours, to read.
Out: how far a backfill has come, and whether one goes on; what comparisons found; whether a source is older
than what was read of it.
Owns: `landing.backfill`, `landing.reconciliation` and `landing.source_log`.
Raises: nothing of its own.
Never: decides what is loaded or compared.
"""
