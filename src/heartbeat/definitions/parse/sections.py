"""A metric or segment file cut into its header and its sections, each section one statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from heartbeat.definitions.parse.fields import nearest
from heartbeat.definitions.problem import Findings
from heartbeat.definitions.sql.text import Lines, Statement
from heartbeat.definitions.sql.tokens import Kind, Token, tokenize

_MARK = re.compile(r"--\s*([A-Za-z_]+)\s*:?\s*")
# What office programs and web pages put in place of a space or a quotation mark; Postgres takes it as part of a name.
_COPIED = re.compile("[\u00a0\u200b\u2018\u2019\u201c\u201d\u202f\u3000\ufeff]")


@dataclass(frozen=True)
class Layout:
    """What a kind of file is called, and which sections it may have; the first one it must have."""

    what: str
    sections: tuple[str, ...]

    @property
    def main(self) -> str:
        """The section that must be there."""
        return self.sections[0]

    @property
    def first_lines(self) -> str:
        """How such a file begins."""
        return f"A {self.what} begins with /* and `name: …` lines, then */, then `-- {self.main}` and one statement."


METRIC = Layout("metric file", ("value", "history", "crosscheck"))
SEGMENT = Layout("segment file", ("members",))


@dataclass(frozen=True)
class Header:
    """The YAML between `/*` and `*/`, and the line of the file at which it begins."""

    yaml: str
    line: int


@dataclass(frozen=True)
class Cut:
    """What a file consists of. A part that is missing or wrong is None or absent, and a finding."""

    header: Header | None
    statements: dict[str, Statement]


def cut(text: str, findings: Findings, layout: Layout = METRIC) -> Cut:
    """Cut a file into header and statements."""
    tokens, lines = tokenize(text), Lines(text)
    first = next((token for token in tokens if token.kind is not Kind.SPACE), None)
    if first is None:
        findings.error(1, "The file is empty.", layout.first_lines)
        return Cut(None, {})
    if not first.text.startswith("/*"):
        findings.error(lines.line(first.start), "The header is missing.", layout.first_lines)
        return Cut(None, _statements(tokens, _Reader(text, lines, findings, layout)))
    if first.kind is Kind.BROKEN:
        _report_open_header(first, lines, findings)
        return Cut(None, {})
    header = Header(first.text[2:-2], lines.line(first.start))
    return Cut(header, _statements(tokens[tokens.index(first) + 1 :], _Reader(text, lines, findings, layout)))


def _report_open_header(token: Token, lines: Lines, findings: Findings) -> None:
    inner = token.text.find("/*", 2)
    if inner < 0:
        findings.error(
            lines.line(token.start), "The header is not closed.", "Write */ on a line of its own after the last field."
        )
        return
    message = "`/*` inside the header opens a second comment, so the header never ends."
    findings.error(lines.line(token.start + inner), message, "Write the text without `/*`; comments nest in Postgres.")


@dataclass(frozen=True)
class _Reader:
    text: str
    lines: Lines
    findings: Findings
    layout: Layout
    told: bool = False  # an unterminated string or comment has been reported: what follows from it is not reported again


def _statements(tokens: Sequence[Token], asked: _Reader) -> dict[str, Statement]:
    reader = replace(asked, told=_report_signs(tokens, asked))
    lines, findings, main = reader.lines, reader.findings, reader.layout.main
    found: dict[str, Statement | None] = {}
    outside = False
    for name, mark, block in _blocks(tokens, reader):
        if mark is None:
            outside = _refuse_sql_before_sections(block, reader)
        elif name in found:
            hint = "Keep one of the two; each section is one statement."
            findings.error(lines.line(mark.start), f"A second section `-- {name}`.", hint)
        else:
            found[name] = _one_statement(name, mark, block, reader)
    if main not in found and not reader.told and not outside:
        at = lines.line(tokens[-1].end - 1) if tokens else lines.line(max(len(reader.text) - 1, 0))
        hint = f"Write `-- {main}` on its own line, then one statement ending in ;."
        findings.error(at, f"The section `-- {main}` is missing.", hint)
    return {name: statement for name, statement in found.items() if statement}


def _blocks(tokens: Sequence[Token], reader: _Reader) -> Iterator[tuple[str, Token | None, list[Token]]]:
    """The tokens before the first section, then each section's."""
    name, between = "", True
    mark: Token | None = None
    block: list[Token] = []
    for token in tokens:
        found = _section_of(token, reader, between=between)
        if found:
            yield name, mark, block
            name, mark, block, between = found, token, [], True
            continue
        block.append(token)
        between = between if token.is_silent else token.text == ";"
    yield name, mark, block


