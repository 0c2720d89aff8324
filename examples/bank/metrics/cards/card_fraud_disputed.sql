/*
name: Card fraud disputed
code: CFRD
period: 30d
unit: bps
direction: down
norm_value: 80
alert_value: 150
decimals: 1
description: Card payments disputed as fraud, in ten-thousandths of card spending.
how_to_read: |
  The scheme looks at us from 80 bps on and fines from 150 bps on, 25 euro for each case.
methodology: |
  Amount of disputes with reason fraud opened in the last thirty days, over approved spending of the same days, times 10,000.
sources: [webbank_card_management.card_dispute, webbank_card_management.card_authorisation]
*/
-- value
with disputed as (
  select coalesce(sum(amount_eur), 0) as amount, count(*) as cases
  from webbank_card_management.card_dispute
  where reason = 'fraud'
    and opened_at >= :as_of - interval '30 days' and opened_at < :as_of
), spent as (
  select sum(amount_eur) as amount
  from webbank_card_management.card_authorisation
  where approved
    and create_time >= :as_of - interval '30 days' and create_time < :as_of
)
select 10000 * disputed.amount / nullif(spent.amount, 0) as value, disputed.cases as n
from disputed cross join spent;

-- crosscheck
select 10000 * sum(amount) filter (where side = 'disputed') / nullif(sum(amount) filter (where side = 'spent'), 0) as value
from (
  select 'disputed' as side, amount_eur as amount
  from webbank_card_management.card_dispute
  where reason = 'fraud' and opened_at < :as_of and opened_at >= :as_of - interval '30 days'
  union all
  select 'disputed', 0
  union all
  select 'spent', amount_eur
  from webbank_card_management.card_authorisation
  where approved and create_time < :as_of and create_time >= :as_of - interval '30 days'
) flows;
