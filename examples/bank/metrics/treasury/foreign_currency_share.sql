/*
name: Deposits in foreign currency
code: FXSH
period: snapshot
unit: ratio
direction: down
norm_value: 0.25
alert_value: 0.35
backfill: no
description: Share of client deposits that are not in euro, at the newest rates.
how_to_read: |
  We hedge up to a quarter. Above 35 % a move of 3 % in rates costs more than a month's profit.
methodology: |
  Balances divided by the newest rate of their currency; the ones not in euro over all of them.
  Balances have no history at the source, so yesterday is not known.
sources: [webbank_core.account, rates.currency_rate]
*/
-- value
with newest as (
  select distinct on (currency) currency, rate
  from rates.currency_rate
  where published_at < :as_of
  order by currency, d desc
), deposits as (
  select a.currency, a.balance / coalesce(r.rate, 1) as eur
  from webbank_core.account a
  left join newest r on r.currency = a.currency
)
select sum(case when currency <> 'EUR' then eur else 0 end) / nullif(sum(eur), 0) as value, count(*) as n
from deposits;
