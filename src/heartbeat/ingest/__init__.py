"""The room `ingest`: from sources to marts, and the only room that knows dlt.

In: a source as declared, the connection string of the loader role, the environment that holds its secrets.
Out: rows in the source's datasets, visible all at once; a report for each table.
Owns: the datasets and their staging; writes `landing` through marts.
Raises: `SourceUnreachable`, `SourceRejected`, `SourceBusy`, `DeadlinePassed`, `IngestError` for what has no better name, and
`DatabaseUnavailable` when the marts are away. A table that fails is in the report and stops no other; `SchemaDrift` and
`LoadHeld` are facts about one table and are told there.
Never: writes to a source, shows a partial table, resumes a killed load, lets a secret into a message.
"""
