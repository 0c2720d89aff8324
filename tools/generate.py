"""Write the generated files again: `web/openapi/openapi.json` from the routes, and the TypeScript types from it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Generate both; 0 when both were written."""
    heartbeat = ROOT / ".venv/bin/heartbeat"
    document = subprocess.run([heartbeat, "openapi"], cwd=ROOT, check=True, capture_output=True).stdout
    (ROOT / "web/openapi/openapi.json").write_bytes(document)
    return subprocess.run([sys.executable, "build_ui.py", "gen"], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
