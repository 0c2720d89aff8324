/*
name: Payments returned
code: PRET
period: 30d
unit: ratio
direction: down
norm_value: 0.012
alert_value: 0.025
decimals: 2
min_n: 200
description: Share of approved outgoing payments that came back within the last thirty days.
how_to_read: |
  A return costs about 12 euro of handling and a disappointed client. Above 1.2 % look for one bank or one
  file format behind it; above 2.5 % the clearing partner raises its price.
methodology: |
  Returns (state 8) in the last thirty days, divided by approvals (state 5) of outgoing payments in the same days.
sources: [webbank_core.payment, webbank_core.payment_state_log]
*/
-- value
select count(*) filter (where l.state_id = 8)::numeric / nullif(count(*) filter (where l.state_id = 5), 0) as value,
       count(*) filter (where l.state_id = 5) as n
from webbank_core.payment_state_log l
join webbank_core.payment p on p.id = l.payment_id and p.create_time < :as_of
where p.direction = 'out' and l.state_id in (5, 8)
  and l.create_time >= :as_of - interval '30 days' and l.create_time < :as_of;
