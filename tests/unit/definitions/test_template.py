"""What `heartbeat init` writes."""

import re
from pathlib import Path

import pytest

from heartbeat.definitions.parse.settings_file import DEFAULT_SCHEDULE, parse_settings
from heartbeat.definitions.parse.source_file import parse_source
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.template import write_workspace
from heartbeat.definitions.workspace import load_workspace
from heartbeat.errors import ConfigError


def with_examples(text: str) -> str:
    """A template with its commented examples in force: they have no space after the #, or two."""
    return re.sub(r"^#(?=[a-z]|  )", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["Acme", 'The "Bank": 100 % #1', "Übersee {x} ${HOME}", "支払い", "null", "- a\\n"])
def test_a_new_workspace_checks_clean_whatever_its_name(tmp_path: Path, name: str) -> None:
    write_workspace(tmp_path / "new", name)
    loaded = load_workspace(tmp_path / "new")
    assert loaded.warnings == ()
    assert loaded.workspace.settings.name == name
    assert (len(loaded.workspace.sources), len(loaded.workspace.metrics)) == (1, 1)
    assert loaded.workspace.metrics[0].sql.uses_as_of
    explained = loaded.workspace.explained
    assert (len(explained.cuts), len(explained.pages), len(explained.segments)) == (1, 1, 1)
    assert explained.cuts[0].metrics == {"orders_paid": "explains"}
    assert explained.segments[0].uses_as_of


def test_it_tells_the_files_it_wrote(tmp_path: Path) -> None:
    written = {path.relative_to(tmp_path).as_posix() for path in write_workspace(tmp_path, "Acme")}
    assert {path for path in written if not path.startswith("skills/")} == {
        "heartbeat.yaml",
        "README.md",
        ".gitignore",
        "sources/shop.yaml",
        "metrics/sales/orders_paid.sql",
        "metrics/sales/orders_paid.test.yaml",
        "cuts/paid_by_day.py",
        "cuts/checkout.md",
        "segments/customer_activity.sql",
    }
    assert ".heartbeat/" in (tmp_path / ".gitignore").read_text()


def test_without_examples_there_is_no_cut_and_no_segment(tmp_path: Path) -> None:
    write_workspace(tmp_path, "Acme", is_bare=True)
    assert {path.name for path in tmp_path.iterdir()} == {"heartbeat.yaml", ".gitignore", "skills"}


def test_the_readme_tells_of_every_example(tmp_path: Path) -> None:
    written = [path.relative_to(tmp_path).as_posix() for path in write_workspace(tmp_path, "Acme")]
    told = (tmp_path / "README.md").read_text()
    assert [path for path in written if path.startswith(("cuts/", "segments/", "metrics/")) and f"`{path}`" not in told] == []


def test_every_example_in_heartbeat_yaml_is_valid_and_shows_every_key(tmp_path: Path) -> None:
    write_workspace(tmp_path, "Acme")
    text = with_examples((tmp_path / "heartbeat.yaml").read_text())
    findings = Findings("heartbeat.yaml")
    settings = parse_settings(text, findings)
    assert [problem.message for problem in findings.problems if problem.severity == "error"] == []
    assert settings is not None
    assert (settings.schedule, settings.readings_days) == (DEFAULT_SCHEDULE, 400)
    assert settings.public_url
    assert settings.allowed_hosts
    assert settings.trusted_proxy
    assert len(settings.alerts) == 8
    assert set(settings.people["ada@example.com"]) == {"name", "timezone", "channels", "quiet_hours"}


def test_every_example_in_the_source_file_is_valid(tmp_path: Path) -> None:
    write_workspace(tmp_path, "Acme")
    findings = Findings("sources/shop.yaml")
    assert parse_source("sources/shop.yaml", with_examples((tmp_path / "sources/shop.yaml").read_text()), findings), (
        findings.problems
    )


def test_a_folder_that_holds_something_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("x")
    with pytest.raises(ConfigError, match=r"not empty: kept\.txt") as refused:
        write_workspace(tmp_path, "Acme")
    assert "nothing is ever overwritten" in refused.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_a_fresh_repository_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert write_workspace(tmp_path, "Acme")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(ConfigError, match="is a file"):
        write_workspace(tmp_path / "taken", "Acme")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_workspace(tmp_path / "taken" / "below", "Acme")


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 81, "bell\a"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="is no name"):
        write_workspace(tmp_path, name)
