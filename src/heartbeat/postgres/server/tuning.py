"""Settings of an embedded server on a small machine that it shares with Heartbeat and perhaps a browser."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    # nobody replicates from it, so a load into a new table need not go through the log
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "password_encryption": "scram-sha-256",
    # many rounds protect passwords that people choose; ours are 192 random bits, and each metric opens a connection (2 ms less)
    "scram_iterations": "1",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] %u@%d ",
    # a statement that failed is a metric's text; the caller has it, the log need not
    "log_min_error_statement": "panic",
}
_SINCE_MAJOR = {"scram_iterations": 16}  # an older server does not start with a setting that it does not know
_SMALL_SHARED_MEMORY_BYTES = 512 * 1024**2
_LEAST_LIMIT_KB = 1536 * 1024


def command_line_settings(changed: Mapping[str, str], *, major: int) -> list[str]:
    """All settings as arguments of `postgres` in its version `major`; `changed` wins over ours."""
    known = {name: value for name, value in _SETTINGS.items() if _SINCE_MAJOR.get(name, 0) <= major}
    settings = {**known, **_shared_memory(), **changed}
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def memory_limit_kb() -> int:
    """Address space that each server process may take: a quarter of the machine's memory, at least 1.5 GB.

    A limit per process is what an ordinary user may set everywhere. A query that passes it fails with "out of memory", and
    the server goes on.
    """
    total_kb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024
    return max(_LEAST_LIMIT_KB, total_kb // 4)


def _shared_memory() -> dict[str, str]:
    """Containers give 64 MB of /dev/shm, too little for a parallel hash join; files in the data folder have room."""
    folder = Path("/dev/shm")  # noqa: S108 - asked about, not written to
    if not folder.is_dir():
        return {}
    size = os.statvfs(folder)
    roomy = size.f_bavail * size.f_frsize >= _SMALL_SHARED_MEMORY_BYTES
    return {} if roomy else {"dynamic_shared_memory_type": "mmap"}