def _section_of(token: Token, reader: _Reader, *, between: bool) -> str | None:
    """An indented `-- value` inside a statement is a remark about a column, not a section."""
    if token.kind is not Kind.COMMENT or not (between or reader.lines.column(token.start) == 1):
        return None
    match = _MARK.fullmatch(token.text)
    return match[1].lower() if match and match[1].lower() in reader.layout.sections else None


def _one_statement(name: str, mark: Token, block: list[Token], reader: _Reader) -> Statement | None:
    spoken = [token for token in block if not token.is_silent]
    ends = [at for at, token in enumerate(spoken) if token.text == ";"]
    line = reader.lines.line(mark.start)
    first = spoken[: ends[0]] if ends else spoken
    if not first:
        reader.findings.error(
            line, f"The section `-- {name}` is empty.", "Write one statement ending in ;, or remove the section."
        )
        return None
    if not ends and not reader.told:
        last = reader.lines.line(spoken[-1].start)
        reader.findings.error(last, f"The statement of `-- {name}` does not end in ;.", "Write ; after it; psql needs it too.")
    rest = [token for token in spoken[len(first) :] if token.text != ";"]
    if rest:
        _report_second(name, block, rest[0], reader)
    sql = reader.text[first[0].start : first[-1].end]
    return Statement(name, sql, reader.lines.line(first[0].start), reader.lines.column(first[0].start))


def _report_second(name: str, block: list[Token], second: Token, reader: _Reader) -> None:
    remarks = [match[1] for token in block if token.start < second.start and (match := _MARK.fullmatch(token.text))]
    near = nearest(remarks[-1], reader.layout.sections) if remarks else None
    hint = (
        f"`-- {remarks[-1]}` is no section; write `-- {near}`."
        if near
        else "Keep one; `with … as` joins steps into one statement."
    )
    line = reader.lines.line(second.start)
    reader.findings.error(line, f"The section `-- {name}` has several statements.", hint)


def _refuse_sql_before_sections(block: list[Token], reader: _Reader) -> bool:
    spoken = [token for token in block if not token.is_silent]
    if spoken:
        main = reader.layout.main
        hint = f"Write `-- {main}` on its own line before the statement that gives the {main}."
        reader.findings.error(reader.lines.line(spoken[0].start), "SQL stands outside of a section.", hint)
    return bool(spoken)


def _report_signs(tokens: Sequence[Token], reader: _Reader) -> bool:
    """Note every token that no such file may have. Returns whether one of them runs to the end of the file."""
    for token in tokens:
        wrong = _wrong_sign(token, reader.layout.what)
        if wrong:
            line, column = reader.lines.line(token.start), reader.lines.column(token.start)
            reader.findings.error(line, f"{wrong[0]} (column {column}).", wrong[1])
    return any(token.kind is Kind.BROKEN for token in tokens)


def _wrong_sign(token: Token, what: str) -> tuple[str, str] | None:
    if token.kind is Kind.BROKEN:
        opening = next(sign for sign in token.text if sign in "/$'\"")
        kind = {"/": "comment", "$": "dollar-quoted string", '"': "name", "'": "string"}[opening]
        return f"This {kind} is never closed", "Close it; everything after it is read as part of it."
    if token.kind is Kind.VARIABLE and token.text != ":as_of":
        hint = "Only :as_of is given; write values out. In an array slice put a space after the colon: [1 : n]."
        return f"Unknown variable {token.text}", hint
    if token.kind is Kind.PARAMETER:
        return f"A parameter {token.text}", "Only :as_of is given, under that name; write other values out."
    if token.kind is Kind.STRAY:
        hint = f"A {what} is SQL; psql's own commands do not work in it." if token.text == "\\" else "Remove it."
        return f"“{token.text}” is no SQL", hint
    copied = _COPIED.search(token.text) if token.kind is Kind.WORD else None
    return (f"A copied sign U+{ord(copied[0]):04X}", "Retype the line with plain spaces and quotation marks.") if copied else None
