"""The kinds of source: each knows how to read one, and nothing of marts.

The file `<kind>.py` of this folder reads sources of that `kind`. It gives `open_snapshot(source, reach)`, a context manager
around a `Snapshot` (`tables/model.py`); it is found by its name and registered nowhere.

In: a source definition with its placeholders expanded.
Out: `SourceTable` for each table, and for each planned table its rows as CSV.
Owns: nothing.
Raises: `SourceUnreachable`, `SourceRejected`.
Never: writes to a source.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from heartbeat.definitions.model import SourceDefinition
from heartbeat.errors import SourceRejected
from heartbeat.ingest.tables.model import Reach, Snapshot


def open_snapshot(source: SourceDefinition, reach: Reach) -> AbstractContextManager[Snapshot]:
    """Connect to a source, and hold it as it is at this moment.

    Args:
        source: its placeholders expanded.
        reach: what a kind may need beside it.

    Raises:
        SourceRejected: this version cannot read sources of its kind. Else as the kind says.
    """
    name = f"{__name__}.{source.kind}"
    if find_spec(name) is None:
        message = f"{source.source_id} is of the kind {source.kind}, which this version cannot read."
        raise SourceRejected(message, hint=f"Correct `kind` in {source.file}, or install the version that it was deployed with.")
    return cast("AbstractContextManager[Snapshot]", import_module(name).open_snapshot(source, reach))
