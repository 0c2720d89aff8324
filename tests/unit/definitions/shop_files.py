"""Small workspace files for the tests: a header whose fields can be changed, and what parsing says about it."""

from __future__ import annotations

from pathlib import Path

from heartbeat.definitions.model import MetricDefinition, SourceDefinition
from heartbeat.definitions.parse.metric_file import Declared, parse_metric
from heartbeat.definitions.parse.settings_file import parse_settings
from heartbeat.definitions.parse.source_file import parse_source
from heartbeat.definitions.problem import Findings, Problem

FILE = "metrics/sales/orders_paid.sql"
FIELDS = {
    "name": "Orders paid",
    "code": "OPAH",
    "period": "24h",
    "unit": "ratio",
    "direction": "up",
    "norm_value": "0.95",
    "alert_value": "0.90",
    "description": "Share of orders that were paid.",
    "how_to_read": "Below 90 % call the provider.",
    "methodology": "Paid orders over all orders.",
    "sources": "[shop_public.orders]",
}
VALUE = "-- value\nselect avg(o.paid::int) as value, count(*) as n\nfrom shop_public.orders o where o.created_at < :as_of;\n"
SOURCE = "kind: postgres\nurl: ${SHOP_URL}\nschemas: [public]\n"
SETTINGS = "name: Shop\n"


def header(**changes: str | None) -> str:
    """A header with some fields changed (`for_` is `for`), or left out (None), or added at the end."""
    fields: dict[str, str | None] = {**FIELDS, **{key.rstrip("_"): text for key, text in changes.items()}}
    lines = [f"{key}: {text}" for key, text in fields.items() if text is not None]
    return "\n".join(["/*", *lines, "*/", ""])


def line_of(field: str, **changes: str | None) -> int:
    """The line of a field in `header` with the same changes."""
    return 1 + next(at for at, line in enumerate(header(**changes).split("\n")) if line.startswith(f"{field}:"))


def shop_source(**changes: object) -> SourceDefinition:
    """The source that the metrics here read."""
    given = {"source_id": "shop", "file": "sources/shop.yaml", "kind": "postgres", "url": "${SHOP_URL}", "schemas": ("public",)}
    return SourceDefinition(**(given | changes))  # type: ignore[arg-type]


def read_metric(
    text: str, *, file: str = FILE, source: SourceDefinition | None = None
) -> tuple[MetricDefinition | None, list[Problem]]:
    """One metric file, and what was found in it."""
    findings = Findings(file)
    metric = parse_metric(file, text, Declared({"shop_public": source or shop_source()}), findings)
    return metric, sorted(findings.problems)


def metric_of(text: str) -> MetricDefinition:
    """One metric file that must be without an error."""
    metric, problems = read_metric(text)
    assert metric is not None, problems
    return metric


def problems_of_source(text: str, *, file: str = "sources/shop.yaml") -> list[Problem]:
    """What is found in one source file."""
    findings = Findings(file)
    parse_source(file, text, findings)
    return sorted(findings.problems)


def problems_of_settings(text: str) -> list[Problem]:
    """What is found in one heartbeat.yaml."""
    findings = Findings("heartbeat.yaml")
    parse_settings(text, findings)
    return sorted(findings.problems)


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def told(problems: list[Problem] | tuple[Problem, ...]) -> str:
    """Problems as the command line prints them."""
    return "\n".join(map(str, problems))
