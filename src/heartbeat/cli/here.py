"""Whether a command stands in a workspace, asked before anything is made there, and who runs it."""

from __future__ import annotations

import getpass

from heartbeat.config import Settings
from heartbeat.errors import ConfigError
from heartbeat.postgres.external import is_external


def refuse_elsewhere(settings: Settings) -> None:
    """A wrong folder must not get an embedded Postgres of its own, only because somebody was in it.

    With a Postgres of one's own a command may run anywhere: what was deployed is in the database.

    Raises:
        ConfigError: there is no workspace here.
    """
    if not is_external(settings):
        refuse_outside(settings)


def refuse_outside(settings: Settings) -> None:
    """Refuse to write into a folder that is no workspace, whichever Postgres is used.

    Raises:
        ConfigError: there is no workspace here.
    """
    folder = settings.workspace
    if (folder / "heartbeat.yaml").exists() or (folder / ".heartbeat").exists():
        return
    hint = "Go to the folder of your workspace, or name it: `heartbeat -w FOLDER …`. `heartbeat init FOLDER` makes one."
    raise ConfigError(f"There is no workspace in {folder.resolve()}: it has no heartbeat.yaml.", hint=hint)


def login_name() -> str:
    """Who runs this command, by the login on this machine: what it changes is logged under that name.

    Raises:
        ConfigError: the login has no name.
    """
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:  # a container without a user of this number
        hint = "Set the variable LOGNAME, or say who you are where the command takes `--by NAME`."
        raise ConfigError("Your login on this machine has no name, and a change is logged with one.", hint=hint) from error
