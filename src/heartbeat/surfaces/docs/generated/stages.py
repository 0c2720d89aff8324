"""The stages of a metric's life, with the metrics that are in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from heartbeat.rules.life.stage import Stage
from heartbeat.surfaces.docs.book.page import Page
from heartbeat.surfaces.docs.facts import Facts
from heartbeat.surfaces.docs.generated import words

MEANING: Mapping[str, str] = {
    "draft": "deployed, and it has no value yet",
    "unverified": "it has a value, and nobody owns it",
    "owned": "somebody owns it; no audit of what it computes now has passed",
    "reviewed": "an audit of what it computes now did not fail",
    "verified": "its owner stands behind it; it may page",
    "changed": "it was verified, and something it rests on changed since",
    "retired": "its file is gone; its history stays",
}
STAGES: tuple[Stage, ...] = get_args(Stage)


def stages_page(facts: Facts) -> Page:
    """Every stage: what it means, and which metrics are there. Retired metrics are on their page in the cockpit alone."""
    parts = []
    for stage in STAGES:
        rows = [
            (words.link(entry["name"], f"/docs/metrics/{metric_id}"), words.plain(entry["owner"]), entry.get("next_step") or "")
            for metric_id, entry in facts.entries.items()
            if entry["stage"] == stage and metric_id in facts.metrics
        ]
        listed = words.table(("metric", "owner", "next"), rows) or "None is here now."
        parts.append(words.section(stage, f"{MEANING[stage].capitalize()}.", listed if stage != "retired" else ""))
    text = words.page("Stages of metrics", "How a number earns trust, and which metrics are where on that way.", *parts)
    return Page("here/stages", "Stages of metrics", text, "program")
