"""A server on loopback for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api_server import ApiServer, api_server


@pytest.fixture
def server() -> Iterator[ApiServer]:
    with api_server() as running:
        yield running
