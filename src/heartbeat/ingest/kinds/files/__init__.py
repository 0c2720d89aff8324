"""Files of a folder: CSV, JSON lines and Parquet, on this machine or wherever fsspec reads.

In: a folder's url and, for each table, the glob of its files; from `landing.file_load`, which files stand in marts and as what.
Out: the rows of new and changed files, each with its file, its line and the time of the file's last change.
Owns: nothing; its spool lies in the run's own folder.
Raises: `SourceUnreachable` when the folder is not there or breaks off, `SourceRejected` for a table whose files cannot be taken.
Never: reads a file outside the folder, takes one that was written meanwhile, repeats a row in a message, shows the url's login.
"""

from __future__ import annotations

from heartbeat.ingest.kinds.files.snapshot import open_snapshot

__all__ = ["open_snapshot"]
