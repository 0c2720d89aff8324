/*
name: Instant payments within 10 s
code: SEPI
period: 7d
unit: ratio
direction: up
norm_value: 0.985
alert_value: 0.97
target_value: 0.99
decimals: 2
min_n: 50
description: Share of outgoing SEPA instant payments decided within the ten seconds the scheme allows.
how_to_read: |
  The scheme counts every late payment. Below 98.5 % it asks for an explanation, below 97 % it may suspend us.
methodology: |
  Outgoing instant payments decided in the last seven days; decided no later than ten seconds after creation.
sources: [webbank_core.payment, webbank_core.payment_state_log]
*/
-- value
select avg((l.create_time <= p.create_time + interval '10 seconds')::int) as value, count(*) as n
from webbank_core.payment_state_log l
join webbank_core.payment p on p.id = l.payment_id and p.create_time < :as_of
where l.state_id in (5, 6)
  and p.type_id = 2 and p.direction = 'out'
  and l.create_time >= :as_of - interval '7 days' and l.create_time < :as_of;
