"""The keys of one mapping, read by name and type. Whatever is not read is an unknown key.

The reader of a file asks for each key once; the keys it asked for are the known ones, so there is no second list to keep in step.
Each method gives None (or an empty value) when the key is absent or wrong; a wrong one is a finding with its line.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import yaml

from heartbeat.definitions.parse.document import Entry, entries_of
from heartbeat.definitions.problem import Findings

Check = Callable[[str], str | None]
"""Says what a text should be when it is not: the hint of the finding, else None."""

_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NUMBER = re.compile(r"[-+]?([0-9][0-9_]*(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_WHOLE = re.compile(r"[-+]?[0-9][0-9_]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Fields:
    """A mapping of a file. `path` is how messages name it: empty at the top, `schedule.` inside `schedule`."""

    def __init__(self, entries: Sequence[Entry], findings: Findings, *, path: str = "", line: int = 1) -> None:
        self.findings = findings
        self.line = line
        self._path = path
        self._entries = {entry.key: entry for entry in entries}
        self._asked: dict[str, None] = {}

    def line_of(self, key: str) -> int:
        """The line of a key, or of the mapping when the key is absent."""
        entry = self._entries.get(key)
        return entry.line if entry else self.line

    def has(self, key: str) -> bool:
        """Whether the key is written with a value."""
        return self._given(key) is not None

    def keys(self) -> tuple[str, ...]:
        """All keys as written."""
        return tuple(self._entries)

    def reject(self, key: str, message: str, hint: str) -> None:
        """Note that a key's value is wrong, at its line; `{key}` in the message becomes the key's full name."""
        self.findings.error(self.line_of(key), message.replace("{key}", f"`{self._path}{key}`"), hint)

    def doubt(self, key: str, message: str, hint: str) -> None:
        """Note that a key's value is probably not meant."""
        self.findings.warn(self.line_of(key), message.replace("{key}", f"`{self._path}{key}`"), hint)

    def text(self, key: str, *, check: Check | None = None, secret: bool = False) -> str | None:
        """A text; messages never repeat a secret one."""
        node = self._scalar(key, "text")
        if node is None:
            return None
        value = str(node.value).strip()
        hint = check(value) if check else None
        if hint:
            self.reject(key, f"{{key}} cannot be {'what is written' if secret else _shown(value)}.", hint)
            return None
        return value

    def required(self, key: str, hint: str, *, check: Check | None = None, secret: bool = False) -> str:
        """A text that must be there. Returns the empty text when it is not; the finding refuses the file anyway."""
        if not self.has(key):
            self._asked[key] = None
            entry = self._entries.get(key)
            word = getattr(entry.node, "value", "") if entry else ""
            if word:
                self.reject(key, f"{{key}} holds nothing: `{word}` is no value.", f'Where the word is meant, quote it: "{word}".')
            else:
                self.reject(key, "{key} is missing.", hint)
            return ""
        return self.text(key, check=check, secret=secret) or ""

    def choice(self, key: str, options: Sequence[str], hint: str = "") -> str | None:
        """One of a few words."""

        def offer(value: str) -> str | None:
            if value in options:
                return None
            near = nearest(value, options)
            return f"Write {near}." if near else hint or f"Write one of: {', '.join(options)}."

        return self.text(key, check=offer)

    def number(self, key: str) -> float | None:
        """A finite number."""
        node = self._scalar(key, "a number")
        if node is None:
            return None
        text = str(node.value).strip()
        value = float(text.replace("_", "")) if _NUMBER.fullmatch(text) else math.nan
        if math.isfinite(value):
            return value or 0.0  # -0 is 0
        self.reject(key, f"{{key}} is not a number: {_shown(text)}.", _number_hint(text))
        return None

    def whole(self, key: str, *, least: int, most: int) -> int | None:
        """A whole number between two limits, both included."""
        node = self._scalar(key, "a whole number")
        if node is None:
            return None
        text = str(node.value).strip()
        if _WHOLE.fullmatch(text) and len(text) < 20 and least <= int(text) <= most:
            return int(text)
        self.reject(key, f"{{key}} cannot be {_shown(text)}.", f"Write a whole number from {least} to {most}.")
        return None

    def flag(self, key: str, *, default: bool) -> bool:
        """Yes or no."""
        node = self._scalar(key, "true or false")
        if node is None:
            return default
        if node.value.strip().lower() in _FLAGS:
            return _FLAGS[node.value.strip().lower()]
        self.reject(key, f"{{key}} cannot be {_shown(node.value)}.", "Write true or false.")
        return default

    def day(self, key: str) -> date | None:
        """A calendar day."""

        def calendar(value: str) -> str | None:
            try:
                date.fromisoformat(value if _DAY.fullmatch(value) else "")
            except ValueError:
                return "Write a day that exists as year-month-day: 2026-12-31."
            return None

        value = self.text(key, check=calendar)
        return date.fromisoformat(value) if value else None

    def texts(self, key: str, *, check: Check | None = None, hint: str = "Write a list: [first, second].") -> tuple[str, ...]:
        """A list of different texts."""
        node = self._given(key)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode) or not all(isinstance(part, yaml.ScalarNode) for part in node.value):
            self.reject(key, "{key} is not a list of words.", hint)
            return ()
        return self._checked(key, [str(part.value).strip() for part in node.value], check)

    def lists(self, key: str, hint: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts."""
        node = self._given(key)
        if node is None:
            return ()
        parts = node.value if isinstance(node, yaml.SequenceNode) else []
        lists = [part.value for part in parts if isinstance(part, yaml.SequenceNode) and part.value]
        flat = [word for words in lists for word in words]
        if not lists or len(lists) != len(parts) or not all(isinstance(word, yaml.ScalarNode) for word in flat):
            self.reject(key, "{key} is not a list of lists.", hint)
            return ()
        return tuple(tuple(str(word.value).strip() for word in words) for words in lists)

    def words(self, key: str, hint: str, *, check: Check | None = None, secret: bool = False) -> dict[str, str]:
        """A mapping of names to texts, none of them empty; the hint shows one. `check` is asked about each text."""
        inside = self.mapping(key, hint)
        found: dict[str, str] = {}
        for name in inside.keys():  # noqa: SIM118 - not a dict
            word = inside.text(name, check=check, secret=secret)
            if word:
                found[name] = word
            elif not inside.plain(name):
                inside.reject(name, "{key} is empty.", hint)
        return found

    def mapping(self, key: str, hint: str) -> Fields:
        """The mapping under a key; an empty one when it is absent or none."""
        node, path, line = self._given(key), f"{self._path}{key}.", self.line_of(key)
        if node is not None and not isinstance(node, yaml.MappingNode):
            self.reject(key, "{key} is not a mapping.", hint)
            node = None
        entries = entries_of(node, self.findings, shift=self._entries[key].shift) if node else ()
        return Fields(entries, self.findings, path=path, line=line)

    def mappings(self, key: str, hint: str) -> Iterator[Fields]:
        """Each mapping of a list."""
        node = self._given(key)
        parts = node.value if isinstance(node, yaml.SequenceNode) else []
        if node is not None and (not parts or not all(isinstance(part, yaml.MappingNode) for part in parts)):
            self.reject(key, "{key} is not a list of mappings.", hint)
            return
        for part in parts:
            shift = self._entries[key].shift
            entries = entries_of(part, self.findings, shift=shift)
            yield Fields(entries, self.findings, path=f"{self._path}{key}.", line=part.start_mark.line + 1 + shift)

    def is_mapping(self, key: str) -> bool:
        """Whether a mapping stands under the key."""
        return isinstance(self._given(key), yaml.MappingNode)

    def is_list(self, key: str) -> bool:
        """Whether a list stands under the key."""
        return isinstance(self._given(key), yaml.SequenceNode)

    def node(self, key: str) -> yaml.Node | None:
        """What stands under the key as YAML has it, for a reader of its own: None when it is absent or none."""
        return self._given(key)

    def plain(self, key: str) -> object:
        """Whatever stands under the key, as texts, lists and mappings: for keys whose readers come later."""
        node = self._given(key)
        return None if node is None else _plain(node)

    def refuse_unknown(self, elsewhere: Mapping[str, tuple[str, str]] | None = None) -> None:
        """Note each key that nobody asked for, with the nearest known one.

        Args:
            elsewhere: keys that are known where this mapping is not, each with its message and hint.
        """
        known = tuple(self._asked)
        for key, entry in self._entries.items():
            if key not in self._asked and key in (elsewhere or {}):
                message, hint = (elsewhere or {})[key]
                other = next((name for name in (f"{key}s", key.removesuffix("s")) if name in self._asked), None)
                self.reject(key, message, f"Did you mean `{self._path}{other}`? {hint}" if other else hint)
            elif key not in self._asked:
                near = nearest(key, known)
                hint = f"Did you mean `{self._path}{near}`?" if near else f"Known keys: {', '.join(sorted(known))}."
                self.findings.error(entry.line, f"Unknown key `{self._path}{key}`.", hint)

    def _given(self, key: str) -> yaml.Node | None:
        self._asked[key] = None
        entry = self._entries.get(key)
        if entry is None:
            return None
        node = entry.node
        empty = isinstance(node, yaml.ScalarNode) and not node.style and node.value in _NOTHING
        return None if empty else node

    def _scalar(self, key: str, kind: str) -> yaml.ScalarNode | None:
        node = self._given(key)
        if node is None or isinstance(node, yaml.ScalarNode):
            return node
        what = "list" if isinstance(node, yaml.SequenceNode) else "mapping"
        self.reject(key, f"{{key}} is a {what}.", f"Write {kind} after the colon.")
        return None

    def _checked(self, key: str, values: list[str], check: Check | None) -> tuple[str, ...]:
        for value in values:
            hint = (check(value) if check else None) or ("" if value else "Remove the empty entry.")
            if hint:
                self.reject(key, f"{{key}} cannot contain {_shown(value)}.", hint)
        doubled = sorted({value for value in values if values.count(value) > 1})
        if doubled:
            self.reject(key, f"{{key}} names {', '.join(doubled)} twice.", "Keep one of the two.")
        return tuple(values)


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that was probably meant, upper and lower case apart, or None."""
    folded = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), list(folded), n=1, cutoff=0.6)
    return folded[near[0]] if near else None


def _shown(value: str) -> str:
    """A value as messages quote it: one line, not endless."""
    line = " ".join(value.split())
    return f"“{line[:60]}…”" if len(line) > 60 else f"“{line}”"


def _number_hint(text: str) -> str:
    bare = text.rstrip("% ").replace(",", ".")
    if text.endswith("%") and _NUMBER.fullmatch(bare):
        return f"Write {float(bare.replace('_', '')) / 100:g} where the unit is ratio, else the number alone: {bare}."
    if "," in text and _NUMBER.fullmatch(bare):
        return f"Write a point before the decimals: {bare}."
    return "Write digits with a point before the decimals, without a unit: 0.95."


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(part) for part in node.value]
    return str(node.value)
