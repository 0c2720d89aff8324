"""What a deploy knows of the ids, codes and definitions that were there before: who comes back, and who only takes the name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from heartbeat.errors import ChangeRefused
from heartbeat.readings.deployed.retired import RetiredMetric
from heartbeat.readings.deployed.rows import Row, differences


@dataclass(frozen=True)
class Lineage:
    """The new metrics of a deploy that have a past, by metric id."""

    returned: Mapping[str, RetiredMetric] = field(default_factory=dict)
    """Retired ones that compute what they computed: their history goes on."""
    reused: Mapping[str, RetiredMetric] = field(default_factory=dict)
    """Others under a retired id, as somebody said they shall be."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """To the id of a metric whose file is gone and that computed the same."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """To the id of a metric whose file is gone and that had the same code on the screens."""


def trace(added: Sequence[Row], retired: Sequence[RetiredMetric], leaving: Mapping[str, Row], reuse: Collection[str]) -> Lineage:
    """Compare the new metrics of a deploy with those that were there before.

    Args:
        added: rows of the metrics that the registry has not got.
        retired: every metric that is retired so far, the newest retirement last.
        leaving: registered rows whose files are gone with this deploy, by metric id.
        reuse: retired ids that another definition may have.

    Raises:
        ChangeRefused: another definition under a retired id that is not among `reuse`; names every such id.
    """
    files = {row["metric_id"]: row["file"] for row in added}
    known = {metric.metric_id: metric for metric in retired if metric.metric_id in files}
    differing = {
        row["metric_id"]: differences(known[row["metric_id"]].definition, row) for row in added if row["metric_id"] in known
    }
    _refuse(files, known, {metric_id: words for metric_id, words in differing.items() if metric_id not in reuse})
    gone = [metric.definition for metric in retired if metric.metric_id not in files] + list(leaving.values())
    return Lineage(
        returned={metric_id: metric for metric_id, metric in known.items() if not differing[metric_id]},
        reused={metric_id: metric for metric_id, metric in known.items() if differing[metric_id]},
        renamed=_alike([row for row in added if row["metric_id"] not in known], gone, "definition_hash"),
        codes=_alike(added, gone, "code"),
    )


def _alike(added: Sequence[Row], gone: Sequence[Row], column: str) -> dict[str, str]:
    """To each new metric the one that is gone and had the same in a column; the one that left last, where several had."""
    had = {row[column]: row["metric_id"] for row in gone}
    return {row["metric_id"]: had[row[column]] for row in added if row[column] in had}


def _refuse(files: Mapping[str, str], known: Mapping[str, RetiredMetric], differing: Mapping[str, Sequence[str]]) -> None:
    refused = [one for one in files if differing.get(one)]
    if not refused:
        return
    told = [f"{one} ({files[one]}): {known[one].was(differing[one])}" for one in refused]
    reuse = " ".join(f"--reuse {one}" for one in refused)
    hint = (
        "A history of two definitions under one id misleads whoever reads it: give the file another name. If the id shall be "
        f"reused all the same, `heartbeat deploy {reuse}`; charts mark where the definition changed."
    )
    raise ChangeRefused(
        "An id would be reused for a metric that computes something else; nothing was changed:\n  " + "\n  ".join(told), hint=hint
    )
