"""Resolve the dependencies into `requirements/`: hashed, for every platform, and without the address of any registry."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv/bin/uv"
FORM = ("--generate-hashes", "--universal", "--no-annotate", "--no-header", "--python-version", "3.11")
COMPILE = (UV, "pip", "compile", "--quiet", "--upgrade", *FORM)
TARGETS = {
    "requirements/runtime.txt": ("pyproject.toml",),
    "requirements/dev.txt": ("pyproject.toml", "--group", "dev"),
}


def main() -> int:
    """Write both lock files; 0 when they hold no address."""
    for target, inputs in TARGETS.items():
        subprocess.run([*COMPILE, *inputs, "--output-file", target], cwd=ROOT, check=True)
    subprocess.run([*COMPILE, "-", "--output-file", "requirements/uv.txt"], cwd=ROOT, check=True, input=b"uv>=0.13")
    addressed = [target for target in (*TARGETS, "requirements/uv.txt") if "://" in (ROOT / target).read_text()]
    if addressed:
        sys.stderr.write(f"lock: an address stands in {', '.join(addressed)}; a lock file must name none\n")
    return 1 if addressed else 0


if __name__ == "__main__":
    sys.exit(main())
