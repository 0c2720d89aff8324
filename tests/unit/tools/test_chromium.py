"""Where the browser of the tests comes from, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools import chromium

NOTES = 'echo "$@" >> "$CALLS"\n'


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of programs of a machine without a browser, used by root."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "APPS", ())
    monkeypatch.setattr("os.geteuid", lambda: 0)
    return programs


def test_a_chromium_that_was_named_is_taken(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    named = _program(machine.parent / "my-chrome", "exit 0\n")
    _program(machine / "chromium", "exit 0\n")
    monkeypatch.setenv("CHROMIUM", str(named))
    assert chromium.main() == 0
    assert capfd.readouterr().out == f"chromium: {named}\n"


def test_a_named_one_that_does_not_exist_is_said_and_nothing_is_installed(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    _program(machine / "apt-get", NOTES)
    monkeypatch.setenv("CHROMIUM", "/nowhere/chrome")
    assert chromium.main() == 1
    said = capfd.readouterr().err
    assert "CHROMIUM names /nowhere/chrome, which does not exist" in said
    assert "this machine has none" not in said
    assert not (machine.parent / "calls").exists()


def test_root_gets_one_from_apt_get(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    installs = f'if [ "$1" = install ]; then : > {machine}/chromium; /bin/chmod +x {machine}/chromium; fi\n'
    _program(machine / "apt-get", NOTES + installs)
    assert chromium.main() == 0
    assert capfd.readouterr().out.endswith(f"chromium: {machine}/chromium\n")


def test_an_archive_that_does_not_answer_is_no_end_where_the_package_is_known(machine: Path) -> None:
    known = f'if [ "$1" = update ]; then exit 100; fi\n: > {machine}/chromium; /bin/chmod +x {machine}/chromium\n'
    _program(machine / "apt-get", NOTES + known)
    assert chromium.main() == 0


def test_where_apt_get_fails_the_remedy_is_said(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _program(machine / "apt-get", NOTES + 'echo "E: Unable to locate package chromium" >&2; exit 100\n')
    assert chromium.main() == 1
    said = capfd.readouterr().err
    assert "E: Unable to locate package chromium" in said
    assert "apt-get could not install" in said
    assert "CHROMIUM=/path/to/chrome make test" in said


def test_where_nothing_can_be_installed_the_remedy_is_said(machine: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert chromium.main() == 1
    said = capfd.readouterr().err
    assert "this machine has none" in said
    assert "sudo apt-get install chromium" in said


def _program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}")
    path.chmod(0o755)
    return path
