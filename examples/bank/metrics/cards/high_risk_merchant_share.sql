/*
name: Spending at high-risk merchants
code: CHRM
period: 7d
unit: ratio
direction: down
norm_value: 0.30
alert_value: 0.45
description: Share of card spending at money-transfer, crypto and gambling merchants.
how_to_read: |
  The scheme asks for a reserve of 5 % of this spending. Above 45 % the reserve is larger than what cards earn.
methodology: |
  Approved authorisations of the last seven days with a merchant category from 6050 to 6051 or from 7800 to 7995, by amount.
sources: [webbank_card_management.card_authorisation]
*/
-- value
with spending as (
  select amount_eur, merchant_category::int as category
  from webbank_card_management.card_authorisation
  where approved
    and create_time >= :as_of - interval '7 days' and create_time < :as_of
)
select sum(case when category between 6050 and 6051 or category between 7800 and 7995 then amount_eur else 0 end)
       / nullif(sum(amount_eur), 0) as value,
       count(*) as n
from spending;
