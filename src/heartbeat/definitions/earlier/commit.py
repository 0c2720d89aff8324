"""The metrics of a workspace as an earlier commit declares them, read from git without touching what is checked out."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from heartbeat.definitions.files import CUTS, METRICS, SEGMENTS, SOURCES
from heartbeat.definitions.model import MetricDefinition
from heartbeat.definitions.parse.settings_file import FILE
from heartbeat.definitions.problem import Problem
from heartbeat.definitions.workspace import GIT, Survey, survey_workspace
from heartbeat.errors import ConfigError

_PATIENCE_SECONDS = 60
_BESIDE = (f"{CUTS.folder}/", f"{SEGMENTS.folder}/")  # metrics name what is in them; an error there is no metric's
_PLAIN_FILES = ("100644", "100755")  # a link would be read wherever it points to


@dataclass(frozen=True)
class EarlierWorkspace:
    """What a commit declares. `unread` are ids of metrics whose files had errors then; without a `heartbeat.yaml` it is empty."""

    ref: str
    commit: str
    metrics: tuple[MetricDefinition, ...]
    unread: tuple[str, ...] = ()


def load_earlier(folder: Path, ref: str) -> EarlierWorkspace:
    """The metrics of the workspace in `folder` as of a commit, branch or tag. The workspace may be a folder of its repository.

    Raises:
        ConfigError: no git repository, no such commit, or its settings or sources have errors.
    """
    commit, prefix = _commit_of(folder, ref), _prefix_of(folder)
    with TemporaryDirectory(prefix="heartbeat-") as made:
        copy = Path(made)
        _write_files(folder, commit, prefix, copy)
        if not (copy / FILE).is_file():
            return EarlierWorkspace(ref, commit, ())
        unread: tuple[str, ...] = ()
        survey = survey_workspace(copy)
        if errors := _errors_of(survey):
            unread = _set_aside(copy, ref, errors)
            survey = survey_workspace(copy)
        if errors := _errors_of(survey):
            raise _unreadable(ref, errors)
        return EarlierWorkspace(ref, commit, survey.metrics, unread)


def _errors_of(survey: Survey) -> list[Problem]:
    """Those for which the metrics cannot be compared."""
    errors = (problem for problem in survey.problems if problem.severity == "error")
    return [problem for problem in errors if not problem.file.startswith(_BESIDE)]


def _set_aside(copy: Path, ref: str, problems: Sequence[Problem]) -> tuple[str, ...]:
    """Remove metric files with errors: what they said cannot be compared, and the others can."""
    files = sorted({problem.file for problem in problems})
    if any(not file.startswith(f"{METRICS.folder}/") or not (copy / file).is_file() for file in files):
        raise _unreadable(ref, problems)
    for file in files:
        (copy / file).unlink()
    return tuple(PurePosixPath(file).stem for file in files if file.endswith(METRICS.suffix))


def _unreadable(ref: str, problems: Sequence[Problem]) -> ConfigError:
    first = problems[0]
    hint = f"Compare with a commit that can be deployed; `git worktree add FOLDER {ref}` shows this one."
    return ConfigError(f"The workspace as of {ref} cannot be read: {first.file}:{first.line}: {first.message}", hint=hint)


def _commit_of(folder: Path, ref: str) -> str:
    _git(folder, ("rev-parse", "--git-dir"), f"{folder.resolve()} is in no git repository, so there is nothing to compare with.")
    hint = "Name a branch, a tag or a commit. A checkout in CI has one branch only: `git fetch origin main`, then origin/main."
    if ref.startswith("-") or not ref.strip():  # to git that would be an option
        raise ConfigError(f"{ref!r} is no commit.", hint=hint)
    wanted = ("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    return _git(folder, wanted, f"There is no commit {ref!r} in the repository of {folder.resolve()}.", hint).decode().strip()


def _prefix_of(folder: Path) -> str:
    return os.fsdecode(_git(folder, ("rev-parse", "--show-prefix"), "git does not tell where the workspace lies.")).rstrip("\n")


def _write_files(folder: Path, commit: str, prefix: str, copy: Path) -> None:
    """Write the files that a workspace is read from; contents are those of the commit, without filters of this checkout."""
    blobs = dict(_blobs(folder, commit, prefix))
    asked = "".join(f"{blob}\n" for blob in blobs.values()).encode()
    told = _git(folder, ("cat-file", "--batch"), f"git cannot read the files of {commit}.", asked=asked)
    for file, content in zip(blobs, _contents(told), strict=True):
        path = copy / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _blobs(folder: Path, commit: str, prefix: str) -> Iterator[tuple[str, str]]:
    listed = _git(folder, ("ls-tree", "-r", "-z", "--full-tree", commit), f"git cannot list the files of {commit}.")
    for entry in filter(None, listed.split(b"\0")):
        facts, _, raw = entry.partition(b"\t")
        mode, _, blob = facts.decode().split()
        path = os.fsdecode(raw)
        if mode in _PLAIN_FILES and path.startswith(prefix) and _belongs(path.removeprefix(prefix)):
            yield path.removeprefix(prefix), blob


def _belongs(file: str) -> bool:
    parts = PurePosixPath(file).parts
    return ".." not in parts and (file == FILE or parts[0] in {part.folder for part in (METRICS, SOURCES, CUTS, SEGMENTS)})


def _contents(told: bytes) -> Iterator[bytes]:
    """The answers of `git cat-file --batch`: a line with id, kind and size, the content, the end of a line."""
    at = 0
    while at < len(told):
        end = told.index(b"\n", at)
        *_, size_text = told[at:end].decode().split()
        if not size_text.isdigit():  # `missing`: a clone without the contents of files
            hint = "It is a clone without the contents of its files; fetch them, as `git clone` without --filter does."
            raise ConfigError(f"git does not have a file of the earlier commit: {told[at:end].decode()}.", hint=hint)
        size = int(size_text)
        yield told[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _git(folder: Path, arguments: Sequence[str], message: str, hint: str = "", *, asked: bytes = b"") -> bytes:
    command = [*GIT, "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, timeout=_PATIENCE_SECONDS, check=True, input=asked).stdout
    except FileNotFoundError as error:
        raise ConfigError("git is not installed, or not in PATH.", hint="Install it; it reads the earlier files.") from error
    except subprocess.TimeoutExpired as error:
        raise ConfigError(message, hint=f"git did not answer within {_PATIENCE_SECONDS} seconds.") from error
    except subprocess.CalledProcessError as error:
        raise ConfigError(message, hint=hint or error.stderr.decode(errors="replace").strip()) from error
