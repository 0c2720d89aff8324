/*
name: Chargebacks won
code: CCHB
period: 30d
unit: ratio
direction: up
norm_value: 0.40
alert_value: 0.25
description: Share of chargebacks that the scheme decided in our favour.
how_to_read: |
  Every lost chargeback costs its amount and 25 euro. Below 25 % our evidence is not good enough to be worth sending.
methodology: |
  Chargebacks decided in the last thirty days. The scheme's file is announced for next quarter; until it lands there is no number.
sources: [webbank_card_management.chargeback]
*/
-- value
select avg(won::int) as value, count(*) as n
from webbank_card_management.chargeback
where decided_at >= :as_of - interval '30 days' and decided_at < :as_of;
