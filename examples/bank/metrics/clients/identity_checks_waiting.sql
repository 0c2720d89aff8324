/*
name: Identity checks without an answer
code: KYCW
period: snapshot
unit: count
direction: down
norm_value: 0
alert_value: 25
description: Identity checks that began more than a day ago and of which the provider has said nothing since.
how_to_read: |
  The applicant waits and does not know for what. One is a case to call about; several from one night are the
  provider's outage, and nobody there will tell us.
methodology: |
  Checks with a check.started older than 24 hours and not older than 60 days, without a check.completed. The provider
  delivers both over a signed webhook; the time is the one in the event, not that of its delivery.
sources: [kyc.event]
*/
-- value
with checks as (
  select payload #>> '{data,check_id}' as check_id,
         min((payload ->> 'timestamp')::timestamptz) filter (where event_type = 'check.started') as started_at,
         min((payload ->> 'timestamp')::timestamptz) filter (where event_type = 'check.completed') as completed_at
  from kyc.event
  where (payload ->> 'timestamp')::timestamptz < :as_of
  group by 1
)
select count(*) filter (where completed_at is null) as value, count(*) as n
from checks
where started_at >= :as_of - interval '60 days' and started_at < :as_of - interval '24 hours';
