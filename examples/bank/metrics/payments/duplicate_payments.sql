/*
name: Payments sent twice
code: DUPP
period: 24h
unit: count
direction: down
norm_value: 0
alert_value: 5
description: Outgoing payments of the last 24 hours that repeat another one within ten minutes.
how_to_read: |
  Every one of them pays somebody twice, and a third never comes back. More than five in a day is a fault in the order
  intake, not clumsy fingers: stop the intake and call the owner.
methodology: |
  Same client, counterparty, amount, currency and end-to-end reference, at most ten minutes after the previous one.
sources: [webbank_core.payment]
*/
-- value
with orders as (
  select create_time,
         lag(create_time) over (
           partition by client_id, counterparty, amount, currency, end_to_end_id order by create_time, id
         ) as previous_time
  from webbank_core.payment
  where direction = 'out'
    and create_time >= :as_of - interval '24 hours 10 minutes' and create_time < :as_of
)
select count(*) filter (where previous_time >= create_time - interval '10 minutes') as value, count(*) as n
from orders
where create_time >= :as_of - interval '24 hours';
