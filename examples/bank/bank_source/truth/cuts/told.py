"""All tellers by the id of their cut."""

from __future__ import annotations

from bank_source.truth.cuts import clients, journeys, revenue
from bank_source.truth.cuts.stretch import CutTeller

PAGES = {"clients": clients, "journeys": journeys, "revenue": revenue}
TELLERS: dict[str, CutTeller] = {teller.__name__: teller for page in PAGES.values() for teller in page.TELLERS}
