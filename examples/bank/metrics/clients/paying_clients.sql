/*
name: Clients who pay or are paid
code: ACTC
period: 30d
unit: count
direction: up
norm_value: 1600
alert_value: 1200
description: Clients with at least one payment in the last thirty days.
how_to_read: |
  Only a client who uses the account stays. Below 1,600 the quarter's plan is out of reach.
methodology: |
  Different clients among the payments of the last thirty days, both directions, whatever became of them.
sources: [webbank_core.payment]
*/
-- value
select count(distinct client_id) as value, count(*) as n
from webbank_core.payment
where create_time >= :as_of - interval '30 days' and create_time < :as_of;

-- crosscheck
select count(*) as value
from (
  select client_id, max(create_time) as last_paid_at
  from webbank_core.payment
  where create_time < :as_of
  group by client_id
) clients
where last_paid_at >= :as_of - interval '30 days';
