"""The tables of the bank's systems: the shape of a row is the shape of the table.

A row is a named tuple. Times are whole seconds since 1970 (UTC), money is whole cents, rates are millionths, so that plain
integer arithmetic tells the truth; the annotation says what Postgres makes of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple, get_args, get_type_hints

Key = Annotated[int, "bigint"]
Count = Annotated[int, "integer"]
Text = Annotated[str, "text"]
Flag = Annotated[bool, "boolean"]
Moment = Annotated[int, "timestamptz"]
PlainMoment = Annotated[int, "timestamp"]  # UTC too, in a system that knows no time zones
Json = Annotated[str, "jsonb"]
Day = Annotated[int, "date"]  # days since 1970
Cents = Annotated[int, "numeric(18,2)"]
Millionths = Annotated[int, "numeric(18,6)"]


class Currency(NamedTuple):
    """A currency the bank keeps accounts in."""

    code: Text
    name: Text
    decimals: Count
    active: Flag


class ClientProfile(NamedTuple):
    """A client, from application to closing. `kyc_due_at` is overwritten by each review."""

    id: Key
    kind: Text
    name: Text
    country: Text
    risk_level: Text
    state_id: Count
    created_at: Moment
    activated_at: Moment | None
    closed_at: Moment | None
    kyc_due_at: Moment | None
    updated_at: Moment


class ClientProfileStateLog(NamedTuple):
    """A client reached a state: 1 applied, 4 active, 9 turned away, 10 closed."""

    id: Key
    client_id: Key
    state_id: Count
    create_time: Moment


class Account(NamedTuple):
    """A client's account with its balance now; the bank keeps no past balances here."""

    id: Key
    client_id: Key
    currency: Text
    balance: Cents
    opened_at: Moment
    updated_at: Moment


class Payment(NamedTuple):
    """A payment; `state_id` as in the state log, `type_id`: 1 SEPA, 2 SEPA instant, 3 SWIFT, 4 internal."""

    id: Key
    client_id: Key
    direction: Text
    type_id: Count
    amount: Cents
    currency: Text
    amount_eur: Cents
    fee: Cents
    counterparty: Text
    end_to_end_id: Text
    state_id: Count
    create_time: Moment
    updated_at: Moment


class PaymentStateLog(NamedTuple):
    """A payment reached a state: 1 created, 5 approved, 6 declined, 8 returned."""

    id: Key
    payment_id: Key
    state_id: Count
    create_time: Moment


class Entry(NamedTuple):
    """The ledger entry that books an approved payment."""

    id: Key
    payment_id: Key
    side: Text
    amount_eur: Cents
    create_time: Moment


class SafeguardingBalance(NamedTuple):
    """Client money owed, and held apart, at the end of a day."""

    d: Day
    client_money: Cents
    safeguarded: Cents
    reported_at: Moment


class NostroBalance(NamedTuple):
    """What the bank holds at another bank at the end of a day."""

    id: Key
    d: Day
    bank: Text
    balance_eur: Cents
    reported_at: Moment


class AmlAlert(NamedTuple):
    """A transaction-monitoring alert, to be decided before `due_at`."""

    id: Key
    client_id: Key
    rule: Text
    severity: Text
    created_at: Moment
    due_at: Moment
    closed_at: Moment | None
    updated_at: Moment


class Screening(NamedTuple):
    """A possible match with a sanctions list."""

    id: Key
    client_id: Key
    list_name: Text
    score: Count
    created_at: Moment
    decided_at: Moment | None
    updated_at: Moment


class CaseFile(NamedTuple):
    """A suspicion that goes to the authority before `report_due_at`."""

    id: Key
    alert_id: Key
    opened_at: Moment
    report_due_at: Moment
    reported_at: Moment | None
    updated_at: Moment


class Card(NamedTuple):
    """A payment card."""

    id: Key
    client_id: Key
    kind: Text
    issued_at: Moment
    updated_at: Moment


class CardAccount(NamedTuple):
    """The credit line behind company cards."""

    id: Key
    client_id: Key
    credit_limit: Cents
    updated_at: Moment


class CardAuthorisation(NamedTuple):
    """A shop asked whether a card may pay. The merchant category is text: that is how the processor sends it."""

    id: Key
    card_id: Key
    amount_eur: Cents
    merchant_category: Text
    merchant_country: Text
    approved: Flag
    decline_reason: Text | None
    create_time: Moment


class CardDispute(NamedTuple):
    """A client disputes a card payment."""

    id: Key
    card_id: Key
    reason: Text
    amount_eur: Cents
    opened_at: Moment
    closed_at: Moment | None
    updated_at: Moment


class Collateral(NamedTuple):
    """What a client must deposit for its cards, and has deposited now."""

    id: Key
    card_account_id: Key
    client_id: Key
    required: Cents
    deposited: Cents
    updated_at: Moment


class CollateralInvoice(NamedTuple):
    """The monthly bill for the collateral. `covered_by_company_at`: the bank paid it from its own funds."""

    id: Key
    collateral_id: Key
    client_id: Key
    amount: Cents
    issued_at: Moment
    due_at: Moment
    paid_at: Moment | None
    covered_by_company_at: Moment | None
    updated_at: Moment


class CardSettlement(NamedTuple):
    """The card scheme has paid for an approved card payment, on the day after it. It comes as a line of a daily file."""

    settlement_id: Key
    authorisation_id: Key
    amount_eur: Cents
    interchange_eur: Cents
    settled_at: Moment


class KycEvent(NamedTuple):
    """What the provider says of an identity check: `check.started`, `check.completed`. The payload tells when it happened."""

    webhook_id: Text
    event_type: Text
    payload: Json


class CashLevel(NamedTuple):
    """How much a cash machine holds, four times a day. Whole euro: it has no coins."""

    id: Key
    machine: Text
    cash_eur: Count
    reported_at: PlainMoment


class CurrencyRate(NamedTuple):
    """Units of a currency for one euro, published once a day."""

    currency: Text
    d: Day
    rate: Millionths
    published_at: Moment


class Ticket(NamedTuple):
    """A client's question to the service desk."""

    id: Key
    client_id: Key
    channel: Text
    created_at: Moment
    first_response_at: Moment | None
    solved_at: Moment | None
    updated_at: Moment


class PhoneCall(NamedTuple):
    """A call to the service desk."""

    id: Key
    client_id: Key
    waited_seconds: Count
    answered: Flag
    create_time: Moment


@dataclass(frozen=True)
class Table:
    """Where rows of a kind live, what identifies one, and which column tells when it last changed (none: it never does).

    `database` is the system they live in; one that is no Postgres has no schemas.
    """

    database: str
    schema: str
    name: str
    row: type[tuple[object, ...]]
    key: tuple[str, ...]
    changed: str | None

    @property
    def dataset(self) -> str:
        """Where Heartbeat lands it."""
        return f"{self.database}_{self.schema}" if self.schema else self.database

    def columns(self) -> tuple[tuple[str, str, bool], ...]:
        """Name, Postgres type and whether it may be null, for each column."""
        hints = get_type_hints(self.row, include_extras=True)
        return tuple((name, _sql_type(hint), type(None) in get_args(hint)) for name, hint in hints.items())


def _sql_type(hint: object) -> str:
    if metadata := getattr(hint, "__metadata__", None):
        return str(metadata[0])
    return _sql_type(next(part for part in get_args(hint) if part is not type(None)))
