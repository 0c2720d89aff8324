/*
name: First answer to a client, p90
code: TFRT
period: 24h
unit: seconds
direction: down
norm_value: 10800
alert_value: 21600
description: Nine in ten questions are answered for the first time within this time.
how_to_read: |
  Up to three hours is what we promise. After six hours most clients ask a second time, which doubles the work.
methodology: |
  Tickets first answered in the last 24 hours; 90th percentile of the time since they came in.
sources: [support_desk.ticket]
*/
-- value
select percentile_cont(0.9) within group (order by extract(epoch from first_response_at - created_at)) as value, count(*) as n
from support_desk.ticket
where created_at < :as_of
  and first_response_at >= :as_of - interval '24 hours' and first_response_at < :as_of;
