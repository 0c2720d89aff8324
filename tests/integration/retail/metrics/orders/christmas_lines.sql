/*
name: Lines in the Christmas break 2010
code: XMAS
period: snapshot
unit: count
direction: down
alert_value: 0
description: Lines dated between Christmas Eve 2010 and the third of January 2011, when nobody worked.
how_to_read: Anything above zero is a booking on the wrong day.
methodology: Lines with an invoice date in that window, in UTC.
backfill: no
sources: [shop_public.order_line]
*/
-- value
select count(*) filter (where invoice_date >= '2010-12-24T00:00Z' and invoice_date < '2011-01-04T00:00Z') as value, count(*) as n
from shop_public.order_line where invoice_date < :as_of;
