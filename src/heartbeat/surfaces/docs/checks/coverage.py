"""What the program has and no page tells: settings, error codes, commands with their options, routes, keys of files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heartbeat.definitions.parse.cuts.module import parse_cut
from heartbeat.definitions.parse.metric_file import Declared, parse_metric
from heartbeat.definitions.parse.segments.segment_file import parse_segment
from heartbeat.definitions.parse.sources.kind import SHARED_KEYS, SUPPORTED_KINDS, kind_of
from heartbeat.definitions.problem import Findings, Problem
from heartbeat.surfaces.docs.checks.files import Files
from heartbeat.surfaces.docs.generated.program import every_error, setting_names

_KNOWN = re.compile(r"Known (?:keys|are): (.*)\.")


def coverage_problems(files: Files) -> Iterator[Problem]:
    """One problem for each thing that its page does not name."""
    named = {
        "docs/settings.md": ((name, f"`{name}`", "setting") for name in setting_names()),
        "docs/errors.md": ((error.code, f"`{error.code}`", "error code") for error in every_error()),
        "docs/metric-files.md": ((key, f"`{key}`", "key of a metric's header") for key in metric_keys()),
        "docs/source-files.md": ((key, f"`{key}`", "key of a source") for key in source_keys()),
        "docs/cuts.md": ((key, f"`{key}`", "key of META") for key in cut_keys()),
        "docs/segments.md": ((key, f"`{key}`", "key of a segment's header") for key in segment_keys()),
        "docs/http-api.md": ((path, path, "route") for path in files.reference.api()["paths"]),
    }
    for file, things in named.items():
        text = _text(files, file)
        yield from (_lacks(file, what, name) for name, sign, what in things if sign not in text)
    yield from _commands(files)


def metric_keys() -> list[str]:
    """Every key that the header of a metric may have: those that the reader of it names when it meets another."""
    findings = Findings("metrics/a/example.sql")
    parse_metric(findings.file, "/*\nzzzz: 1\n*/\n-- value\nselect 1 as value;\n", Declared({}), findings)
    return _told(findings)


def segment_keys() -> list[str]:
    """Every key that the header of a segment may have."""
    findings = Findings("segments/example.sql")
    parse_segment(findings.file, "/*\nzzzz: 1\n*/\n-- members\nselect 1;\n", Declared({}), findings)
    return _told(findings)


def cut_keys() -> list[str]:
    """Every key that the META of a cut may have."""
    findings = Findings("cuts/example.py")
    parse_cut(findings.file, 'META = {"zzzz": 1}\n', findings)
    return _told(findings)


def source_keys() -> list[str]:
    """Every key at the top of a source's file, of whatever kind."""
    return sorted({*SHARED_KEYS, *(key for kind in SUPPORTED_KINDS for key in kind_of(kind).keys)})


def _told(findings: Findings) -> list[str]:
    """The keys that a reader names when it meets one that it does not know."""
    return [key for problem in findings.problems for known in _KNOWN.findall(problem.hint) for key in known.split(", ")]


def _commands(files: Files) -> Iterator[Problem]:
    file = "docs/cli.md"
    text = _text(files, file)
    for command in files.reference.commands():
        about = "\n".join(line for line in text.splitlines() if re.search(rf"`{re.escape(command.name)}[ `]", line))
        if not about:
            yield _lacks(file, "command", command.name)
            continue
        for option in command.options:
            if not any(name in about for name in option.names):
                yield _lacks(file, f"option of `{command.name}`", option.names[0])


def _text(files: Files, file: str) -> str:
    page = files.book.of_file.get(("product", file))
    return page.text if page else ""


def _lacks(file: str, what: str, name: str) -> Problem:
    return Problem(file, 1, f"The {what} {name} is not on this page.", "Add it here: what it is for, in a line or two.")
