"""What a child says of its end becomes an error of the tree, whatever other rooms make of that tree."""

import pytest

from heartbeat.errors import ConfigError, IngestError
from heartbeat.ingest.process.conversation import _answered


class OfAnotherRoom(ConfigError):
    """It has the code of the class above it, and a form of its own."""

    def __init__(self, message: str, column: str) -> None:
        super().__init__(message)
        self.column = column


def test_an_error_comes_back_as_the_class_of_its_code() -> None:
    with pytest.raises(ConfigError, match="not set") as raised:
        _answered({"error": {"code": "config", "message": "X is not set.", "hint": "Set it."}})
    assert (type(raised.value), raised.value.hint) == (ConfigError, "Set it.")


def test_a_code_that_nobody_knows_is_an_error_of_ingest() -> None:
    with pytest.raises(IngestError, match="odd"):
        _answered({"error": {"code": "of-a-later-version", "message": "odd", "hint": ""}})
