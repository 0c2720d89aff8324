"""What stands in marts before a run, read once for all tables of a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

from heartbeat.marts.inspect import read_columns, read_indexes
from heartbeat.marts.loads import TableState, read_table_states


@dataclass(frozen=True)
class Standing:
    """What stands in marts of one table before a run. `columns` is null when there is no such table yet.

    `indexes` are those of the table, by name: the columns of a unique one over plain columns, null for any other.
    """

    dataset: str
    state: TableState | None
    columns: Mapping[str, str] | None
    indexes: Mapping[str, frozenset[str] | None] = field(default_factory=dict)

    def is_unique(self, columns: tuple[str, ...]) -> bool:
        """Whether a unique index over exactly these columns stands, so that a merge can find the row it replaces."""
        return frozenset(columns) in self.indexes.values()


@dataclass(frozen=True)
class Standings:
    """What stands of all tables of a dataset. `columns`: by table, the type of each."""

    dataset: str
    states: Mapping[str, TableState]
    columns: Mapping[str, Mapping[str, str]]
    indexes: Mapping[str, Mapping[str, frozenset[str] | None]]

    @property
    def landed(self) -> list[TableState]:
        """The tables that have been landed and still stand."""
        return [state for state in self.states.values() if state.table_name in self.columns]

    def of(self, table: str) -> Standing:
        """What stands of one of them, by its landed name."""
        state = self.states.get(f"{self.dataset}.{table}")
        return Standing(self.dataset, state, self.columns.get(table), self.indexes.get(table, {}))


def read_standings(connection: psycopg.Connection[Any], dataset: str) -> Standings:
    """Ask marts what stands in a dataset."""
    states, columns = read_table_states(connection, dataset), read_columns(connection, dataset)
    return Standings(dataset, states, columns, read_indexes(connection, dataset))
