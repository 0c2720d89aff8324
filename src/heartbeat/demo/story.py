"""Which failures of the demo are meant: they are part of the bank's story, and print like any other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

MEANT: Final = {
    "support_desk": "the service desk was read four days ago and is unreachable since, so its tiles go stale",
    "high_risk_merchant_share": "an authorisation came with merchant category 59I2, an I for a 1; the last good value stays",
}


def failures_meant(job: Mapping[str, Any], told: Collection[str] = ()) -> tuple[str, ...]:
    """The names of datasets and metrics that failed in a beat as the story has it, but for those that were told already."""
    return tuple(name for name in _failed(job) if name in MEANT and name not in told)


def tell_failures(names: Collection[str]) -> Iterator[str]:
    """What to say about them, a line each; nothing where there are none."""
    if names:
        yield "  Meant, as a part of the story (docs/example-bank.md):"
        yield from (f"    {name}: {MEANT[name]}" for name in names)


def _failed(job: Mapping[str, Any]) -> Iterator[str]:
    yield from (source["dataset"] for source in job["sources"] if source["state"] == "error")
    yield from (metric["metric_id"] for metric in job["metrics"] if metric["outcome"] == "error")
