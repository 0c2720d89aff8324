/*
name: Orders paid within an hour
code: OPAH
period: 24h
unit: ratio
direction: up
norm_value: 0.95
alert_value: 0.90
typical: true
min_n: 20
description: Share of the last day's orders that were paid within an hour.
how_to_read: |
  Below 95 % somebody should look at the checkout. Below 90 % customers cannot pay: call the payment provider.
methodology: |
  Orders created in the 24 hours that ended one hour ago, so that each had its hour. Numerator are those with a payment
  within one hour of the order.
sources: [shop_public.orders, shop_public.payments]
*/

-- :as_of is up to when the data has been read. Written with it, and not with now(), a metric can be computed for any past day,
-- and its history is filled from the same SQL. Try it: psql -v as_of="now()" -f metrics/sales/orders_paid.sql

-- value
with paid as (
  select order_id, min(created_at) as first_paid_at
  from shop_public.payments
  where created_at < :as_of
  group by order_id
)
select
  avg(coalesce(paid.first_paid_at <= orders.created_at + interval '1 hour', false)::int) as value,
  count(*) as n
from shop_public.orders orders
left join paid on paid.order_id = orders.id
where orders.created_at >= :as_of - interval '25 hours'
  and orders.created_at < :as_of - interval '1 hour';
