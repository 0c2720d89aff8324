/*
name: Cancelled lines
code: CANC
period: snapshot
unit: count
direction: down
description: Lines of invoices that start with C, which is how the shop marks a cancellation.
how_to_read: Compare with returned lines. The difference are corrections of the stock.
methodology: Lines whose invoice number starts with C.
backfill: no
sources: [shop_public.order_line]
*/
-- value
select count(*) filter (where invoice_no like 'C%') as value, count(*) as n
from shop_public.order_line where invoice_date < :as_of;
