"""How names of a source are written in marts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_LONGEST_BYTES = 63
_OWN_COLUMNS = {"cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"}  # every table of Postgres has them


def landed_name(name: str) -> str:
    """The name of a table or column in marts: as it is if SQL takes it without quotes, else in snake case.

    `clientId` becomes `client_id`, `Amount (EUR)` becomes `amount_eur`; letters of any language stay.
    """
    if _PLAIN.fullmatch(name) and len(name) <= _LONGEST_BYTES:
        return name
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    words = re.sub(r"\W+", "_", spaced, flags=re.UNICODE).strip("_").lower()
    named = re.sub(r"_{2,}", "_", words) or "unnamed"
    named = f"_{named}" if named[0].isdigit() else named
    return named.encode()[:_LONGEST_BYTES].decode(errors="ignore")


def is_reserved(landed: str) -> bool:
    """Whether a landed name belongs to dlt's own tables and columns."""
    return landed.startswith("_dlt")


def is_reserved_column(landed: str) -> bool:
    """Whether no column of marts can have this name: it belongs to dlt, or to Postgres itself."""
    return is_reserved(landed) or landed in _OWN_COLUMNS


def collisions(names: Iterable[str]) -> set[str]:
    """The landed names that more than one of these names would take."""
    return {landed for landed, count in Counter(map(landed_name, names)).items() if count > 1}
