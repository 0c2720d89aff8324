"""Which files of a folder are seen, wherever it lies, and that no path leads out of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest

from heartbeat.errors import SourceRejected, SourceUnreachable
from heartbeat.ingest.kinds.files.folder import Folder, address, depth_of, matches, refuse_glob

NOBODY = 65_534


@pytest.mark.parametrize(
    ("glob", "found", "left"),
    [
        ("*.csv", ["a.csv", "ä b.csv"], ["a.CSV", "a.csv.gz", "sub/a.csv", ".a.csv"]),
        ("**/*.csv", ["a.csv", "sub/a.csv", "x/y/z.csv"], ["a.txt", ".git/a.csv", "x/.a.csv"]),
        ("2026-??/[ab]*.csv", ["2026-01/a1.csv", "2026-12/b.csv"], ["2026-1/a.csv", "2026-01/c.csv", "2026-01/x/a.csv"]),
        ("x/**", ["x/a", "x/y/b"], ["x", "y/a", "x/.part"]),
        ("a/**/b/*.csv", ["a/b/1.csv", "a/x/y/b/1.csv"], ["a/b/c/1.csv", "b/1.csv"]),
        (".hidden/*", [".hidden/a"], [".hidden/.a", "hidden/a"]),
    ],
)
def test_globs(glob: str, found: list[str], left: list[str]) -> None:
    assert [name for name in (*found, *left) if matches(name, glob)] == found


def test_folders_are_listed_as_deep_as_a_glob_asks() -> None:
    assert (depth_of(["*.csv"]), depth_of(["*.csv", "a/*/b.csv"]), depth_of(["*.csv", "**/b"])) == (1, 3, None)


@pytest.mark.parametrize("glob", ["../*.csv", "a/../../b.csv", "/etc/*", "file:///etc/*", "..\\*.csv"])
def test_a_glob_that_leads_out_is_refused(glob: str) -> None:
    with pytest.raises(SourceRejected, match="leads out"):
        refuse_glob(glob, "t")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("/srv/in", "/srv/in"),
        ("sftp://me:p%40ss@host:22/in?key=word", "sftp://host:22/in"),
        ("s3://key:sec:ret@bucket/in", "s3://bucket/in"),
        ("zip://*.csv::sftp://me:word@host/in.zip", "zip://*.csv::sftp://host/in.zip"),
    ],
)
def test_an_address_is_shown_without_its_login(url: str, shown: str) -> None:
    assert address(url) == shown


def test_a_listing_tells_name_time_and_size_of_each_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.csv", "sub/a.csv"):
        (tmp_path / name).write_text("12345")
        os.utime(tmp_path / name, (1_700_000_000.25, 1_700_000_000.25))
    folder = Folder(f"file://{tmp_path}", "s")
    when = datetime(2023, 11, 14, 22, 13, 20, 250_000, tzinfo=UTC)
    assert [(file.name, *file.state) for file in folder.find(None).files] == [("b.csv", when, 5), ("sub/a.csv", when, 5)]
    assert [file.name for file in folder.find(1).files] == ["b.csv"]


def test_links_are_followed_within_the_folder_alone(tmp_path: Path) -> None:
    folder, outside = tmp_path / "in", tmp_path / "in-secret"
    folder.mkdir()
    outside.mkdir()
    (outside / "x.csv").write_text("secret")
    (folder / "a.csv").write_text("abc")
    os.utime(folder / "a.csv", (1_700_000_000, 1_700_000_000))
    (folder / "latest.csv").symlink_to("a.csv")
    (folder / "out.csv").symlink_to(outside / "x.csv")
    (folder / "up.csv").symlink_to("../in-secret/x.csv")
    (folder / "sub").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    (folder / "broken.csv").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.csv")
    listing = Folder(str(folder), "s").find(None)
    assert [(file.name, file.size) for file in listing.files] == [("a.csv", 3), ("latest.csv", 3)]
    assert len({file.modified_at for file in listing.files}) == 1
    assert listing.left_out == ("broken.csv", "out.csv", "pipe.csv", "round", "sub", "up.csv")


def test_a_file_that_has_become_a_link_out_is_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "a.csv").write_text("abc")
    opened = Folder(str(folder), "s")
    (file,) = opened.find(1).files
    (folder / "a.csv").unlink()
    (folder / "a.csv").symlink_to(tmp_path / "secret")
    with pytest.raises(FileNotFoundError), opened.open(file):
        pass


def test_names_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "two\nlines.csv").write_text("")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv")).write_text("")
    (tmp_path / "ä.csv").write_text("")
    listing = Folder(str(tmp_path), "s").find(1)
    assert ([file.name for file in listing.files], len(listing.left_out)) == (["ä.csv"], 2)


def test_a_folder_that_is_not_there_and_a_file_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreachable, match="does not exist"):
        Folder(str(tmp_path / "none"), "s").find(1)
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceRejected, match="is a file"):
        Folder(str(tmp_path / "file"), "s").find(1)
    with pytest.raises(SourceRejected, match="needs a driver"):
        Folder("sftp://me:word@127.0.0.1/in", "s")
    with pytest.raises(SourceRejected, match="none that can be read"):
        Folder("nothing-known://x", "s")


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user who may read nothing, if this one may read all."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)


def test_what_may_not_be_read_is_told_as_that(tmp_path: Path) -> None:
    inner = tmp_path / "in"
    (inner / "closed").mkdir(parents=True)
    (inner / "a.csv").write_text("")
    for path in (tmp_path, *tmp_path.parents[:-2]):
        path.chmod(path.stat().st_mode | 0o111)
    (inner / "closed").chmod(0)
    (inner / "a.csv").chmod(0)
    inner.chmod(0o755)
    folder = Folder(str(inner), "s")
    with as_nobody():
        listing = folder.find(None)
        assert (len(listing.files), listing.closed) == (1, 1)
        with pytest.raises(PermissionError), folder.open(listing.files[0]):
            pass
        with pytest.raises(SourceRejected, match="may not be read"):
            Folder(str(inner / "closed"), "s").find(1)
    (inner / "closed").chmod(0o700)


def test_a_folder_elsewhere_is_read_the_same_way() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe({"/elsewhere/a.csv": b"1", "/elsewhere/sub/b.csv": b"22", "/other/c.csv": b""})
    folder = Folder("memory://elsewhere", "s")
    found = folder.find(None).files
    assert [(file.name, file.size) for file in found] == [("a.csv", 1), ("sub/b.csv", 2)]
    with folder.open(found[1]) as file:
        assert (file.read(1), file.seek(0), file.read()) == (b"2", 0, b"22")
    memory.rm("/elsewhere", recursive=True)
    with pytest.raises(FileNotFoundError), folder.open(found[0]):
        pass
    with pytest.raises(SourceUnreachable):
        folder.find(None)
