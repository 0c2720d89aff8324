/*
name: Customer activity
entity: customer
description: Whether a customer buys, told from the last order.
values: [active, quiet, dormant]
methodology: Active with an order in the last thirty days, quiet with one in the last ninety, dormant with an older one.
*/

-- One row for each customer. A snapshot is taken each day, so that metrics and cuts can ask who moved, and when:
-- select value, count(*) from segments.daily where segment = 'customer_activity' and d = current_date group by value

-- members
select customer_id as entity,
       case when max(created_at) >= :as_of - interval '30 days' then 'active'
            when max(created_at) >= :as_of - interval '90 days' then 'quiet'
            else 'dormant' end as value
from shop_public.orders
where created_at < :as_of
group by customer_id;
