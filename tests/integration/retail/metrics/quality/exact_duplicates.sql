/*
name: Exact duplicates
code: DUPL
period: snapshot
unit: count
direction: down
norm_value: 1000
alert_value: 10000
description: Lines that repeat another line in every column.
how_to_read: Each is goods that were perhaps counted twice.
methodology: All lines less the distinct ones, over every column.
backfill: no
sources: [shop_public.order_line]
*/
-- value
select sum(times - 1) as value, sum(times) as n
from (
  select count(*) as times from shop_public.order_line where invoice_date < :as_of
  group by invoice_no, stock_code, description, quantity, invoice_date, unit_price, customer_id, country
) as line;
