/*
name: Days to decide an alert, p90
code: AMLT
period: 30d
unit: days
direction: down
norm_value: 8
alert_value: 12
decimals: 1
min_n: 10
description: Nine in ten alerts are decided within this many days.
how_to_read: |
  Low severity may take ten days, so up to eight is fine. More means that analysts take the easy ones first.
methodology: |
  Alerts closed in the last thirty days; 90th percentile of the time since they were raised.
sources: [webbank_aml.alert]
*/
-- value
select percentile_cont(0.9) within group (order by extract(epoch from closed_at - created_at) / 86400) as value, count(*) as n
from webbank_aml.alert
where created_at < :as_of
  and closed_at >= :as_of - interval '30 days' and closed_at < :as_of;
