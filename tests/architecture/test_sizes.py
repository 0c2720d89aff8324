"""Sizes that keep a file readable at one sitting. The hard stops are here; the aims are in docs/architecture.md."""

import ast
from collections import Counter
from pathlib import Path

from architecture.source_tree import ROOT, SRC, parsed, python_files

MODULE_LINES, FUNCTION_LINES, TEST_LINES, ROOM_FILES, BEAT_LINES = 300, 40, 400, 10, 80


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long(paths: list[Path], most: int) -> dict[str, int]:
    sizes = {str(path.relative_to(ROOT)): lines_of(path) for path in paths}
    return {name: size for name, size in sizes.items() if size > most}


def test_no_module_is_longer_than_300_lines() -> None:
    assert too_long(python_files(SRC), MODULE_LINES) == {}


def test_no_test_module_is_longer_than_400_lines() -> None:
    assert too_long(python_files(ROOT / "tests"), TEST_LINES) == {}


def test_one_beat_fits_on_one_screen() -> None:
    assert lines_of(SRC / "beat.py") <= BEAT_LINES


def test_no_function_is_longer_than_40_lines() -> None:
    long = {
        f"{path.relative_to(SRC)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in python_files(SRC)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: size for name, size in long.items() if size > FUNCTION_LINES} == {}


def test_no_room_holds_more_than_ten_files() -> None:
    files = Counter(str(path.parent.relative_to(SRC)) for path in python_files(SRC) if path.name != "__init__.py")
    del files["."]  # the doors and the foundation
    assert {room: count for room, count in files.items() if count > ROOM_FILES} == {}
