/*
name: Incoming credited in 2 h
code: ICRE
period: 24h
unit: ratio
direction: up
norm_value: 0.94
alert_value: 0.88
target_value: 0.95
min_n: 15
description: Share of incoming payments that reached the client's account within two hours.
how_to_read: |
  Money that is held is money the client cannot spend; most cases are screening hits waiting for a person.
  Below 88 % we must tell the regulator why payments are delayed.
methodology: |
  Incoming payments created between 26 and 2 hours ago, so that each had its two hours; approved within them.
sources: [webbank_core.payment, webbank_core.payment_state_log]
*/
-- value
select avg((a.payment_id is not null)::int) as value, count(*) as n
from webbank_core.payment p
left join webbank_core.payment_state_log a
  on a.payment_id = p.id and a.state_id = 5
  and a.create_time < p.create_time + interval '2 hours' and a.create_time < :as_of
where p.direction = 'in'
  and p.create_time >= :as_of - interval '26 hours' and p.create_time < :as_of - interval '2 hours';
