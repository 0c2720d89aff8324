/*
name: Clients leaving
code: CLOS
period: 30d
unit: ratio
direction: down
norm_value: 0.01
alert_value: 0.02
decimals: 2
description: Share of active clients who closed their accounts in the last thirty days.
how_to_read: |
  One point is about 3,800 euro of yearly income. Above 1 % somebody must call those who left.
methodology: |
  Clients closed in the last thirty days, over those who were active thirty days ago.
sources: [webbank_core.client_profile]
*/
-- value
select count(*) filter (where closed_at < :as_of)::numeric / nullif(count(*), 0) as value, count(*) as n
from webbank_core.client_profile
where activated_at < :as_of - interval '30 days'
  and (closed_at is null or closed_at >= :as_of - interval '30 days');
