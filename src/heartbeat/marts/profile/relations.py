"""How profiled tables hang together: which column holds the keys of which table, and which table logs the states of which."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile

from heartbeat.db import Database
from heartbeat.marts.profile import questions
from heartbeat.marts.profile.model import Column, Lapse, LoggedState, Reference, StateLog, Table
from heartbeat.marts.profile.privacy import MOST_NAMED, MOST_VALUES, may_ask, may_name, may_show
from heartbeat.marts.profile.questions import Place
from heartbeat.marts.profile.roles import INTEGERS, TEXTS, changes, singular, words_of
from heartbeat.marts.profile.survey import STATEMENT_SECONDS, TABLE_SECONDS, Asker
from heartbeat.marts.sandbox import Sandbox

LEAST_CONTAINED = 0.95
_LOG = {"log", "logs", "history", "hist", "event", "events", "transition", "transitions", "journal", "audit", "change", "changes"}
_LABELS = ("name", "label", "title", "code")
_LABEL = re.compile(r"[\w .,&+/-]{1,40}")  # it comes to stand in a header and in a table of Markdown
_KEY_ENDINGS = ("id", "no", "nr", "number", "key", "code", "uuid", "ref")


def relate(database: Database, tables: Sequence[Table]) -> Iterator[Table]:
    """Each table again with its references, and as the state log that it may be. Landed tables declare no foreign keys."""
    sandbox = Sandbox(database, timeout_seconds=STATEMENT_SECONDS)
    by_name = {table.name: table for table in tables}
    for table in tables:
        asker = Asker(sandbox, table.name, time.monotonic() + TABLE_SECONDS, list(table.notes))
        references = tuple(_verified(asker, table, by_name)) if table.rows else ()
        related = replace(table, references=references, labels=_labels(asker, table, references, by_name))
        log = _log(asker, related, by_name) if table.rows else None
        yield replace(related, log=log, notes=tuple(asker.notes))


def _verified(asker: Asker, table: Table, tables: Mapping[str, Table]) -> Iterator[Reference]:
    for column, target in guessed_references(table, list(tables.values())):
        (key,) = target.keys
        found = asker.ask(questions.contained(_place(table), column, _place(target), key), f"{column} in {target.name}")
        if found and found[0][1] and found[0][0] >= LEAST_CONTAINED:
            yield Reference(column, target.name, key, found[0][0])


def guessed_references(table: Table, tables: Sequence[Table]) -> list[tuple[str, Table]]:
    """Columns that name another table, with that table: `client_id` leads to `client`, `clients` or `client_profile`.

    A table of the same dataset comes first, then the shorter name. Only a key of one column, of the same type, is led to.
    """
    found = []
    for column in table.columns.values():
        stem = _stem(column.name)
        if not stem or column.name in table.keys:
            continue
        fitting = [
            other
            for other in tables
            if other.name != table.name
            and len(other.keys) == 1
            and _is_named(other.table, stem)
            and other.keys[0] in other.columns
            and _family(other.columns[other.keys[0]]) == _family(column)
        ]
        if fitting:
            found.append((column.name, min(fitting, key=partial(_distance, table, stem))))
    return found


def _family(column: Column) -> str:
    """What may be equal: an integer column may hold the keys of a bigint one."""
    return next((types[0] for types in (INTEGERS, TEXTS) if column.base_type in types), column.base_type)


def _distance(table: Table, stem: tuple[str, ...], other: Table) -> tuple[bool, bool, int, int, str]:
    """`payment.state_id` leads to `payment_state` rather than to `order_state`, and to its own dataset before another."""
    pairs = zip(words_of(table.table), words_of(other.table), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    is_another = tuple(map(singular, words_of(other.table))) != tuple(map(singular, stem))
    return other.dataset != table.dataset, is_another, -shared, len(other.table), other.name


def _labels(
    asker: Asker, table: Table, references: Sequence[Reference], tables: Mapping[str, Table]
) -> dict[str, dict[str, str]]:
    """What the lookup tables of states and kinds call their values, by column and value."""
    found: dict[str, dict[str, str]] = {}
    for held in references:
        lookup = tables[held.table]
        named = [column for name in _LABELS if (column := lookup.columns.get(name)) and column.base_type in TEXTS]
        if table.columns[held.column].role != "state" or not named or not may_name(lookup.table, lookup.rows):
            continue
        rows = asker.ask(questions.names(_place(lookup), held.to_column, named[0].name), "names of states", limit=MOST_NAMED)
        found[held.column] = {value: label for value, label in rows if label and _LABEL.fullmatch(label)}
    return found


def _stem(column: str) -> tuple[str, ...]:
    words = words_of(column)
    return words[:-1] if len(words) > 1 and words[-1] in _KEY_ENDINGS else ()


def _is_named(table: str, stem: tuple[str, ...]) -> bool:
    """`case` is the end of `case`, the beginning of `case_file`, and the one of `cases`."""
    words = tuple(singular(word) for word in words_of(table))
    wanted = tuple(singular(word) for word in stem)
    own_words = words[: len(wanted)] == wanted and not set(words) & _LOG
    return own_words or words[-len(wanted) :] == wanted or words == wanted[-len(words) :]


def _log(asker: Asker, table: Table, tables: Mapping[str, Table]) -> StateLog | None:
    """The log of states that a table is: it has a time, a state and a reference to one thing, and little else."""
    states = [column for column in table.of_role("state") if changes(column.name) and may_ask(column.name, column.type)]
    owners = [reference for reference in table.references if tables[reference.table].start]
    if not table.start or len(states) != 1 or not owners or not _looks_like_log(table, owners[0], tables):
        return None
    owner, state = owners[0], states[0]
    rows = asker.ask(questions.ways(_place(table), owner.column, state.name, table.start), "state log", limit=MOST_VALUES + 1)
    counted = sum(row[1] for row in rows)
    if not rows or not may_show([row[0] for row in rows], counted):
        return None
    labels = table.labels.get(state.name, {})
    told = tuple(
        LoggedState(value, reached / things, began / things, Lapse(*took) if took else None, labels.get(value))
        for value, reached, began, things, took in rows
    )
    return StateLog(owner.table, owner.to_column, owner.column, state.name, table.start, told)


def _looks_like_log(table: Table, owner: Reference, tables: Mapping[str, Table]) -> bool:
    words = words_of(table.table)
    has_several = table.rows >= 1.2 * max(1, tables[owner.table].rows)
    return bool(set(words) & _LOG) or ("state" in words or "status" in words) or (has_several and len(table.columns) <= 5)


def _place(table: Table) -> Place:
    return Place(table.dataset, table.table, table.rows)
