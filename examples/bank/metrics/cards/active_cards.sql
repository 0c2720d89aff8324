/*
name: Cards in use
code: CACT
period: 30d
unit: count
direction: up
norm_value: 500
alert_value: 350
description: Cards with at least one approved payment in the last thirty days.
how_to_read: |
  A card that lies in a drawer costs us 14 euro a year. Below 500 the card programme no longer carries its fixed fee.
methodology: |
  Different cards among the approved authorisations of the last thirty days.
sources: [webbank_card_management.card_authorisation]
*/
-- value
select count(distinct card_id) as value, count(*) as n
from webbank_card_management.card_authorisation
where approved
  and create_time >= :as_of - interval '30 days' and create_time < :as_of;

-- crosscheck
select count(*) as value
from (
  select card_id
  from webbank_card_management.card_authorisation
  where create_time >= :as_of - interval '30 days' and create_time < :as_of
  group by card_id
  having bool_or(approved)
) used;
