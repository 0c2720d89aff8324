"""All checks of a change, each named, all of them run, so that one failure does not hide the next."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"
GENERATED = ("web/openapi/openapi.json", "web/src/api/schema.gen.ts")
CHECKS: dict[str, tuple[str, ...]] = {
    "format": (f"{BIN}/ruff", "format", "--check", "."),
    "lint": (f"{BIN}/ruff", "check", "."),
    "types": (f"{BIN}/mypy",),
    "import contracts": (f"{BIN}/lint-imports", "--no-logo"),
    "house": (f"{BIN}/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/architecture"),
    "documentation": (f"{BIN}/heartbeat", "-w", "examples/bank", "docs", "check"),
    "web": (f"{BIN}/python", "build_ui.py", "check"),
    "size of the wall": (f"{BIN}/python", "build_ui.py", "size"),
    "generated files": (f"{BIN}/python", "tools/generate.py"),
    "generated files are committed": ("git", "diff", "--exit-code", "--stat", "--", *GENERATED),
}


def main() -> int:
    """Run every check and print a line for each; 0 when all passed."""
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failed:
        sys.stderr.write(f"check: {len(failed)} of {len(CHECKS)} failed: {', '.join(failed)}\n")
    return 1 if failed else 0


def passes(name: str, command: tuple[str, ...]) -> bool:
    """Run one check quietly; its output is shown only when it fails."""
    started = time.monotonic()
    ran = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    verdict = "ok" if ran.returncode == 0 else "FAILED"
    sys.stdout.write(f"check: {name:<32}{verdict:>8}{time.monotonic() - started:7.1f} s\n")
    if ran.returncode != 0:
        sys.stdout.write(ran.stdout + ran.stderr)
    sys.stdout.flush()
    return ran.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
