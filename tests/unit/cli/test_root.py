"""The program knows each command by name before it imports the file that has it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import typer

import heartbeat.cli.commands
from heartbeat.cli.root import app


def test_every_command_of_every_file_is_known_by_its_name() -> None:
    program = typer.main.get_command(app)
    known = dict(getattr(program, "commands", {}))
    assert {name for name, command in known.items() if command is not None} == set(known)
    folder = Path(heartbeat.cli.commands.__file__).parent
    adding = {file for file in folder.rglob("*.py") if "\ndef add_to(" in file.read_text(encoding="utf-8")}
    for file in sorted(adding):
        name = ".".join(file.relative_to(folder).with_suffix("").parts)
        module = sys.modules[f"heartbeat.cli.commands.{name}"]  # the program imported it for one of its names
        group = typer.Typer()
        module.add_to(group)
        assert set(typer.main.get_group(group).commands) <= set(known), name


def test_a_command_does_not_import_what_others_need() -> None:
    look = "import sys; from heartbeat.cli.root import app; app(['check', '--help'], standalone_mode=False); print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60)
    assert "heartbeat.cli.commands.checks.check" in ran.stdout
    assert "heartbeat.cli.commands.beating" not in ran.stdout
    assert "heartbeat.ingest" not in ran.stdout
