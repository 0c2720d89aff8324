"""The program knows each command by name before it imports the file that has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typer

import heartbeat.cli.commands
from heartbeat.cli.root import app


def test_every_command_of_every_file_is_known_by_its_name() -> None:
    known = dict(getattr(typer.main.get_command(app), "commands", {}))  # imports the file of each
    folder = Path(heartbeat.cli.commands.__file__).parent
    added: set[str] = set()
    for file in folder.rglob("*.py"):
        if "\ndef add_to(" in file.read_text(encoding="utf-8"):
            group = typer.Typer()
            sys.modules[".".join(("heartbeat.cli.commands", *file.relative_to(folder).with_suffix("").parts))].add_to(group)
            added |= set(typer.main.get_group(group).commands)
    assert added == set(known)


def test_a_command_does_not_import_what_others_need() -> None:
    look = "import sys; from heartbeat.cli.root import app; app(['check', '--help'], standalone_mode=False); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60)
    assert "heartbeat.cli.commands.checks.check" in ran.stdout
    assert "heartbeat.cli.commands.beating" not in ran.stdout
    assert "heartbeat.ingest" not in ran.stdout
