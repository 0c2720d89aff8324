/*
name: Revenue ever
code: REVE
period: snapshot
unit: GBP
direction: up
description: What all lines together are worth, returns deducted.
how_to_read: The top line of the shop since it opened.
methodology: Sum of quantity times unit price over all lines.
backfill: no
sources: [shop_public.order_line]
*/
-- value
select sum(quantity * unit_price) as value, count(*) as n
from shop_public.order_line where invoice_date < :as_of;
