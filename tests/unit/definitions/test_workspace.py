"""A whole folder: found, put in order, and all of its problems at once."""

import subprocess
import time
from pathlib import Path

import pytest

from heartbeat.definitions.problem import WorkspaceRefused
from heartbeat.definitions.workspace import LoadedWorkspace, content_hash_of, git_commit, load_workspace
from unit.definitions.shop_files import SETTINGS, SOURCE, VALUE, header, told, write

METRIC = header() + VALUE
SOUND: dict[str, str | bytes] = {
    "heartbeat.yaml": SETTINGS,
    "sources/shop.yaml": SOURCE,
    "metrics/sales/orders_paid.sql": METRIC,
}


def load(folder: Path, **files: str | bytes) -> LoadedWorkspace:
    return load_workspace(write(folder, {**SOUND, **files}))


def refusal(folder: Path, files: dict[str, str | bytes]) -> WorkspaceRefused:
    with pytest.raises(WorkspaceRefused) as refused:
        load_workspace(write(folder, {**SOUND, **files}))
    return refused.value


def test_a_sound_folder_becomes_a_workspace(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert loaded.warnings == ()
    assert [metric.metric_id for metric in loaded.workspace.metrics] == ["orders_paid"]
    assert [source.source_id for source in loaded.workspace.sources] == ["shop"]


def test_metrics_stand_in_the_order_of_area_then_file(tmp_path: Path) -> None:
    names = ["metrics/b/aaa.sql", "metrics/a/zzz.sql", "metrics/a/aab.sql", "metrics/top.sql"]
    files = {name: METRIC.replace("OPAH", f"CD0{at}") for at, name in enumerate(names)}
    loaded = load_workspace(write(tmp_path, {**SOUND, **files}))
    assert [(metric.area, metric.metric_id) for metric in loaded.workspace.metrics] == [
        ("", "top"), ("a", "aab"), ("a", "zzz"), ("b", "aaa"), ("sales", "orders_paid"),
    ]  # fmt: skip


def test_a_folder_without_heartbeat_yaml_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceRefused) as refused:
        load_workspace(tmp_path)
    assert "There is no heartbeat.yaml here" in str(refused.value)
    assert "heartbeat init" in refused.value.hint


def test_all_problems_of_all_files_are_told_at_once_in_their_order(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "heartbeat.yaml": "name: Shop\ntimezone: Mars\n",
        "sources/crm.yaml": "kind: rest\nschemas: [a]\n",
        "metrics/a/one.sql": "select 1;",
        "metrics/a/two.sql": header(code="x") + "-- value\ndelete from shop_public.orders;\n",
    }
    refused = refusal(tmp_path, files)
    errors = [(problem.file, problem.line) for problem in refused.problems if problem.severity == "error"]
    assert errors == [
        ("heartbeat.yaml", 2), ("metrics/a/one.sql", 1), ("metrics/a/one.sql", 1), ("metrics/a/two.sql", 3),
        ("metrics/a/two.sql", 15), ("sources/crm.yaml", 1), ("sources/crm.yaml", 1), ("sources/crm.yaml", 2),
    ]  # fmt: skip
    assert "The workspace has 8 problems; nothing was changed." in str(refused)
    assert "metrics/a/two.sql:3: error: `code`" in str(refused)


def test_a_doubled_id_names_both_files(tmp_path: Path) -> None:
    refused = refusal(tmp_path, {"metrics/support/orders_paid.sql": METRIC.replace("OPAH", "ABCD")})
    assert (
        "metrics/support/orders_paid.sql:1: error: The metric id `orders_paid` is taken by metrics/sales/orders_paid.sql."
        in str(refused)
    )


@pytest.mark.parametrize("extra", ["", "zzz: 1\n"])
def test_a_doubled_code_names_both_files_also_when_one_of_them_has_other_problems(tmp_path: Path, extra: str) -> None:
    refused = refusal(tmp_path, {"metrics/support/calls.sql": METRIC.replace("*/\n", f"{extra}*/\n", 1)})
    assert "metrics/support/calls.sql:3: error: The code `OPAH` is taken by metrics/sales/orders_paid.sql." in str(refused)


def test_datasets_that_collide_name_both_files(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "sources/web.yaml": SOURCE.replace("public", "bank_core"),
        "sources/web_bank.yaml": SOURCE.replace("public", "core"),
    }
    refused = refusal(tmp_path, files)
    assert "sources/web_bank.yaml:1: error: `web_bank_core` is filled by sources/web.yaml already." in str(refused)


def test_tables_of_a_source_with_problems_are_not_told_as_unknown(tmp_path: Path) -> None:
    refused = refusal(tmp_path, {"sources/shop.yaml": SOURCE + "lag: x\n"})
    assert [problem.file for problem in refused.problems] == ["sources/shop.yaml"]


