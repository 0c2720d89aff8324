/*
name: Share of lines without a customer
code: NOCS
period: snapshot
unit: ratio
direction: down
norm_value: 0.2
alert_value: 0.3
description: Order lines that name no customer, as a share of all.
how_to_read: Above 20 % the loyalty programme cannot be judged.
methodology: Lines with an empty customer number, divided by all lines.
backfill: no
sources: [shop_public.order_line]
*/
-- value
select avg((customer_id is null)::int) as value, count(*) as n
from shop_public.order_line where invoice_date < :as_of;
