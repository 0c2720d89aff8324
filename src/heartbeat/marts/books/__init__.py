"""The books of what takes longer than one run: first loads that go on after a crash, and comparisons with the source.

In: a connection of the loader, to write; of any role of ours, to read.
Out: how far a backfill has come, and whether one goes on; what comparisons found.
Owns: `landing.backfill` and `landing.reconciliation`.
Raises: nothing of its own.
Never: decides what is loaded or compared.
"""
