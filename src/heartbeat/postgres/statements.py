"""Named SQL statements, kept in `queries.sql` files beside the code that runs them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)[^\n]*\n", re.MULTILINE)


@cache
def load_statements(package: str, file: str = "queries.sql") -> Mapping[str, str]:
    """The statements of one file, by name: each begins with a line `-- name: read_metrics`.

    Args:
        package: dotted name of the package that holds the file; pass `__package__`.
        file: its name.
    """
    parts = _NAME.split(files(package).joinpath(file).read_text(encoding="utf-8"))[1:]
    names = parts[0::2]
    if len(set(names)) != len(names):
        raise ValueError(f"{package}/{file} names a statement twice")
    return MappingProxyType(dict(zip(names, (part.strip() for part in parts[1::2]), strict=True)))
