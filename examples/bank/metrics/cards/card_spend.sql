/*
name: Card spending
code: CSPN
period: 7d
unit: EUR
direction: up
typical: {days: 30, side: bad}
description: Value of approved card payments in the last seven days.
how_to_read: |
  We earn about 0.3 % of it. Compared with its own last month; a fall is seen here days before it is seen in the accounts.
methodology: |
  Sum of approved authorisations. Reversals are not deducted.
sources: [webbank_card_management.card_authorisation]
*/
-- value
select sum(amount_eur) as value, count(*) as n
from webbank_card_management.card_authorisation
where approved
  and create_time >= :as_of - interval '7 days' and create_time < :as_of;
