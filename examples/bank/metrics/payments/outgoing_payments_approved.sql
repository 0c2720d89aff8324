/*
name: Outgoing payments approved
code: OPAP
period: 24h
unit: ratio
direction: up
norm_value: 0.95
alert_value: 0.90
target_value: 0.98
target_due_date: 2027-06-30
min_n: 20
priority: 3
description: Share of decided outgoing payments that were approved in the last 24 hours.
how_to_read: |
  Below 95 % clients start calling: each point costs about fifteen calls a day.
  Below 90 % the agreement with the payment processor is broken, and it owes us a credit for every full hour.
methodology: |
  State log rows of the last 24 hours that decide an outgoing payment (5 approved, 6 declined); the approved ones among them.
  Payments still on their way do not count, so a busy hour does not look like a failure.
sources: [webbank_core.payment, webbank_core.payment_state_log]
*/
-- value
select avg((l.state_id = 5)::int) as value, count(*) as n
from webbank_core.payment_state_log l
join webbank_core.payment p on p.id = l.payment_id and p.create_time < :as_of
where l.state_id in (5, 6)
  and p.direction = 'out'
  and l.create_time >= :as_of - interval '24 hours' and l.create_time < :as_of;

-- crosscheck
select 1 - count(*) filter (where d.state_id = 6)::numeric / nullif(count(*), 0) as value, count(*) as n
from webbank_core.payment p
join webbank_core.payment_state_log d on d.payment_id = p.id and d.state_id between 5 and 6
where p.direction = 'out' and p.create_time < :as_of
  and d.create_time >= :as_of - interval '24 hours' and d.create_time < :as_of;
