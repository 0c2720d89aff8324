"""Nothing in a workspace vanishes without a word: what cannot be listed, named or opened is told."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from heartbeat.definitions.problem import WorkspaceRefused
from heartbeat.definitions.workspace import load_workspace
from unit.definitions.shop_files import SETTINGS, SOURCE, VALUE, header, write

METRIC = header() + VALUE
SOUND: dict[str, str | bytes] = {"heartbeat.yaml": SETTINGS, "sources/shop.yaml": SOURCE, "metrics/sales/orders_paid.sql": METRIC}
# Root reads every folder, unless it gives up the right to.
WITHOUT_RIGHTS = ("setpriv", "--bounding-set", "-all") if os.geteuid() == 0 else ()


def problems_of(folder: Path) -> list[tuple[str, str]]:
    """File and message of each error."""
    with pytest.raises(WorkspaceRefused) as refused:
        load_workspace(folder)
    return [(problem.file, problem.message) for problem in refused.value.problems if problem.severity == "error"]


@pytest.mark.skipif(bool(WITHOUT_RIGHTS) and shutil.which("setpriv") is None, reason="root reads every folder here")
def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path: Path) -> None:
    closed = write(tmp_path, SOUND) / "metrics" / "sales"
    closed.chmod(0)
    command = [*WITHOUT_RIGHTS, sys.executable, "-m", "heartbeat", "-w", str(tmp_path), "check"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    closed.chmod(0o700)
    assert answer.returncode == 1
    assert "metrics/sales:1: error: The folder cannot be read: Permission denied." in answer.stdout + answer.stderr


@pytest.mark.parametrize("part", ["metrics", "sources"])
def test_a_part_that_is_no_folder_is_an_error(tmp_path: Path, part: str) -> None:
    write(tmp_path, {name: text for name, text in SOUND.items() if not name.startswith(part)})
    (tmp_path / part).write_text("x")
    assert (part, "This is not a folder.") in problems_of(tmp_path)


def test_a_part_that_is_a_link_to_nothing_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"heartbeat.yaml": SETTINGS})
    (tmp_path / "metrics").symlink_to(tmp_path / "nowhere")
    assert problems_of(tmp_path) == [("metrics", "This is not a folder.")]


def test_a_link_to_a_folder_is_an_error_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    (tmp_path / "metrics" / "again").symlink_to(tmp_path / "metrics")
    assert problems_of(tmp_path) == [("metrics/again", "A link to a folder is not followed.")]


def test_a_workspace_without_metrics_and_sources_is_sound(tmp_path: Path) -> None:
    assert load_workspace(write(tmp_path, {"heartbeat.yaml": SETTINGS})).warnings == ()


@pytest.mark.parametrize(
    ("path", "told", "message"),
    [
        (b"metrics/caf\xe9/orders.sql", r"metrics/caf\xe9", "The name is not UTF-8."),
        (b"metrics/sales/caf\xe9.sql", r"metrics/sales/caf\xe9.sql", "The name is not UTF-8."),
        (b"sources/caf\xe9.yaml", r"sources/caf\xe9.yaml", "The name is not UTF-8."),
        (b"metrics/a\nb/orders.sql", r"metrics/a\nb", "The name has a control character, U+000A."),
        (b"metrics/a\x1b[31m/orders.sql", r"metrics/a\x1b[31m", "The name has a control character, U+001B."),
    ],
)
def test_a_name_that_cannot_be_stored_is_an_error(tmp_path: Path, path: bytes, told: str, message: str) -> None:
    write(tmp_path, SOUND)
    file = tmp_path / os.fsdecode(path)
    file.parent.mkdir(exist_ok=True)
    file.write_text(SOURCE if path.startswith(b"sources") else METRIC.replace("OPAH", "ABCD"))
    assert problems_of(tmp_path) == [(told, message)]


def test_a_stray_file_with_such_a_name_is_still_only_a_warning(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    (tmp_path / os.fsdecode(b"metrics/caf\xe9.txt")).write_text("x")
    [warning] = load_workspace(tmp_path).warnings
    assert (warning.file, warning.severity) == (r"metrics/caf\xe9.txt", "warning")


def test_names_of_every_language_are_taken(tmp_path: Path) -> None:
    write(
        tmp_path,
        {**SOUND, "metrics/Zahlungen & Gebühren/支付.md": "x", "metrics/支付/orders.sql": METRIC.replace("OPAH", "ABCD")},
    )
    assert [metric.area for metric in load_workspace(tmp_path).workspace.metrics] == ["sales", "支付"]


@pytest.mark.parametrize(("name", "told"), [(b"caf\xe9", r"caf\xe9"), (b"a\nb", r"a\nb")])
def test_a_workspace_in_a_folder_of_such_a_name_is_warned_of(tmp_path: Path, name: bytes, told: str) -> None:
    folder = tmp_path / os.fsdecode(name)
    folder.mkdir()
    [warning] = load_workspace(write(folder, SOUND)).warnings
    assert warning.severity == "warning"
    assert f"{tmp_path}/{told}." in warning.message


@pytest.mark.timeout(20)
def test_a_pipe_or_a_device_is_told_instead_of_waited_for(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    os.mkfifo(tmp_path / "metrics" / "orders_pipe.sql")
    (tmp_path / "metrics" / "orders_zero.sql").symlink_to("/dev/zero")
    assert problems_of(tmp_path) == [
        ("metrics/orders_pipe.sql", "This is no ordinary file."),
        ("metrics/orders_zero.sql", "This is no ordinary file."),
    ]


@pytest.mark.parametrize(
    "deep", ["a: " + "[" * 200_000, "a: " + "{a: " * 200_000, "a:\n" + "- " * 5_000 + "x", "a: " + "[" * 20 + "]" * 20]
)
def test_deeply_nested_yaml_is_told_and_does_not_end_the_process(tmp_path: Path, deep: str) -> None:
    write(tmp_path, {**SOUND, "heartbeat.yaml": SETTINGS + deep + "\n"})
    ask = "import sys; from pathlib import Path; from heartbeat.definitions.workspace import load_workspace; "
    ask += "load_workspace(Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", ask, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1, "an exception, and no signal"
    assert "error: Brackets are nested too deeply." in done.stderr
