"""The runbooks of a new workspace: each one's commands, run as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from forked import Answer
from heartbeat.cli.root import app
from heartbeat.postgres.house import house_server
from heartbeat.postgres.roles import with_database
from integration.cli.command import environment_with, heartbeat
from postgres_fixtures import drop_database, fresh_name, short_folder

SKILLS = Path(__file__).resolve().parents[3] / "src/heartbeat/definitions/templates/skills"
NAMES = sorted(path.parent.name for path in SKILLS.glob("*/SKILL.md"))
DAYS = 120


def text_of(skill: str) -> str:
    return (SKILLS / skill / "SKILL.md").read_text(encoding="utf-8")


def steps_of(skill: str) -> list[str]:
    """The blocks of commands, in their order."""
    return re.findall(r"^```sh\n(.*?)^```", text_of(skill), re.DOTALL | re.MULTILINE)


def fill(url: str) -> None:
    """A shop in which nine of ten orders are paid within the hour."""
    now = datetime.now(UTC)
    with psycopg.connect(url, autocommit=True) as shop:
        shop.execute(
            "create table orders (id bigint primary key, amount numeric(12, 2), status text, created_at timestamptz not null)"
        )
        shop.execute("create table payments (id bigint primary key, order_id bigint, created_at timestamptz not null)")
        shop.execute(
            "insert into orders select i, 10 + mod(i, 90), case when mod(i, 10) = 0 then 'open' else 'paid' end,"
            " %s - i * interval '40 min' from generate_series(1, %s) i",
            (now, DAYS * 36),
        )
        shop.execute("insert into payments select id, id, created_at + interval '20 min' from orders where status = 'paid'")


@pytest.fixture(scope="module")
def shop_url(source_server: str) -> Iterator[str]:
    name = fresh_name("source")
    with psycopg.connect(source_server, autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = with_database(source_server, name)
    fill(url)
    yield url
    drop_database(source_server, name)


@pytest.fixture(scope="module")
def workspace() -> Iterator[Path]:
    """What `heartbeat init` makes, in git, with `heartbeat` on the path beside it."""
    home = short_folder("hbs-")
    folder = home / "shop"
    assert heartbeat("init", folder).code == 0
    tool = home / "bin/heartbeat"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m heartbeat "$@"\n')
    tool.chmod(0o755)
    for command in ("init --quiet --initial-branch main", "add --all", "commit --quiet --message begin"):
        git(folder, *shlex.split(command))
    try:
        with house_server(folder).join():  # or each command starts and stops one
            yield folder
    finally:
        house_server(folder).stop()
        shutil.rmtree(home)


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, timeout=30)


def follow(steps: list[str], folder: Path, url: str) -> Answer:
    """Run the commands in one shell that stops at the first failure."""
    named = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in {"NAME": "Ada", "EMAIL": "ada@example.com"}.items()
    }
    path = f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = environment_with({"SHOP_URL": url, "PATH": path, **named})
    script = "set -euo pipefail\n" + "\n".join(steps)
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def test_a_new_workspace_has_them_all_and_an_old_one_gets_those_it_lacks(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    assert heartbeat("init", folder).code == 0
    assert sorted(path.parent.name for path in folder.glob("skills/*/SKILL.md")) == NAMES
    (folder / "skills/alert-rule/SKILL.md").write_text("ours")
    (folder / "skills/stalled-sync/SKILL.md").unlink()
    added = heartbeat("init", folder, "--skills")
    assert added.out.strip() == "+ skills/stalled-sync/SKILL.md"
    assert (folder / "skills/alert-rule/SKILL.md").read_text() == "ours"
    assert heartbeat("init", folder, "--skills").out.strip() == "No runbook is missing."
    nowhere = heartbeat("init", tmp_path / "none", "--skills")
    assert (nowhere.code, "no heartbeat.yaml" in nowhere.err) == (1, True)


@pytest.mark.parametrize("skill", NAMES)
def test_each_names_itself_and_when_to_use_it(skill: str) -> None:
    head = re.match(r"---\nname: (.*)\ndescription: (.*)\n---\n\n# ", text_of(skill))
    assert head
    assert head[1] == skill
    assert 60 < len(head[2]) < 300


@pytest.mark.parametrize("skill", NAMES)
def test_each_command_and_option_it_names_is_one_of_ours(skill: str) -> None:
    known = {tuple(words): options for words, options in commands()}
    named = [
        *re.findall(r"`(heartbeat [^`]*)`", text_of(skill)),
        *re.findall(r"^heartbeat .*$", "\n".join(steps_of(skill)), re.MULTILINE),
    ]
    for line in named:
        words = shlex.split(line)[1:]
        command = next((tuple(words[:size]) for size in (2, 1) if tuple(words[:size]) in known), None)
        assert command is not None, line
        unknown = {word for word in words if word.startswith("--")} - known[command]
        assert not unknown, (line, unknown)


def commands() -> Iterator[tuple[list[str], set[str]]]:
    """Every command of ours with its options."""
    import typer

    waiting: list[tuple[list[str], object]] = [([], typer.main.get_command(app))]
    while waiting:
        words, command = waiting.pop()
        for name, below in getattr(command, "commands", {}).items():
            waiting.append(([*words, name], below))
        if words:
            yield words, {option for parameter in getattr(command, "params", ()) for option in parameter.opts}


ORDER = ("onboard-source", "metrics-discovery", "metric-validate", "alert-rule", "heartbeat-today")


@pytest.mark.parametrize("skill", ORDER)
def test_its_commands_do_what_it_says(skill: str, workspace: Path, shop_url: str) -> None:
    answer = follow(steps_of(skill), workspace, shop_url)
    assert answer.code == 0, answer.out + answer.err


def test_a_stalled_source_is_found_by_its_code_and_comes_through(workspace: Path, shop_url: str) -> None:
    look, mend = steps_of("stalled-sync")
    away = "postgresql://nobody:secret@127.0.0.1:1/shop"
    stalled = follow([line for line in look.splitlines() if "ingest" in line or "=" in line], workspace, away)
    assert stalled.code == 1
    code = re.findall(r"\((source-[a-z]+)", stalled.out + stalled.err)
    assert code
    assert f"| `{code[0]}` |" in text_of("stalled-sync")
    assert follow(["SOURCE=shop", mend], workspace, shop_url).code == 0


def test_all_were_followed() -> None:
    assert sorted([*ORDER, "stalled-sync"]) == NAMES
