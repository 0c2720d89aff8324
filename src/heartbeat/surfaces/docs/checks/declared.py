"""What a deploy of a workspace would tell the documentation beside its metrics, out of its files."""

from __future__ import annotations

from dataclasses import asdict

from heartbeat.definitions.workspace import Survey
from heartbeat.readings.overview.documented import Documented


def documented_of(survey: Survey) -> Documented:
    """Pages, cuts, links and segments as they would be stored; the workspace's own pages are read with their files."""
    explained = survey.explained
    pairs = {(metric_id, cut.cut_id): role for cut in explained.cuts for metric_id, role in cut.metrics.items()}
    pairs |= {(metric.metric_id, cut_id): role for metric in survey.metrics for cut_id, role in metric.links.items()}
    return Documented(
        pages=tuple(asdict(page) for page in explained.pages),
        cuts=tuple(asdict(cut) | {"module": cut.text, "verification_state": "unverified"} for cut in explained.cuts),
        links=tuple({"metric_id": metric, "cut_id": cut, "role": role} for (metric, cut), role in sorted(pairs.items())),
        segments=tuple(asdict(segment) | {"segment_values": segment.values} for segment in explained.segments),
    )
