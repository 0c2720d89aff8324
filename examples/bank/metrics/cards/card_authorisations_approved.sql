/*
name: Card payments approved
code: CAUT
period: 24h
unit: ratio
direction: up
norm_value: 0.93
alert_value: 0.88
target_value: 0.99
min_n: 20
description: Share of card authorisations approved in the last 24 hours.
how_to_read: |
  A declined card is taken out of the wallet. Below 93 % look at the decline reasons first: only "limit reached" is ours to cure.
methodology: |
  Authorisation requests of the last 24 hours; the approved ones among them.
sources: [webbank_card_management.card_authorisation]
*/
-- value
select avg(approved::int) as value, count(*) as n
from webbank_card_management.card_authorisation
where create_time >= :as_of - interval '24 hours' and create_time < :as_of;
