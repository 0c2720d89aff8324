"""The walks of the documentation: pages whose commands a reader types one after the other, as a script that does the same.

A walk begins at `<!-- walk -->`, or at `<!-- walk after PAGE -->` where it goes on from the end of another page's. From there on
the blocks of a page are done in their order: `sh` is run in one shell, and a block is written to a file if its first line is a
comment that names one (`# sources/billing.yaml`), or if `<!-- file: PATH -->` stands before it. `<!-- not run: WHY -->` before a
block leaves it out; blocks in other languages are for reading.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BEGIN = re.compile(r"^<!-- walk(?: after (?P<after>[\w/-]+))? -->$", re.MULTILINE)
_BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>file|not run): (?P<said>[^\n]+?) -->\n+)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_NAMED = re.compile(r"# ([\w-][\w./-]*\.\w+)\n")


@dataclass(frozen=True)
class Walk:
    """One page's walk. `after` is the page that it goes on from, without its suffix; null where it begins anew."""

    page: str
    after: str | None
    script: str


def read_walks(root: Path) -> dict[str, Walk]:
    """All walks of the pages below `root` by the name of their page, such as `how-to/add-a-metric`."""
    docs = root / "docs"
    found = (_walk(docs, path) for path in sorted(docs.rglob("*.md")))
    return {walk.page: walk for walk in found if walk}


def _walk(docs: Path, path: Path) -> Walk | None:
    text = path.read_text(encoding="utf-8")
    begin = _BEGIN.search(text)
    if begin is None:
        return None
    page = path.relative_to(docs).with_suffix("").as_posix()
    return Walk(page, begin["after"], "\n".join(["set -eu -o pipefail", *_steps(page, text, begin.end())]))


def _steps(page: str, text: str, start: int) -> Iterator[str]:
    for block in _BLOCK.finditer(text, start):
        line = text.count("\n", 0, block.start("language")) + 1
        if block["mark"] == "not run":
            continue
        yield f"echo {shlex.quote(f'== docs/{page}.md:{line}')}"
        named = _NAMED.match(block["text"])
        file = block["said"] if block["mark"] == "file" else named[1] if named and block["language"] != "sh" else None
        if file:
            yield f"mkdir -p {shlex.quote(str(Path(file).parent))}"
            yield f"printf %s {shlex.quote(block['text'])} > {shlex.quote(file)}"
        elif block["language"] == "sh":
            yield block["text"]
