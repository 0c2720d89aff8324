/*
name: New clients activated
code: NCLI
period: 7d
unit: count
direction: up
norm_value: 9
alert_value: 5
target_value: 10
target_due_date: 2026-12-31
description: Clients who became active in the last seven days.
how_to_read: |
  A client is worth about 180 euro a year. Fewer than nine a week and we shrink.
methodology: |
  Rows of the client state log that reach state 4 (active).
sources: [webbank_core.client_profile_state_log]
*/
-- value
select count(*) as value, count(*) as n
from webbank_core.client_profile_state_log
where state_id = 4
  and create_time >= :as_of - interval '7 days' and create_time < :as_of;
