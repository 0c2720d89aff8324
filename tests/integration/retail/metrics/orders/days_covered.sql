/*
name: Days from first to last order
code: SPAN
period: snapshot
unit: days
direction: up
description: Calendar days from the first order to the last one.
how_to_read: Grows by one each day that the shop sells.
methodology: Difference of the calendar dates in UTC.
backfill: no
sources: [shop_public.order_line]
*/
-- value
select (max(invoice_date at time zone 'UTC')::date - min(invoice_date at time zone 'UTC')::date) as value, count(*) as n
from shop_public.order_line where invoice_date < :as_of;
