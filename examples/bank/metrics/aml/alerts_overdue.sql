/*
name: AML alerts past their deadline
code: AMLO
period: snapshot
unit: count
direction: down
norm_value: 5
alert_value: 12
priority: 4
description: Transaction-monitoring alerts that nobody has decided in time.
how_to_read: |
  Each one may be a payment we had to stop. The last inspection fined a neighbour 2,000 euro per alert.
  Above twelve take people from other work the same day.
methodology: |
  Alerts past their due date and not closed. The deadline is one day for high, five for medium, ten for low severity.
sources: [webbank_aml.alert]
*/
-- value
select count(*) as value, count(*) as n
from webbank_aml.alert
where created_at < :as_of and due_at < :as_of
  and (closed_at is null or closed_at >= :as_of);
