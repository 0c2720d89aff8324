"""What lies in deploy/ names commands, options, settings and files that there are."""

from __future__ import annotations

import re
import shlex
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from heartbeat.cli.root import app
from heartbeat.config import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SETTINGS = {f"HEARTBEAT_{name.upper()}" for name in Settings.model_fields}


def refuse_unknown(words: list[str]) -> None:
    """Walk down the commands that the words name, and see that each option is one of the last."""
    command: Any = typer.main.get_command(app)
    while words and not words[0].startswith("-") and hasattr(command, "commands"):
        command, words = command.commands[words[0]], words[1:]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= known


class Unit(RawConfigParser):
    """A unit file: keys keep their letters, and one that comes twice is not read."""

    def __init__(self, file: Path) -> None:
        super().__init__(strict=True, interpolation=None)
        self.read_string(file.read_text("utf-8"))

    def optionxform(self, optionstr: str) -> str:
        return optionstr


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.stem)
def test_a_unit_starts_what_there_is(file: Path) -> None:
    service = Unit(file)["Service"]
    program, *words = shlex.split(service["ExecStart"])
    if program.endswith("/heartbeat"):
        refuse_unknown(words)
    else:
        assert (DEPLOY / Path(program).name).stat().st_mode & 0o111
    assert service["User"] == "heartbeat"
    assert service["NoNewPrivileges"] == "yes"


def test_the_timer_has_its_service() -> None:
    for timer in (DEPLOY / "systemd").glob("*.timer"):
        assert timer.with_suffix(".service") in UNITS


def test_the_environment_of_the_units_knows_only_settings() -> None:
    text = (DEPLOY / "systemd" / "heartbeat.env.example").read_text("utf-8")
    named = set(re.findall(r"^#?(HEARTBEAT_\w+)=", text, re.MULTILINE))
    assert named
    assert named <= SETTINGS


def test_compose_runs_commands_that_there_are() -> None:
    services = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text("utf-8"))["services"]
    ours = {name: service for name, service in services.items() if service["image"] == "heartbeat"}
    assert set(ours) == {"prepare", "server", "worker"}
    for service in ours.values():
        refuse_unknown(service["command"])
        assert {key for key in service["environment"] if key.startswith("HEARTBEAT")} <= SETTINGS
        assert set(service["depends_on"]) <= set(services)
    assert services["server"]["ports"] == ["127.0.0.1:8700:8700"]


def test_the_container_is_made_of_files_that_there_are() -> None:
    text = (DEPLOY / "container" / "Containerfile").read_text("utf-8")
    copied = [word for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for word in line.split()[:-1]]
    assert copied
    assert [word for word in copied if not (ROOT / word).exists()] == []
    required = re.findall(r"-r (requirements/\S+)", text)
    assert required
    assert [word for word in required if not (ROOT / word).exists()] == []
    assert set(re.findall(r"HEARTBEAT_\w+", text)) <= SETTINGS
