"""Names in marts: of the datasets that sources fill, and of the tables that a file declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from heartbeat.definitions.model import SourceDefinition
from heartbeat.definitions.parse.fields import Fields

SOURCE_ID = re.compile(r"[a-z][a-z0-9_]{0,40}")
RESERVED_DATASETS = ("heartbeat", "landing", "segments", "public", "information_schema")
MAX_DATASET = 55  # Postgres cuts names at 63, and `_staging` follows
_TABLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]*")


def refused_dataset(dataset: str) -> str | None:
    """Why a dataset cannot be filled by a source, as the end of a sentence, with what to do; None for one that can."""
    if dataset in RESERVED_DATASETS or dataset.startswith("pg_") or dataset.endswith("_staging"):
        return f"land in `{dataset}`, which is reserved; rename the source's file."
    if len(dataset) > MAX_DATASET:
        return f"land in `{dataset}`, {len(dataset)} characters; {MAX_DATASET} is the most. Shorten the source's name."
    return None


def check_own_dataset(fields: Fields, source_id: str) -> None:
    """Refuse a source without schemas whose name is no dataset: its rows land under it."""
    if refused := refused_dataset(source_id):
        fields.findings.error(1, f"A source without schemas cannot be called `{source_id}`.", f"It would {refused}")


def read_schemas(fields: Fields, source_id: str, remedy: str) -> tuple[str, ...]:
    """The schemas to land, each with a dataset that it may fill. `remedy` is what to do about a name that cannot be landed."""

    def check(schema: str) -> str | None:
        if not _SCHEMA.fullmatch(schema):
            return f"Only schemas named with a-z, 0-9 and _ can be landed; {remedy}"
        refused = refused_dataset(f"{source_id}_{schema}")
        return f"It would {refused}" if refused else None

    schemas = fields.texts("schemas", check=check, hint="Write a list: [core].")
    if not schemas and fields.is_list("schemas"):
        fields.reject("schemas", "{key} names no schema.", "Name those to land: [core].")
    return schemas


def tables_under(fields: Fields, key: str, hint: str) -> Fields:
    """A key that declares tables, each under the name it lands under; at least one."""
    inside = fields.mapping(key, hint)
    if not fields.has(key) or (fields.is_mapping(key) and not inside.keys()):
        fields.reject(key, "{key} is missing.", hint)
    for table in inside.keys():  # noqa: SIM118 - not a dict
        check_table(inside, table, table)
    return inside


def check_table(fields: Fields, key: str, table: str) -> None:
    """Refuse, at the key, a name that no table can land under."""
    if not _TABLE.fullmatch(table) or table.startswith("_dlt"):
        hint = "Write the name under which it lands: a letter, then up to 62 of a-z, 0-9 and _."
        fields.reject(key, f"`{table}` is no name of a table.", hint)


def collisions(sources: Mapping[str, SourceDefinition]) -> Iterator[tuple[SourceDefinition, str, SourceDefinition]]:
    """Sources whose dataset another one fills already: the second, the dataset, the first."""
    taken: dict[str, SourceDefinition] = {}
    for _, source in sorted(sources.items()):
        for dataset in source.datasets():
            if dataset in taken:
                yield source, dataset, taken[dataset]
            taken.setdefault(dataset, source)
