/*
name: Payments unanswered
code: STUC
period: snapshot
unit: count
direction: down
norm_value: 10
alert_value: 25
description: Outgoing payments created more than four hours ago that were neither approved nor declined.
how_to_read: |
  Each one is a client's money in nobody's hands. A handful is usual; more than ten means that a queue has stopped.
methodology: |
  Outgoing payments between four hours and thirty days old with no deciding row (5 or 6) in the state log.
  Older ones are in the hands of operations and counted there.
sources: [webbank_core.payment, webbank_core.payment_state_log]
*/
-- value
select count(*) as value, count(*) as n
from webbank_core.payment p
left join webbank_core.payment_state_log l
  on l.payment_id = p.id and l.state_id in (5, 6) and l.create_time < :as_of
where p.direction = 'out' and l.payment_id is null
  and p.create_time >= :as_of - interval '30 days' and p.create_time < :as_of - interval '4 hours';

-- crosscheck
select count(*) filter (where decided = 0) as value
from (
  select p.id, count(l.state_id) filter (where l.state_id in (5, 6)) as decided
  from webbank_core.payment p
  left join webbank_core.payment_state_log l on l.payment_id = p.id and l.create_time < :as_of
  where p.direction = 'out'
    and p.create_time >= :as_of - interval '30 days' and p.create_time < :as_of - interval '4 hours'
  group by p.id
) payments;
