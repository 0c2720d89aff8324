"""Every table of every system, with the generator that fills it. Order is the order of loading."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bank_source import tables as t
from bank_source.tables import Table
from bank_source.world import aml, cards, checks, clients, machines, payments, support, treasury
from bank_source.world.plan import World

Rows = Callable[[World], Iterator[tuple[object, ...]]]
_CORE, _AML, _CARDS = ("webbank", "core"), ("webbank", "aml"), ("webbank", "card_management")
_ID = ("id",)

CATALOG: tuple[tuple[Table, Rows], ...] = (
    (Table(*_CORE, "currency", t.Currency, ("code",), None), treasury.currencies),
    (Table(*_CORE, "client_profile", t.ClientProfile, _ID, "updated_at"), clients.client_profiles),
    (Table(*_CORE, "client_profile_state_log", t.ClientProfileStateLog, _ID, "create_time"), clients.client_states),
    (Table(*_CORE, "account", t.Account, _ID, "updated_at"), clients.accounts),
    (Table(*_CORE, "payment", t.Payment, _ID, "updated_at"), payments.payments),
    (Table(*_CORE, "payment_state_log", t.PaymentStateLog, _ID, "create_time"), payments.payment_states),
    (Table(*_CORE, "entry", t.Entry, _ID, "create_time"), payments.entries),
    (Table(*_CORE, "safeguarding_balance", t.SafeguardingBalance, ("d",), "reported_at"), treasury.safeguarding),
    (Table(*_CORE, "nostro_balance", t.NostroBalance, _ID, "reported_at"), treasury.nostro),
    (Table(*_AML, "alert", t.AmlAlert, _ID, "updated_at"), aml.alerts),
    (Table(*_AML, "screening", t.Screening, _ID, "updated_at"), aml.screenings),
    (Table(*_AML, "case_file", t.CaseFile, _ID, "updated_at"), aml.cases),
    (Table(*_CARDS, "card", t.Card, _ID, "updated_at"), cards.cards),
    (Table(*_CARDS, "card_account", t.CardAccount, _ID, "updated_at"), cards.card_accounts),
    (Table(*_CARDS, "card_authorisation", t.CardAuthorisation, _ID, "create_time"), cards.authorisations),
    (Table(*_CARDS, "card_dispute", t.CardDispute, _ID, "updated_at"), cards.disputes),
    (Table(*_CARDS, "collateral", t.Collateral, _ID, "updated_at"), cards.collaterals),
    (Table(*_CARDS, "collateral_invoice", t.CollateralInvoice, _ID, "updated_at"), cards.collateral_invoices),
    (Table("rates", "", "currency_rate", t.CurrencyRate, ("currency", "d"), "published_at"), treasury.rates),
    (Table("settlements", "", "card_settlement", t.CardSettlement, ("settlement_id",), "settled_at"), cards.settlements),
    (Table("kyc", "", "event", t.KycEvent, ("webhook_id",), None), checks.events),
    (Table("machines", "", "cash_level", t.CashLevel, _ID, "reported_at"), machines.levels),
    (Table("support", "desk", "ticket", t.Ticket, _ID, "updated_at"), support.tickets),
    (Table("support", "desk", "phone_call", t.PhoneCall, _ID, "create_time"), support.calls),
)
DATABASES = tuple(dict.fromkeys(table.database for table, _ in CATALOG if table.schema))  # those of Postgres


def tables_of(database: str) -> tuple[tuple[Table, Rows], ...]:
    """The tables of one system."""
    return tuple((table, rows) for table, rows in CATALOG if table.database == database)
