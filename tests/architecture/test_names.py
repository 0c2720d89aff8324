"""One word per idea: names avoid the words that say nothing, and the glossary holds the words that the code uses."""

import ast
import re

from architecture.source_tree import ROOT, SRC, parsed, python_files, tracked_files

EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "processor", "handler", "data", "info", "obj"}
GLOSSARY_WORDS = (
    "workspace", "source", "dataset", "load", "marts", "metric", "period", "reading", "registry", "history", "norm_value",
    "alert_value", "target_value", "typical", "status", "freshness", "health", "class", "verification_state", "owner", "beat",
    "board", "incident", "cut", "operator change",
)  # fmt: skip


def words_of(name: str) -> set[str]:
    return set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()))


def test_no_file_is_named_after_nothing() -> None:
    paths = [*python_files(SRC), *tracked_files("web/src")]
    assert [str(path.relative_to(ROOT)) for path in paths if words_of(path.stem) & EMPTY_WORDS] == []


def test_no_function_or_class_is_named_after_nothing() -> None:
    named = [
        f"{path.relative_to(SRC)}: {node.name}"
        for path in python_files(SRC)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and words_of(node.name) & EMPTY_WORDS
    ]
    assert named == []


def test_the_glossary_holds_every_word_of_the_house() -> None:
    explained = re.findall(r"^\| \*\*(.+?)\*\* \| \S", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [word for word in GLOSSARY_WORDS if word not in explained] == []
