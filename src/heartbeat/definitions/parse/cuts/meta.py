"""The literal `META` of a cut: its values with the line of each key. The module is read, never run."""

from __future__ import annotations

import ast
import difflib
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from heartbeat.definitions.problem import Findings

MOST = 1_000_000
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")


class Meta:
    """The keys of `META`, read by name and type; whatever is not read is an unknown key."""

    def __init__(self, node: ast.Dict, findings: Findings) -> None:
        self._findings = findings
        self._line = node.lineno
        self._lines: dict[str, int] = {}
        self._values: dict[str, Any] = {}
        self._asked: list[str] = []
        for key, value in zip(node.keys, node.values, strict=True):
            self._take(key, value)

    def text(self, key: str, hint: str, *, is_required: bool = False) -> str | None:
        """A text that says something, without the indentation that it has in the module; null where there is none."""
        value = self._ask(key, hint, is_required=is_required)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.reject(key, "{key} is no text.", hint)
            return None
        if found := _UNSTORABLE.search(value):
            self.reject(key, f"{{key}} has a sign that no text has, U+{ord(found[0]):04X}.", "Write the text without it.")
            return None
        return inspect.cleandoc(value).strip()

    def whole(self, key: str, hint: str, *, default: int) -> int:
        """A whole number, of six digits or fewer."""
        value = self._ask(key, hint)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.reject(key, "{key} is no whole number.", hint)
            return default
        if abs(value) > MOST:
            self.reject(key, f"{{key}} is beyond {MOST:,}.", hint)
            return default
        return value

    def texts(self, key: str, hint: str, check: Callable[[str], bool], *, is_required: bool = False) -> tuple[str, ...]:
        """A list of texts that pass a check, none of them twice."""
        value = self._ask(key, hint, is_required=is_required)
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            self.reject(key, "{key} is no list of texts.", hint)
            return ()
        wrong = [one for at, one in enumerate(value) if not check(one) or one in value[:at]]
        if wrong or (is_required and not value):
            self.reject(key, f"{{key}} has “{wrong[0]}”, which is none or comes twice." if wrong else "{key} is empty.", hint)
            return ()
        return tuple(value)

    def choices(self, key: str, hint: str, known: Sequence[str]) -> dict[str, str]:
        """A mapping from texts to one of the known words each."""
        value = self._ask(key, hint)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value):
            self.reject(key, "{key} is no mapping.", hint)
            return {}
        wrong = [f"{one}: {word!r}" for one, word in value.items() if word not in known]
        if wrong:
            self.reject(key, f"{{key}} has {wrong[0]}.", hint)
        return {one: word for one, word in value.items() if word in known}

    def line_of(self, key: str) -> int:
        """The line of a key, or that of `META` where it is not given."""
        return self._lines.get(key, self._line)

    def reject(self, key: str, message: str, hint: str) -> None:
        """Note what is wrong with a key, at its line; `{key}` in the message is its name."""
        self._findings.error(self.line_of(key), message.replace("{key}", f'META["{key}"]'), hint)

    def refuse_unknown(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                near = difflib.get_close_matches(key, self._asked, n=1, cutoff=0.6)
                hint = f"Did you mean `{near[0]}`?" if near else f"Known are: {', '.join(self._asked)}."
                self._findings.error(self.line_of(key), f'META["{key}"] is not known.', hint)

    def _ask(self, key: str, hint: str, *, is_required: bool = False) -> Any:
        self._asked.append(key)
        is_computed = key in self._lines and key not in self._values  # which is told already
        if is_required and self._values.get(key) is None and not is_computed:
            self.reject(key, "{key} is missing.", hint)
        return self._values.get(key)

    def _take(self, key: ast.expr | None, value: ast.expr) -> None:
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            self._findings.error(value.lineno, "META has a key that is no plain text.", 'Write "page": "revenue".')
            return
        if key.value in self._lines:
            self._findings.error(key.lineno, f'META["{key.value}"] comes twice.', "Remove one of the two.")
        self._lines[key.value] = key.lineno
        for line, within in _doubled(value):
            self._findings.error(line, f'META["{key.value}"] has “{within}” twice.', "Remove one of the two.")
        try:
            self._values[key.value] = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            hint = "Write the value itself: META is read without running the module."
            self._findings.error(value.lineno, f'META["{key.value}"] is computed.', hint)


def _doubled(value: ast.expr) -> Iterator[tuple[int, object]]:
    """Keys that a mapping has twice, with the line of the second: Python would take the last one without a word."""
    keys = [key for key in value.keys if isinstance(key, ast.Constant)] if isinstance(value, ast.Dict) else []
    for at, key in enumerate(keys):
        if key.value in [one.value for one in keys[:at]]:
            yield key.lineno, key.value