# the file, what it holds, the line, what the message says, what the hint says
UNREADABLE = [
    ("metrics/a/bom.sql", b"\xff\xfea\0b\0", 1, "UTF-16", "Save it as UTF-8"),
    ("metrics/a/nul.sql", b"/*\nname: x\0\n*/", 2, "binary", "Save it as UTF-8 text"),
    ("metrics/a/latin.sql", "/*\nname: Größe\n*/".encode("latin-1"), 2, "not UTF-8: byte 0xf6", "Save it as UTF-8"),
    ("metrics/a/png.sql", b"\x89PNG\r\n\x1a\n\0\0", 3, "binary", "Save it as UTF-8 text"),
    ("metrics/a/empty.sql", b"", 1, "The file is empty", "begins with /*"),
    ("metrics/a/huge.sql", b"-- x\n" * 300_000, 1, "1,500,000 bytes", "1,000,000 at most"),
    ("sources/latin.yaml", b"kind: postgres\n# \xe4", 2, "not UTF-8", "Save it as UTF-8"),
    ("heartbeat.yaml", b"name: \xc3\x28", 1, "not UTF-8", "Save it as UTF-8"),
]


@pytest.mark.parametrize("case", UNREADABLE, ids=[file for file, *_ in UNREADABLE])
def test_a_file_that_is_no_text_is_told(tmp_path: Path, case: tuple[str, bytes, int, str, str]) -> None:
    file, raw, line, message, hint = case
    refused = refusal(tmp_path, {file: raw})
    found = [problem for problem in refused.problems if problem.file == file]
    assert [(problem.line, problem.severity) for problem in found] == [(line, "error")], told(refused.problems)
    assert message in found[0].message
    assert hint in found[0].hint


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    plain = load(tmp_path / "plain").workspace
    dressed = {name: b"\xef\xbb\xbf" + str(text).replace("\n", "\r\n").encode() for name, text in SOUND.items()}
    assert load_workspace(write(tmp_path / "dressed", dict(dressed))).workspace == plain


def test_lines_are_counted_the_same_with_windows_line_ends(tmp_path: Path) -> None:
    text = (header(code="x") + "-- value\r\nselect 1\r\n as val;").replace("\r\n", "\n").replace("\n", "\r\n")
    refused = refusal(tmp_path, {"metrics/a/abc.sql": text})
    assert {problem.line for problem in refused.problems if problem.severity == "error"} == {3, 15}


@pytest.mark.parametrize(
    "file",
    ["metrics/a/notes.txt", "metrics/old.SQL", "sources/shop.yml", "sources/nested/shop.yaml", "metrics/a/copy.sql.bak"],
)
def test_a_stray_file_is_a_warning(tmp_path: Path, file: str) -> None:
    loaded = load_workspace(write(tmp_path, {**SOUND, file: "x"}))
    assert [(problem.file, problem.severity) for problem in loaded.warnings] == [(file, "warning")]
    assert "not read" in loaded.warnings[0].message


@pytest.mark.parametrize(
    "file", ["metrics/README.md", "metrics/.DS_Store", "sources/.gitkeep", "metrics/.ipynb_checkpoints/x.sql"]
)
def test_a_readme_and_hidden_files_are_left_alone(tmp_path: Path, file: str) -> None:
    assert load_workspace(write(tmp_path, {**SOUND, file: "x"})).warnings == ()


def test_the_content_hash_changes_with_every_file_and_with_nothing_else(tmp_path: Path) -> None:
    first = load(tmp_path / "a").workspace.content_hash
    assert load(tmp_path / "b", **{"docs/page.md": "x"}).workspace.content_hash == first
    assert load(tmp_path / "c", **{"sources/shop.yaml": SOURCE + "# x\n"}).workspace.content_hash != first


def test_the_content_hash_is_known_without_reading_what_the_files_say(tmp_path: Path) -> None:
    sound = load(tmp_path / "a").workspace.content_hash
    assert content_hash_of(tmp_path / "a") == sound
    write(tmp_path / "a", {"metrics/broken.sql": "/* name: [", "metrics/binary.sql": b"\0", "sources/x.yml": "?"})
    assert content_hash_of(tmp_path / "a") not in {sound, None}
    assert content_hash_of(tmp_path / "nowhere") is None


def test_the_commit_is_known_and_says_when_files_differ_from_it(tmp_path: Path) -> None:
    assert load(tmp_path).workspace.git_commit is None
    as_ada = ["git", "-C", str(tmp_path), "-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*as_ada, *command], check=True)
    commit = git_commit(tmp_path)
    assert commit is not None
    assert len(commit) == 40
    assert load(tmp_path, **{"metrics/new.txt": "x"}).workspace.git_commit == f"{commit}-dirty"


def test_a_workspace_that_git_ignores_names_no_commit_that_lacks_its_files(tmp_path: Path) -> None:
    workspace = tmp_path / "bank"
    workspace.mkdir()
    write(tmp_path, {".gitignore": "/bank/\n", "README": "x"})
    as_ada = ["git", "-C", str(tmp_path), "-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*as_ada, *command], check=True)
    assert load(workspace).workspace.git_commit is None
    (tmp_path / ".gitignore").write_text("")
    assert str(git_commit(workspace)).endswith("-dirty")


def test_without_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git_commit(tmp_path) is None


def test_five_hundred_metrics_are_read_in_seconds(tmp_path: Path) -> None:
    files = {f"metrics/area{at % 9}/metric_{at:03}.sql": METRIC.replace("OPAH", f"M{at:03}") for at in range(500)}
    write(tmp_path, {"heartbeat.yaml": SETTINGS, "sources/shop.yaml": SOURCE, **files})
    started = time.perf_counter()
    assert len(load_workspace(tmp_path).workspace.metrics) == 500
    assert time.perf_counter() - started < 15
