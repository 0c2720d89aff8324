"""Where the example bank lies, in a clone or in an installed package, and a copy of its workspace for somebody to work in."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from heartbeat.errors import ConfigError

_PACKAGE = Path(__file__).parents[1]
_PLACES = (_PACKAGE / "_examples" / "bank", _PACKAGE.parents[1] / "examples" / "bank")
_NOT_A_WORKSPACE = shutil.ignore_patterns("bank_source", "__pycache__", ".heartbeat")


def example_folder() -> Path:
    """The example bank as it was installed, with its generator importable as `bank_source` from now on.

    Raises:
        ConfigError: this installation came without it.
    """
    for place in _PLACES:
        if (place / "heartbeat.yaml").exists():
            if str(place) not in sys.path:
                sys.path.append(str(place))
            return place
    raise ConfigError("The example bank is not part of this installation.", hint="Install Heartbeat again, or use a clone.")


def copy_workspace(folder: Path) -> bool:
    """Copy the example's workspace to `folder`, or leave the one that is there; returns whether it is new.

    Raises:
        ConfigError: the folder holds something else.
    """
    example = example_folder()
    if (folder / "heartbeat.yaml").exists():
        return False
    if folder.exists() and any(path.name != ".heartbeat" for path in folder.iterdir()):
        raise ConfigError(f"{folder} is not empty and holds no workspace.", hint="Name another: --folder my-bank")
    shutil.copytree(example, folder, ignore=_NOT_A_WORKSPACE, dirs_exist_ok=True)
    return True
