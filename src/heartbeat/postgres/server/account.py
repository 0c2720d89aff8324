"""Which operating-system user runs an embedded server, and where its files may lie.

Postgres refuses to run as root. Root therefore runs it as another user, who must be able to reach the files: a workspace
under /root or in a closed home keeps them in /var/lib/heartbeat instead. No mode of a folder that we did not make is changed.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heartbeat.errors import EmbeddedServerFailed

SYSTEM_FOLDER = Path("/var/lib/heartbeat")
# initdb refuses ends of lines, and a byte that is no text fits into no url.
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
# initdb and pg_dump look their user up, so it has to be one with an entry.
_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The user that the server runs as. Both numbers None: the one we are."""

    uid: int | None = None
    gid: int | None = None

    def identity(self) -> dict[str, Any]:
        """Arguments for `subprocess` that switch to this user."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a file or folder that we just made to this user."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, folder: Path) -> bool:
        """Whether this user reaches `folder`, tried and not guessed from modes."""
        asked = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)], cwd="/", capture_output=True, check=False, **self.identity()
        )
        return asked.returncode == 0

    def may_run(self, program: Path) -> bool:
        """Whether this user can start `program`."""
        try:
            asked = subprocess.run([str(program), "--version"], cwd="/", capture_output=True, check=False, **self.identity())
        except PermissionError:
            return False
        return asked.returncode == 0


def account_for(folder: Path) -> Account:
    """The user for the server whose files are in `folder`: ourselves, or for root the one that already owns the data.

    Raises:
        EmbeddedServerFailed: we are root and there is nobody to run it as.
    """
    if os.geteuid() != 0:
        return Account()
    data = folder / "data"
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    message = "Postgres does not run as root, and this machine has neither a user 'postgres' nor 'nobody' to run it as."
    raise EmbeddedServerFailed(message, hint="Run Heartbeat as an ordinary user, or set HEARTBEAT_DATABASE_URL.")


def settle(folder: Path) -> Path:
    """Where the files of the server of `folder` lie: there, or in /var/lib/heartbeat when root may not run it there.

    Raises:
        EmbeddedServerFailed: its path cannot be told to Postgres.
    """
    folder = folder.absolute()
    if _UNUSABLE.search(str(folder)):
        message = f"Postgres cannot live in {str(folder)!a}: the path is not UTF-8, or has a control character."
        raise EmbeddedServerFailed(message, hint="Rename the folder, or set HEARTBEAT_DATABASE_URL to another Postgres.")
    if os.geteuid() != 0 or (folder / "data").exists():
        return folder
    elsewhere = closed_home(folder)
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not elsewhere.exists() and account_for(folder).may_enter(nearest):
        return folder
    make_folder(elsewhere)
    (elsewhere / "belongs-to").write_text(f"{folder}\n")
    return elsewhere


def closed_home(folder: Path) -> Path:
    """Where root keeps the files of the server of `folder`, if its user may not reach them there."""
    return SYSTEM_FOLDER / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


def make_folder(folder: Path) -> None:
    """Make `folder` and its missing parents so that the server's user can pass through them, but list nothing."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    try:
        for parent in reversed(missing):
            parent.mkdir(exist_ok=True)
            # mkdir's own mode is cut by the umask
            parent.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        hint = "Make the folder writable, or set HEARTBEAT_DATABASE_URL to another Postgres."
        raise EmbeddedServerFailed(f"Could not make {folder}: {error.strerror}.", hint=hint) from error
