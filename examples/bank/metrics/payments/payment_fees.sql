/*
name: Payment fees earned
code: PFEE
period: 30d
unit: EUR
direction: up
norm_value: 2500
alert_value: 1500
target_value: 4000
target_due_date: 2027-12-31
description: Fees charged for outgoing payments that were approved in the last thirty days.
how_to_read: |
  Fees pay for the payment team. Below 2,500 the product runs at a loss this month.
methodology: |
  Fee of each outgoing payment approved in the last thirty days. Refunds are booked elsewhere.
sources: [webbank_core.payment, webbank_core.payment_state_log]
*/
-- value
select sum(p.fee) as value, count(*) as n
from webbank_core.payment_state_log l
join webbank_core.payment p on p.id = l.payment_id and p.create_time < :as_of
where l.state_id = 5 and p.direction = 'out'
  and l.create_time >= :as_of - interval '30 days' and l.create_time < :as_of;
