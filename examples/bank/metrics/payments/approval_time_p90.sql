/*
name: SEPA approval time, p90
code: PTIM
period: 24h
unit: seconds
direction: down
norm_value: 2400
alert_value: 5400
min_n: 10
description: Nine in ten outgoing SEPA payments are approved within this time.
how_to_read: |
  Above 40 minutes payments miss the next clearing cycle; above 90 minutes salaries arrive a day late
  and we refund the fee.
methodology: |
  Time from creation to approval of outgoing SEPA payments approved in the last 24 hours; the 90th percentile, interpolated.
sources: [webbank_core.payment, webbank_core.payment_state_log]
*/
-- value
select percentile_cont(0.9) within group (order by extract(epoch from l.create_time - p.create_time)) as value, count(*) as n
from webbank_core.payment_state_log l
join webbank_core.payment p on p.id = l.payment_id and p.create_time < :as_of
where l.state_id = 5
  and p.type_id = 1 and p.direction = 'out'
  and l.create_time >= :as_of - interval '24 hours' and l.create_time < :as_of;
