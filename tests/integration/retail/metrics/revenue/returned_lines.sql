/*
name: Returned lines
code: RETU
period: snapshot
unit: count
direction: down
description: Lines with a negative quantity.
how_to_read: Goods that came back, and corrections of the stock.
methodology: Lines whose quantity is below zero.
backfill: no
sources: [shop_public.order_line]
*/
-- value
select count(*) filter (where quantity < 0) as value, count(*) as n
from shop_public.order_line where invoice_date < :as_of;
