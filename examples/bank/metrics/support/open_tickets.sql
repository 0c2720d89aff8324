/*
name: Open client questions
code: TKTO
period: snapshot
unit: count
direction: down
norm_value: 60
alert_value: 100
description: Questions to the service desk that are not solved yet.
how_to_read: |
  Sixty are two days of work for the desk. Above a hundred clients write to the newspaper instead.
methodology: |
  Tickets created and not solved.
sources: [support_desk.ticket]
*/
-- value
select count(*) as value, count(*) as n
from support_desk.ticket
where created_at < :as_of
  and (solved_at is null or solved_at >= :as_of);

-- crosscheck
select sum(change) as value
from (
  select 1 as change from support_desk.ticket where created_at < :as_of
  union all
  select -1 from support_desk.ticket where created_at < :as_of and solved_at < :as_of
  union all
  select 0
) changes;
