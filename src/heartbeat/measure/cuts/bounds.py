"""What a cut may do to the machine: compute, and read the database. Anything else is refused, in words for its author.

The boundary towards data is the role of its connection. What is here keeps mistakes small, and what a module runs away with; it
is no prison: a module is code of the workspace, and is deployed by whoever may deploy.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import sys
import zoneinfo
from typing import Any

MEMORY_BYTES = 2 << 30
_PROCESSES = re.compile(r"os\.(fork|forkpty|posix_spawn|exec|spawn|system|kill)|subprocess\.Popen|pty\.spawn")
_NETWORK = re.compile(r"socket\.(connect|bind|sendto|sendmsg|getaddrinfo|gethostbyname|gethostbyaddr)")
_FILES = re.compile(
    r"os\.(remove|rename|rmdir|mkdir|link|symlink|truncate|chmod|chown|utime|setxattr|chdir)|shutil\.\w+|tempfile\.\w+"
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_HARMLESS = (os.devnull, "/dev/urandom", "/dev/random", "/etc/localtime", "/etc/timezone")


class NotAllowed(PermissionError):
    """A module tried what no cut may do."""


def limit_machine(seconds: float) -> None:
    """Bound what this process may use: memory, processor time, and no file of its own; beats and screens come before it."""
    with contextlib.suppress(OSError):
        os.nice(5)
    _lower(resource.RLIMIT_AS, MEMORY_BYTES)
    _lower(resource.RLIMIT_CPU, int(seconds) + 5)  # also of a process that got away
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, value: int) -> None:
    _, most = resource.getrlimit(kind)
    bounded = value if most == resource.RLIM_INFINITY else min(value, most)
    with contextlib.suppress(ValueError, OSError):  # a system that has no such limit, or counts otherwise
        resource.setrlimit(kind, (bounded, bounded))


def refuse_the_rest() -> None:
    """From here on this process starts none, talks to nobody but its database, and opens no file but those of Python."""
    roots = tuple({os.path.realpath(path) for path in (sys.prefix, sys.base_prefix, *sys.path, *zoneinfo.TZPATH) if path})

    def judge(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            _judge_open(arguments[0], arguments[2], roots)
        elif _PROCESSES.fullmatch(event):
            raise NotAllowed("a cut may not start or end processes")
        elif _NETWORK.fullmatch(event):
            raise NotAllowed("a cut may not talk to the network: what it reads is landed by a source")
        elif _FILES.fullmatch(event):
            raise NotAllowed("a cut may not write files: it returns what it computed")

    sys.addaudithook(judge)


def _judge_open(path: Any, flags: Any, roots: tuple[str, ...]) -> None:
    if not isinstance(path, str | bytes) or os.fsdecode(path) in _HARMLESS:
        return
    if isinstance(flags, int) and flags & _WRITES:
        raise NotAllowed("a cut may not write files: it returns what it computed")
    real = os.path.realpath(os.fsdecode(path))
    if not any(real == root or real.startswith(root.rstrip("/") + "/") for root in roots):
        raise NotAllowed("a cut may not open files: it reads the database alone")
