/*
name: Order lines ever
code: LINE
period: snapshot
unit: count
direction: up
description: Lines of all orders that the shop has ever taken.
how_to_read: It only grows. A step down means that lines were deleted at the source.
methodology: Rows of the order table up to the moment of reading.
backfill: no
sources: [shop_public.order_line]
*/
-- value
select count(*) as value from shop_public.order_line where invoice_date < :as_of;
