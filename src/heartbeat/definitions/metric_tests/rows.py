"""The rows of a table, written as mappings, as lists under a list of columns, or as lines with commas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from heartbeat.definitions.metric_tests.cells import cell_of, cells_of_line
from heartbeat.definitions.metric_tests.model import Row
from heartbeat.definitions.parse.document import entries_of
from heartbeat.definitions.parse.fields import Fields
from heartbeat.definitions.problem import Findings

FORM = "Write one mapping per row: [{id: 1, amount: 9.50}]; or lines under `|`, the first with the columns: id, amount."
_BLOCK = "Write `|` after the table's name, and below it the columns and one line per row, separated by commas."
_QUOTE = 'Put the whole cell in quotes, and write a quotation mark inside it twice: "5 ""large"" ones".'
_COLUMN_LENGTH = 63


@dataclass(frozen=True)
class _Reader:
    """Rows of one table, with what is wrong in them."""

    table: str
    findings: Findings

    def read(self, node: yaml.Node) -> Iterator[Row]:
        """Every row that can be read."""
        if isinstance(node, yaml.SequenceNode):
            yield from self._list(node.value)
        elif isinstance(node, yaml.ScalarNode) and node.style == "|":
            yield from self._block(node)
        elif isinstance(node, yaml.ScalarNode):
            self._refuse(node, f"The rows of `{self.table}` are no list.", _BLOCK)
        else:
            self._refuse(node, f"The rows of `{self.table}` are a mapping.", FORM)

    def _list(self, parts: Sequence[yaml.Node]) -> Iterator[Row]:
        if parts and all(isinstance(part, yaml.SequenceNode) for part in parts):
            head = self._header([cell_of(cell) for cell in parts[0].value], _line(parts[0]))
            for part in parts[1:] if head else ():
                yield from self._under(head, [cell_of(cell) for cell in part.value], _line(part))
            return
        for part in parts:
            if not isinstance(part, yaml.MappingNode):
                self._refuse(part, f"This row of `{self.table}` is no mapping.", FORM)
                continue
            cells = {entry.key: cell_of(entry.node) for entry in entries_of(part, self.findings, shift=0)}
            yield Row(_line(part), cells)

    def _block(self, node: yaml.ScalarNode) -> Iterator[Row]:
        head: list[str] = []
        for line, text in enumerate(str(node.value).split("\n"), _line(node) + 1):
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            cells = cells_of_line(text)
            if cells is None:
                self.findings.error(line, f"A quotation mark stands inside a cell of `{self.table}`.", _QUOTE)
            elif head:
                yield from self._under(head, cells, line)
            elif not (head := self._header(cells, line)):
                return

    def _header(self, cells: Sequence[str | None], line: int) -> list[str]:
        names = [cell or "" for cell in cells]
        if "" in names:
            self.findings.error(line, f"A column of `{self.table}` has no name.", "Write the names of the columns first.")
        elif doubled := sorted({name for name in names if names.count(name) > 1}):
            self.findings.error(line, f"The column `{doubled[0]}` of `{self.table}` is named twice.", "Keep one of the two.")
        else:
            return names
        return []

    def _under(self, head: Sequence[str], cells: Sequence[str | None], line: int) -> Iterator[Row]:
        if len(cells) == len(head):
            yield Row(line, dict(zip(head, cells, strict=True)))
            return
        message = f"This row of `{self.table}` has {len(cells)} cells, and {len(head)} columns are named."
        self.findings.error(line, message, "Leave a cell empty for NULL; put one that holds a comma in quotes.")

    def _refuse(self, node: yaml.Node, message: str, hint: str) -> None:
        self.findings.error(_line(node), message, hint)


def read_rows(fields: Fields, table: str) -> tuple[Row, ...]:
    """The rows under a table's name; what cannot be read is a finding at its line."""
    node = fields.node(table)
    rows = tuple(_Reader(table, fields.findings).read(node)) if node is not None else ()
    for row in rows:
        for column in row.cells:
            if not 0 < len(column.encode()) <= _COLUMN_LENGTH:
                message = f"`{column[:80]}` is no name of a column of `{table}`."
                fields.findings.error(row.line, message, "Write the name that the column has in marts.")
    return rows


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
