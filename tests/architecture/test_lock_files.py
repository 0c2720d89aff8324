"""What is installed is pinned by hash, and no lock file carries the address of a registry."""

import re

from architecture.source_tree import ROOT, tracked_files

LOCKS = ("requirements/*.txt", "web/package-lock.json", "web/openapi/package-lock.json")


def test_no_lock_file_names_an_address() -> None:
    addressed = [
        str(path.relative_to(ROOT))
        for path in tracked_files(*LOCKS)
        if re.search(r'"resolved"|registry\.|--(extra-)?index-url|://[^ ]*/(simple|packages)/', path.read_text(encoding="utf-8"))
    ]
    assert addressed == []


def test_every_python_requirement_is_hashed() -> None:
    for path in tracked_files("requirements/*.txt"):
        blocks = re.split(r"\n(?=[a-z0-9])", path.read_text(encoding="utf-8").strip())
        assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
