/*
name: Liquidity at other banks
code: LIQB
period: snapshot
unit: days
direction: up
norm_value: 6
alert_value: 3
target_value: 12
decimals: 1
description: For how many average days of outgoing payments our balances at other banks would last.
how_to_read: |
  Below six days move money in; below three a single large client can stop payments. Above twelve we earn too little on it.
methodology: |
  Balances of the newest reported day, over a thirtieth of the outgoing payments of the last thirty days.
sources: [webbank_core.nostro_balance, webbank_core.payment]
*/
-- value
with newest as (
  select max(d) as d
  from webbank_core.nostro_balance
  where reported_at < :as_of
), held as (
  select sum(b.balance_eur) as amount, count(*) as banks
  from webbank_core.nostro_balance b
  join newest on newest.d = b.d
  where b.reported_at < :as_of
), paid as (
  select sum(amount_eur) / 30 as per_day
  from webbank_core.payment
  where direction = 'out'
    and create_time >= :as_of - interval '30 days' and create_time < :as_of
)
select held.amount / nullif(paid.per_day, 0) as value, held.banks as n
from held cross join paid;
