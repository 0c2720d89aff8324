"""A workspace as a commit has it: read from git, wherever it lies in its repository and whatever is checked out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from heartbeat.definitions.earlier.commit import load_earlier
from heartbeat.errors import ConfigError
from unit.definitions.cut_files import CUT
from unit.definitions.shop_files import SETTINGS, SOURCE, VALUE, header

METRIC = "metrics/sales/orders_paid.sql"


def git(folder: Path, *arguments: str) -> str:
    named = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
    command = ["git", *named, "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def write(folder: Path, **fields: str) -> None:
    """A workspace of one metric."""
    for file, text in {"heartbeat.yaml": SETTINGS, "sources/shop.yaml": SOURCE, METRIC: header(**fields) + VALUE}.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text)


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a state")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    return tmp_path


@pytest.mark.parametrize("below", ["", "company/heartbeat", "mit Leerzeichen/Übersee"])
def test_lines_are_those_of_the_commit_not_those_on_disk(repository: Path, below: str) -> None:
    folder = repository / below
    write(folder, alert_value="0.80")
    first = commit(repository)
    write(folder, alert_value="0.85")
    commit(repository)
    write(folder, alert_value="0.90")
    for ref, alert_value in ((first, 0.80), (first[:9], 0.80), ("main~1", 0.80), ("main", 0.85), ("HEAD", 0.85)):
        earlier = load_earlier(folder, ref)
        assert [(metric.metric_id, metric.alert_value) for metric in earlier.metrics] == [("orders_paid", alert_value)]
    assert load_earlier(folder, "main~1").commit == first
    assert "0.90" in (folder / METRIC).read_text()


def test_an_annotated_tag_names_its_commit(repository: Path) -> None:
    write(repository)
    first = commit(repository)
    git(repository, "tag", "--annotate", "v1", "--message", "released")
    assert load_earlier(repository, "v1").commit == first


def test_neighbours_in_the_repository_are_none_of_it(repository: Path) -> None:
    write(repository / "shop")
    write(repository / "shop2", alert_value="0.1")
    write(repository, alert_value="0.2")
    (repository / METRIC).rename(repository / "metrics/sales/orders_of_the_root.sql")
    commit(repository)
    assert [metric.alert_value for metric in load_earlier(repository / "shop", "main").metrics] == [0.90]


def test_before_there_was_a_workspace_nothing_was_declared(repository: Path) -> None:
    (repository / "README.md").write_text("Soon.")
    commit(repository)
    write(repository)
    assert load_earlier(repository, "main").metrics == ()


def test_a_metric_with_errors_is_left_out_and_named(repository: Path) -> None:
    write(repository)
    (repository / "metrics/sales/broken_one.sql").write_text(header(code="BRKN", direction="sideways") + VALUE)
    commit(repository)
    earlier = load_earlier(repository, "main")
    assert [metric.metric_id for metric in earlier.metrics] == ["orders_paid"]
    assert earlier.unread == ("broken_one",)


def test_settings_with_errors_are_told_with_the_commit(repository: Path) -> None:
    write(repository)
    (repository / "heartbeat.yaml").write_text("nome: Shop\n")
    commit(repository)
    with pytest.raises(ConfigError, match=r"as of main cannot be read: heartbeat.yaml:1: Unknown key `nome`"):
        load_earlier(repository, "main")


def test_a_link_is_not_followed_out_of_the_commit(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    write(repository)
    outside = tmp_path_factory.mktemp("outside") / "secret.sql"
    outside.write_text(header(code="SECR") + VALUE)
    (repository / "metrics/sales/secret_one.sql").symlink_to(outside)
    commit(repository)
    earlier = load_earlier(repository, "main")
    assert ([metric.metric_id for metric in earlier.metrics], earlier.unread) == (["orders_paid"], ())


@pytest.mark.parametrize("ref", ["nope", "--help", "-1", "", " ", "main:heartbeat.yaml", "HEAD^{tree}"])
def test_what_is_no_commit_is_refused(repository: Path, ref: str) -> None:
    write(repository)
    commit(repository)
    with pytest.raises(ConfigError, match=r"no commit"):
        load_earlier(repository, ref)


def test_a_folder_outside_of_git_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(ConfigError, match="is in no git repository"):
        load_earlier(tmp_path, "main")


def test_no_setting_of_the_repository_starts_a_program(repository: Path) -> None:
    write(repository)
    commit(repository)
    trace = repository / "started"
    git(repository, "config", "core.fsmonitor", f"touch {trace}")
    git(repository, "config", "filter.x.smudge", f"touch {trace}")
    (repository / ".git/info/attributes").write_text("* filter=x\n")
    load_earlier(repository, "main")
    assert not trace.exists()


def test_a_metric_that_names_a_cut_is_compared_also_where_that_cut_has_errors(repository: Path) -> None:
    write(repository, links="{orders_by_day: explains}")
    (repository / "cuts").mkdir()
    (repository / "cuts/orders_by_day.py").write_text(CUT)
    whole = commit(repository)
    (repository / "cuts/orders_by_day.py").write_text("META = ")
    broken = commit(repository)
    for ref in (whole, broken):
        earlier = load_earlier(repository, ref)
        assert ([metric.links for metric in earlier.metrics], earlier.unread) == ([{"orders_by_day": "explains"}], ())


def test_a_metric_that_reads_a_segment_reads_the_same_at_a_commit(repository: Path) -> None:
    write(repository)
    file = repository / METRIC
    read = "from segments.daily o where segment = 'client_tier' and"
    file.write_text(file.read_text().replace("from shop_public.orders o where", read))
    (repository / "segments").mkdir()
    (repository / "segments/client_tier.sql").write_text("-- members\n")
    earlier = load_earlier(repository, commit(repository)).metrics
    assert [metric.sql.tables for metric in earlier] == [("segments.client_tier",)]
