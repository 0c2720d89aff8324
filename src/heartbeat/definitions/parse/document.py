"""A file's text, and the YAML mapping in it, with the line of every key."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from heartbeat.definitions.problem import Findings

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
_NESTED = "Brackets are nested too deeply.", f"Nothing here needs more than {MAX_DEPTH} levels."
_BOM = "\ufeff"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")

# Plain YAML guesses types (NO is false, 12:30 is 750, 0010 is 8). Here the field decides, so everything is composed as text;
# the C composer is some 8 times faster and is in every wheel of PyYAML for the platforms we run on.
_Composer: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Entry:
    """One `key: value` of a mapping. `line` is the key's, in the file; `shift` leads from a composer's line to the file's."""

    key: str
    node: yaml.Node
    line: int
    shift: int


def read_text(path: Path, findings: Findings) -> str | None:
    """Read a workspace file as text, each line ended by one line feed; a file that is no text is a finding and gives None."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would keep us waiting, a device never ends
            findings.error(1, "This is no ordinary file.", "Put a file with text here, or remove it.")
            return None
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        findings.error(1, f"The file cannot be read: {error.strerror}.", "Give this user the right to read it, or remove it.")
        return None
    if len(raw) > MAX_BYTES:
        size = max(found.st_size, len(raw))
        findings.error(1, f"The file has {size:,} bytes.", f"A workspace file has {MAX_BYTES:,} at most; keep rows elsewhere.")
        return None
    return _decode(raw, findings)


def _decode(raw: bytes, findings: Findings) -> str | None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        findings.error(1, "The file is written in UTF-16.", "Save it as UTF-8.")
        return None
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        findings.error(line, "The file is binary: it contains a zero byte.", "Save it as UTF-8 text, or remove it.")
        return None
    try:
        return raw.decode("utf-8").removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        findings.error(line, f"The file is not UTF-8: byte 0x{raw[error.start]:02x}.", "Save it as UTF-8.")
        return None


def compose_mapping(text: str, findings: Findings, *, first_line: int = 1) -> list[Entry] | None:
    """Read YAML whose top level is a mapping.

    Args:
        text: the YAML alone.
        findings: takes what is wrong, a key given twice included.
        first_line: the line of the file at which `text` begins.

    Returns:
        The entries in their order, each key once; empty when there is nothing but comments; None when it is no mapping.
    """
    shift = first_line - 1
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + first_line
        findings.error(line, f"An invisible character: U+{ord(control[0]):04X}.", "Remove it; retyping the line helps.")
        return None
    try:
        if (deep := _too_deep(text)) is not None:
            findings.error(deep + first_line, *_NESTED)
            return None
        node = yaml.compose(text, Loader=_Composer)
    except yaml.YAMLError as error:
        _report_yaml(error, text, findings, shift)
        return None
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1 + shift
        findings.error(line, "Expected `key: value` lines.", "Write one `key: value` per line, beginning at the same column.")
        return None
    return None if _refuse_exotic(node, findings, shift) else entries_of(node, findings, shift=shift)


def _too_deep(text: str) -> int | None:
    """The line, from 0, at which brackets are nested too deeply. Asked first: composing calls itself for each level of them."""
    depth = 0
    for event in yaml.parse(text, Loader=_Composer):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                return event.start_mark.line if event.start_mark else 0
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def entries_of(node: yaml.MappingNode, findings: Findings, *, shift: int) -> list[Entry]:
    """The entries of a mapping, each key once; `shift` is added to the composer's line."""
    found: dict[str, Entry] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1 + shift
        if not isinstance(key, yaml.ScalarNode):
            findings.error(
                line, "A key is not a word.", "Write `key: value`, with quotes around text that begins with a bracket."
            )
        elif key.value in found:
            first = found[key.value].line
            findings.error(line, f"`{key.value}` is given twice; first on line {first}.", "Keep one of the two.")
        else:
            found[key.value] = Entry(key.value, value, line, shift)
    return list(found.values())


def _refuse_exotic(root: yaml.Node, findings: Findings, shift: int) -> bool:
    """Aliases and tags are refused: a reader of one line must not have to look for another, and nested aliases explode."""
    seen: set[int] = set()
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        refusal = _exotic(node, depth, known=id(node) in seen)
        if refusal:
            findings.error(node.start_mark.line + 1 + shift, *refusal)
            return True
        seen.add(id(node))
        waiting.extend((child, depth + 1) for child in _children(node))
    return False


def _exotic(node: yaml.Node, depth: int, *, known: bool) -> tuple[str, str] | None:
    if known:
        return "YAML anchors (`&name`, `*name`) are not supported here.", "Write the value out in both places."
    if node.tag not in _PLAIN_TAGS:
        return f"YAML tags are not supported here: {node.tag}.", "Remove the `!…`; each key knows its type."
    if isinstance(node, yaml.ScalarNode) and (control := _CONTROL.search(node.value)):
        return (
            f"An invisible character: U+{ord(control[0]):04X}, written as an escape.",
            "Remove it; a text cannot be stored with it.",
        )
    if depth > MAX_DEPTH:
        return _NESTED
    return None


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))
_REMEDIES = (
    (r"\\t|tab", "YAML does not allow tabs for indentation; use spaces."),
    (r"mapping values are not allowed", 'Text that contains ": " needs quotes: name: "Payments: approved".'),
    (
        r"cannot start any token|undefined alias|did not find expected alphabetic",
        "Put quotes around text that begins with a sign.",
    ),
    (
        r"did not find expected ',' or",
        'Between { } or [ ], put quotes around ${NAME}, and around text with a comma or bracket: {token: "${NAME}"}.',
    ),
    (r"quoted scalar|unexpected end of stream", "Close the quotation mark or bracket that was opened."),
    (r"control characters|not allowed|special characters", "Remove the invisible character; retyping the line helps."),
    (r"expected a single document|but found another document", "Remove the `---` line: one file, one document."),
    (r"could not find expected ':'", "Write `key: value`, and indent the further lines of a text."),
)


def _report_yaml(error: yaml.YAMLError, text: str, findings: Findings, shift: int) -> None:
    context = getattr(error, "context", None) or ""
    # what was opened and never closed is to be mended where it was opened
    order = ("context_mark", "problem_mark") if "quoted" in context or "flow" in context else ("problem_mark", "context_mark")
    mark = next((found for name in order if (found := getattr(error, name, None))), None)
    line, column = (mark.line + 1 + shift, mark.column + 1) if mark else (1 + shift, 1)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    told = f"{context} {what}{' at a tab' if mark and _is_tab(text, mark.line, mark.column) else ''}"
    hint = next((hint for pattern, hint in _REMEDIES if re.search(pattern, told)), "Check indentation and quotation marks here.")
    findings.error(line, f"This is not valid YAML: {what} (column {column}).", hint)


def _is_tab(text: str, line: int, column: int) -> bool:
    lines = text.split("\n")
    return line < len(lines) and lines[line][column : column + 1] == "\t"
