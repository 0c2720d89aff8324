"""What is made once is made once, also for two who ask at the same moment."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from heartbeat.app import api_document, status_of
from heartbeat.surfaces.docs.library import program_book
from heartbeat.surfaces.docs.reference import Reference


def test_two_who_ask_at_once_have_the_program_found_out_once() -> None:
    asked: list[int] = []
    both = Event()

    def api() -> Mapping[str, Any]:
        asked.append(1)
        if len(asked) > 1:
            both.set()
        both.wait(0.5)
        return api_document()

    reference = Reference(api=api, role=lambda _method, _path: None, status=status_of, commands=tuple)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(program_book, [reference, reference])
    assert first is second
    assert len(asked) == 1
