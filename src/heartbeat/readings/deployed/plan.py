"""What a deploy will do, decided before anything is written: which rows change, whose lines stay, whose verification ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heartbeat.definitions.model import MetricDefinition, SourceDefinition
from heartbeat.errors import ChangeRefused
from heartbeat.readings.deployed.rows import INITIAL, Row, config_row, differences
from heartbeat.rules.status import Lines, contradiction

_JUDGED_BY = ("norm_value", "alert_value", "target_value", "typical", "min_n")


@dataclass(frozen=True)
class Kept:
    """A value that an operator set and that stays although the file's own value changed, or that is back with its metric."""

    metric_id: str
    column: str
    value: Any
    file_from: Any
    file_to: Any

    def __str__(self) -> str:
        if self.file_from == self.file_to:
            told = f"{self.metric_id}: {self.column} is {_say(self.value)} again as an operator set it"
            return f"{told}; the file says {_say(self.file_to)}"
        told = f"{self.metric_id}: {self.column} stays {_say(self.value)} as an operator set it"
        return f"{told}; the file changed it from {_say(self.file_from)} to {_say(self.file_to)}"


@dataclass(frozen=True)
class Moved:
    """A line, due date or owner that a changed file set anew."""

    metric_id: str
    column: str
    value_from: Any
    value_to: Any


@dataclass
class Plan:
    """The rows to write, and what to say about them. Ids are in catalog order."""

    rows: list[Row] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    ended_verifications: dict[str, str] = field(default_factory=dict)  # with the reason
    needs_measuring: list[str] = field(default_factory=list)
    to_judge_again: list[str] = field(default_factory=list)
    in_another_unit: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SourceChanges:
    """What a deploy does with sources, by source id."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def compare_sources(before: Mapping[str, str], sources: Sequence[SourceDefinition]) -> SourceChanges:
    """Compare the files with what is registered: the content's hash by source id."""
    after = {source.source_id: source.content_hash for source in sources}
    return SourceChanges(
        added=tuple(source_id for source_id in after if source_id not in before),
        changed=tuple(source_id for source_id in after if before.get(source_id, after[source_id]) != after[source_id]),
        removed=tuple(sorted(set(before) - set(after))),
    )


def make_plan(before: Mapping[str, Row], metrics: Sequence[MetricDefinition], retired: Mapping[str, Row] | None = None) -> Plan:
    """Compare the files with the registered rows, by metric id, and new ones with the rows that `retired` metrics left with.

    Raises:
        ChangeRefused: a line of a file and a line that an operator set contradict each other; names every such metric.
    """
    plan = Plan(removed=sorted(set(before) - {metric.metric_id for metric in metrics}))
    refused = []
    for position, metric in enumerate(metrics, start=1):
        row = _settled(plan, before.get(metric.metric_id), metric, (retired or {}).get(metric.metric_id))
        row["catalog_position"] = position
        plan.rows.append(row)
        if problem := contradiction(Lines(metric.direction, row["norm_value"], row["alert_value"], row["target_value"])):
            refused.append(f"{metric.metric_id} ({metric.file}): {problem}")
    if refused:
        hint = "A line that an operator set stays: change it with `heartbeat metric edit`, or write lines that fit it."
        raise ChangeRefused("Lines would contradict each other:\n  " + "\n  ".join(refused), hint=hint)
    return plan


def _settled(plan: Plan, old: Row | None, metric: MetricDefinition, left: Row | None) -> Row:
    new = config_row(metric)
    if old is None:
        plan.added.append(metric.metric_id)
        plan.needs_measuring.append(metric.metric_id)
        plan.to_judge_again.append(metric.metric_id)  # a metric that returns has a value, judged by the lines it left with
        first = {**new, **_first_values(plan, left, new), "verification_state": "unverified"}
        plan.moved += _moved(metric.metric_id, left, first) if left is not None else []
        return first
    row = {**new, **_initial_values(plan, old, new), "verification_state": old["verification_state"]}
    if old["definition_hash"] != new["definition_hash"]:
        plan.needs_measuring.append(metric.metric_id)
        if old["unit"] != new["unit"]:
            plan.in_another_unit.append(metric.metric_id)
        if old["verification_state"] == "verified":
            plan.ended_verifications[metric.metric_id] = _why_ended(old, new)
            row["verification_state"] = "changed"
    elif any(old[name] != row[name] for name in _JUDGED_BY):
        plan.to_judge_again.append(metric.metric_id)
    plan.moved += _moved(metric.metric_id, old, row)
    is_changed = any(old[name] != value for name, value in new.items())
    (plan.changed if is_changed else plan.unchanged).append(metric.metric_id)
    if not is_changed:  # the commit and time at which the file changed last stay
        row |= {name: old[name] for name in ("git_commit", "deployed_at")}
    return row


def _moved(metric_id: str, old: Row, row: Row) -> list[Moved]:
    return [Moved(metric_id, name, old[name], row[name]) for name in INITIAL if old[name] != row[name]]


def _why_ended(old: Row, new: Row) -> str:
    return f"its definition changed: {', '.join(differences(old, new)) or 'it is fingerprinted in another way'}"


def _first_values(plan: Plan, left: Row | None, new: Row) -> Row:
    """The initial values of a new metric are those of its file. One that returns as it was has those that operators gave it.

    Unless they contradict its file: nobody could edit them before it is back.
    """
    by_file = {name: new[f"file_{name}"] for name in INITIAL}
    if left is None or differences(left, new):
        return by_file
    values = _initial_values(Plan(), left, new)
    if contradiction(Lines(new["direction"], values["norm_value"], values["alert_value"], values["target_value"])):
        return by_file
    # told as unchanged by the file, which is the news: what is not the file's is back
    plan.kept += [
        Kept(new["metric_id"], name, values[name], by_file[name], by_file[name])
        for name in INITIAL
        if values[name] != by_file[name]
    ]
    return values


def _initial_values(plan: Plan, old: Row, new: Row) -> Row:
    """An initial value follows its file until an operator sets another; then it stays, and a change of the file is told."""
    values = {}
    for name in INITIAL:
        file_from, file_to, current = old[f"file_{name}"], new[f"file_{name}"], old[name]
        is_tuned = current != file_from
        values[name] = current if is_tuned or file_from == file_to else file_to
        if is_tuned and file_to not in {file_from, current}:
            plan.kept.append(Kept(new["metric_id"], name, current, file_from, file_to))
    return values


def _say(value: Any) -> str:
    return "unset" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
