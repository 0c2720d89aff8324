/*
name: Applications completed
code: ONBC
period: funnel
unit: ratio
direction: up
norm_value: 0.68
alert_value: 0.55
target_value: 0.85
min_n: 30
description: Share of applications that became active clients within fourteen days.
how_to_read: |
  An application that fails has already cost 35 euro of checks. Below 68 % look at the step where they give up.
methodology: |
  Applications (state 1) made between 44 and 14 days ago, so that each had its fourteen days; active (state 4) within them.
sources: [webbank_core.client_profile_state_log]
*/
-- value
select avg((done.client_id is not null)::int) as value, count(*) as n
from webbank_core.client_profile_state_log applied
left join webbank_core.client_profile_state_log done
  on done.client_id = applied.client_id and done.state_id = 4
  and done.create_time < applied.create_time + interval '14 days' and done.create_time < :as_of
where applied.state_id = 1
  and applied.create_time >= :as_of - interval '44 days' and applied.create_time < :as_of - interval '14 days';

-- crosscheck
with steps as (
  select client_id,
         min(create_time) filter (where state_id = 1) as applied_at,
         min(create_time) filter (where state_id = 4) as done_at
  from webbank_core.client_profile_state_log
  where create_time < :as_of
  group by client_id
)
select count(*) filter (where done_at < applied_at + interval '14 days')::numeric / nullif(count(*), 0) as value
from steps
where applied_at >= :as_of - interval '44 days' and applied_at < :as_of - interval '14 days';
