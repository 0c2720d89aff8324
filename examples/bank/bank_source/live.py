"""Traffic that happens while somebody watches: more of it than the bank's story knows, so that the wall moves."""

from __future__ import annotations

from math import pi, sin
from typing import Any

import psycopg

from bank_source.chance import mix, pick
from bank_source.names import COUNTERPARTIES
from bank_source.seasons import MINUTE

FIRST_LIVE = 5_000_000_000_000  # far above every number of the story
_TROUBLE_EVERY = 40 * MINUTE

_PAYMENT = """
insert into core.payment (id, client_id, direction, type_id, amount, currency, amount_eur, fee, counterparty, end_to_end_id,
                          state_id, create_time, updated_at)
values (%(id)s, %(client)s, 'out', 2, %(amount)s, 'EUR', %(amount)s, 0.90, %(counterparty)s, %(reference)s, %(state)s,
        to_timestamp(%(created)s), to_timestamp(%(decided)s))
"""
_STATE = "insert into core.payment_state_log values (%(id)s * 4 + %(place)s, %(id)s, %(state)s, to_timestamp(%(moment)s))"
_ENTRY = "insert into core.entry values (%(id)s, %(id)s, 'debit', %(amount)s, to_timestamp(%(decided)s))"
_CARD = """
insert into card_management.card_authorisation
select %(id)s, min(id), %(amount)s / 20, '5411', 'LT', true, null, to_timestamp(%(created)s) from card_management.card
"""


def pay(address: str, now: int) -> int:
    """One outgoing payment and one card payment, decided a few seconds before `now`; returns the payment's number.

    Trouble comes and goes: every forty minutes the share of refused payments rises to a third and falls to none.
    """
    with psycopg.connect(address) as connection:
        number = _next_number(connection)
        scattered = mix(number, 71)
        refused = scattered % 1000 < 333 * (1 + sin(2 * pi * now / _TROUBLE_EVERY)) / 2
        payment = {
            "id": number,
            "client": 1 + scattered % 300,
            "amount": 20 + (scattered >> 12) % 900,
            "counterparty": pick(COUNTERPARTIES, scattered >> 24),
            "reference": f"L{scattered:016x}",
            "state": 6 if refused else 5,
            "created": now - 9,
            "decided": now - 3,
        }
        connection.execute(_PAYMENT, payment)
        connection.execute(_STATE, payment | {"place": 0, "state": 1, "moment": payment["created"]})
        connection.execute(_STATE, payment | {"place": 1, "moment": payment["decided"]})
        if not refused:
            connection.execute(_ENTRY, payment)
        connection.execute(_CARD, payment)
    return number


def _next_number(connection: psycopg.Connection[Any]) -> int:
    row = connection.execute("select greatest(max(id) + 1, %s) from core.payment", [FIRST_LIVE]).fetchone()
    return int(row[0]) if row else FIRST_LIVE
