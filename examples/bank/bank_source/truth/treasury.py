"""The truth about money held, kept and exchanged."""

from __future__ import annotations

from bank_source.seasons import DAY, HOUR
from bank_source.truth.bank import Answer, Bank, Teller, within


def client_money_safeguarded(bank: Bank, as_of: float) -> Answer:
    """Safeguarded over owed, on the newest day."""
    reported = [s for s in bank.safeguarding if s.reported_at < as_of]
    if not reported:
        return Answer(None, 0)
    newest = max(reported, key=lambda s: s.reported_at)
    return Answer(newest.safeguarded / newest.client_money, 1)


def liquidity_days(bank: Bank, as_of: float) -> Answer:
    """Balances at other banks, in days of outgoing payments."""
    reported = [b for b in bank.nostro if b.reported_at < as_of]
    newest = max(b.d for b in reported)
    held = [b.balance_eur for b in reported if b.d == newest]
    recent = within(30, as_of)
    paid = sum(p.amount_eur for p in bank.payments if p.direction == "out" and recent(p.create_time))
    return Answer(sum(held) / (paid / 30), len(held))


def client_deposits(bank: Bank, _as_of: float) -> Answer:
    """Euro on euro accounts."""
    euro = [a.balance for a in bank.accounts if a.currency == "EUR"]
    return Answer(sum(euro) / 100, len(euro))


def foreign_currency_share(bank: Bank, as_of: float) -> Answer:
    """Deposits that are not in euro, in euro, over all."""
    newest = {r.currency: r.rate for r in sorted(bank.rates, key=lambda r: r.d) if r.published_at < as_of}
    in_euro = [(a.currency, a.balance / (newest.get(a.currency, 1_000_000) / 1_000_000)) for a in bank.accounts]
    total = sum(amount for _, amount in in_euro)
    return Answer(sum(amount for currency, amount in in_euro if currency != "EUR") / total, len(in_euro))


def missing_rates(bank: Bank, as_of: float) -> Answer:
    """Currencies without a rate of the last day and a half."""
    fresh = {r.currency for r in bank.rates if within(36 * HOUR / DAY, as_of)(r.published_at)}
    foreign = [c.code for c in bank.currencies if c.active and c.code != "EUR"]
    return Answer(sum(code not in fresh for code in foreign), len(foreign))


def cash_machines_nearly_empty(bank: Bank, as_of: float) -> Answer:
    """Machines whose newest level of two days is below 5,000 euro."""
    recent = within(2, as_of)
    newest = {level.machine: level.cash_eur for level in bank.cash_levels if recent(level.reported_at)}
    return Answer(sum(held < 5_000 for held in newest.values()), len(newest))


TELLERS: tuple[Teller, ...] = (
    client_money_safeguarded, liquidity_days, client_deposits, foreign_currency_share, missing_rates, cash_machines_nearly_empty,
)  # fmt: skip
