"""Whatever a cell holds, a row says it in each of its forms."""

import json

from hypothesis import given
from hypothesis import strategies as st

from heartbeat.definitions.metric_tests.cells import cell_of, cells_of_line
from heartbeat.definitions.parse.document import compose_mapping
from heartbeat.definitions.problem import Findings

# What no workspace file may hold is refused before a cell is read.
TEXT = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"], exclude_characters="\ufeff")
CELLS = st.none() | st.text(TEXT, max_size=20)
PLAIN = st.from_regex(r"[a-z0-9.:+-]([a-z0-9 .:+-]*[a-z0-9.:+-])?", fullmatch=True).filter(lambda word: word not in ("null", "~"))
SPACES = st.text(" \t", max_size=3)


def quoted(cell: str | None) -> str:
    return "" if cell is None else '"' + cell.replace('"', '""') + '"'


@given(st.lists(st.tuples(CELLS, SPACES, SPACES), min_size=1, max_size=6))
def test_quoted_cells_come_back_as_they_were(cells: list[tuple[str | None, str, str]]) -> None:
    line = ",".join(f"{before}{quoted(cell)}{after}" for cell, before, after in cells)
    assert cells_of_line(line) == [cell for cell, _, _ in cells]


@given(st.lists(st.tuples(PLAIN, SPACES, SPACES), min_size=1, max_size=6))
def test_plain_cells_come_back_without_the_spaces_around_them(cells: list[tuple[str, str, str]]) -> None:
    assert cells_of_line(",".join(f"{before}{cell}{after}" for cell, before, after in cells)) == [cell for cell, _, _ in cells]


@given(st.text(max_size=200))
def test_any_line_is_cells_or_none(line: str) -> None:
    cells = cells_of_line(line)
    assert cells is None or len(cells) >= 1


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(TEXT, max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3),
        max_leaves=8,
    ).filter(lambda value: isinstance(value, list | dict))
)
def test_json_in_a_cell_is_the_same_json(value: object) -> None:
    entries = compose_mapping(f"cell: {json.dumps(value, ensure_ascii=False)}\n", Findings("x.test.yaml"))
    assert entries is not None
    assert json.loads(cell_of(entries[0].node) or "") == value
