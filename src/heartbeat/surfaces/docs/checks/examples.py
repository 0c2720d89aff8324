"""Examples that the program would not take: each block of code is read by what reads such a file."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from zoneinfo import ZoneInfo

import sqlglot
import sqlglot.errors
import yaml
from markdown_it.token import Token

from heartbeat.definitions.metric_tests.parse import About, metric_id_of, parse_tests
from heartbeat.definitions.parse.cuts.module import parse_cut
from heartbeat.definitions.parse.metric_file import Declared, parse_metric
from heartbeat.definitions.parse.segments.segment_file import parse_segment
from heartbeat.definitions.parse.settings_file import parse_settings
from heartbeat.definitions.parse.source_file import parse_source
from heartbeat.definitions.problem import Findings, Problem
from heartbeat.surfaces.docs.checks.files import Files
from heartbeat.wire.markdown import parse

_NAMED = re.compile(r"(?:#|--|//) ?([\w./-]+\.\w+)\s*(?:\n|$)")
_META = re.compile(r"^META = ", re.MULTILINE)
_MEMBERS = re.compile(r"^-- members$", re.MULTILINE)
_MARKED = re.compile(r"<!-- file: (\S+) -->")
_UNDECLARED = "belongs to no declared source"
_HINT = "What stands in the documentation has to work as it stands there."


def example_problems(files: Files) -> Iterator[Problem]:
    """The problems of every block of code in Heartbeat's own pages."""
    for page in files.product.pages:
        tokens = parse(page.text)
        for at, token in enumerate(tokens):
            if token.type == "fence" and token.map:
                before = tokens[at - 1].content if at and tokens[at - 1].type == "html_block" else ""
                for line, what in _wrong(files, token, before):
                    yield Problem(page.file or "", token.map[0] + 1 + line, f"This example is wrong: {what}", _HINT)


def _wrong(files: Files, token: Token, before: str) -> Iterator[tuple[int, str]]:
    """Each problem of a block with its line in it."""
    language = (token.info.split() or [""])[0]
    read = _READERS.get(language)
    if read is not None and "<!-- not run" not in before:
        marked, named = _MARKED.search(before), _NAMED.match(token.content)
        file = marked[1] if marked else named[1] if named else ""
        yield from read(files, file, token.content)


def _yaml(files: Files, file: str, text: str) -> Iterator[tuple[int, str]]:
    findings = Findings(file)
    if file == "heartbeat.yaml":
        parse_settings(text if re.search(r"^name:", text, re.MULTILINE) else f"{text}name: Example\n", findings)
    elif file.startswith("sources/"):
        parse_source(file, text, findings)
    elif file.endswith(".test.yaml"):
        metric = next(
            (one for one in (files.survey.metrics if files.survey else ()) if one.metric_id == metric_id_of(file)), None
        )
        if metric is not None:
            parse_tests(file, text, About(metric, ZoneInfo("UTC")), findings)
    try:
        list(yaml.safe_load_all(text))
    except yaml.YAMLError as error:
        yield 1, str(error).partition("\n")[0]
    yield from _found(findings)


def _sql(_files: Files, file: str, text: str) -> Iterator[tuple[int, str]]:
    if file.startswith("segments/") or _MEMBERS.search(text):
        findings = Findings(file if file.startswith("segments/") else "segments/example.sql")
        parse_segment(findings.file, text, Declared({}), findings)
        yield from _found(findings)
        return
    if text.lstrip().startswith("/*") and "\ncode:" in text:
        findings = Findings(file)
        parse_metric(file if file.startswith("metrics/") else "metrics/example/example_metric.sql", text, Declared({}), findings)
        yield from _found(findings)
        return
    try:
        sqlglot.parse(text.replace(":as_of", "now()"), dialect="postgres")
    except sqlglot.errors.SqlglotError as error:
        yield 1, str(error).partition("\n")[0]


def _json(_files: Files, _file: str, text: str) -> Iterator[tuple[int, str]]:
    try:
        json.loads(text)
    except ValueError as error:
        yield 1, str(error)


def _python(_files: Files, file: str, text: str) -> Iterator[tuple[int, str]]:
    if file.startswith("cuts/") or _META.search(text):
        findings = Findings(file if file.startswith("cuts/") else "cuts/example.py")
        parse_cut(findings.file, text, findings)
        yield from _found(findings)
        return
    try:
        ast.parse(text)
    except SyntaxError as error:
        yield error.lineno or 1, error.msg


def _found(findings: Findings) -> Iterator[tuple[int, str]]:
    for problem in findings.problems:
        if problem.severity == "error" and _UNDECLARED not in problem.message:
            yield problem.line, problem.message


_Reader = Callable[[Files, str, str], Iterator[tuple[int, str]]]
_READERS: Mapping[str, _Reader] = {"yaml": _yaml, "sql": _sql, "json": _json, "python": _python}
