/*
name: Lines without a customer
code: NOCU
period: snapshot
unit: count
direction: down
norm_value: 50000
alert_value: 100000
description: Order lines that name no customer.
how_to_read: Each is revenue that no campaign can reach.
methodology: Lines with an empty customer number.
backfill: no
sources: [shop_public.order_line]
*/
-- value
select count(*) filter (where customer_id is null) as value, count(*) as n
from shop_public.order_line where invoice_date < :as_of;
