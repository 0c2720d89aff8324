"""What people say about a cut: who owns it, and whether somebody stands behind what it shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

COLUMNS = ("owner", "verification_state")


def cut_version(row: Mapping[str, Any]) -> str:
    """A fingerprint of what an edit changes and stands on: the two columns and the definition, nothing that a refresh moves."""
    told = [row["cut_id"], row["definition_hash"], *(row[name] for name in COLUMNS)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
