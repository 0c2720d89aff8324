/*
name: Lines sold on a Saturday
code: SATU
period: snapshot
unit: count
direction: down
alert_value: 0
description: The shop is closed on Saturdays, so there should be none.
how_to_read: Anything above zero is a booking on the wrong day.
methodology: Lines whose invoice date is a Saturday in UTC.
backfill: no
sources: [shop_public.order_line]
*/
-- value
select count(*) filter (where extract(isodow from invoice_date at time zone 'UTC') = 6) as value, count(*) as n
from shop_public.order_line where invoice_date < :as_of;
