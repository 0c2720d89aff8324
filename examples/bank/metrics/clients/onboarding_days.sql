/*
name: Days to become a client
code: ONBT
period: 30d
unit: days
direction: down
norm_value: 4
alert_value: 7
target_value: 2
decimals: 1
min_n: 15
description: Median time from application to active account.
how_to_read: |
  Half of the applicants wait longer than this. After four days every further day loses one in ten of them.
methodology: |
  Clients who became active in the last thirty days; median of the time since their application.
sources: [webbank_core.client_profile_state_log]
*/
-- value
select percentile_cont(0.5) within group (order by extract(epoch from done.create_time - applied.create_time) / 86400) as value,
       count(*) as n
from webbank_core.client_profile_state_log done
join webbank_core.client_profile_state_log applied
  on applied.client_id = done.client_id and applied.state_id = 1 and applied.create_time < :as_of
where done.state_id = 4
  and done.create_time >= :as_of - interval '30 days' and done.create_time < :as_of;
