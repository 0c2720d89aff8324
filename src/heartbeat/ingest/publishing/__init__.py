"""From staging to what readers see: tables are made ready, and become visible in one transaction with the records of their load.

In: what a run has read of each table, in staging.
Out: rows in the dataset, the state of each table in `landing`, dlt's own records of the dataset.
Owns: the dataset, and the tables that dlt keeps in it.
Raises: `IngestError` for a table that Postgres refuses.
Never: shows a part of a run, or waits in front of other readers for longer than half a second.
"""
