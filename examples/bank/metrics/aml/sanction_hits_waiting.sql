/*
name: Sanction hits waiting over 4 h
code: SCRH
period: snapshot
unit: count
direction: down
norm_value: 3
alert_value: 10
description: Possible matches with a sanctions list that no person has looked at for four hours.
how_to_read: |
  The client's money is frozen meanwhile. More than three means the second shift is short of people; more than ten is an incident.
methodology: |
  Screenings raised more than four hours ago and not decided.
sources: [webbank_aml.screening]
*/
-- value
select count(*) as value, count(*) as n
from webbank_aml.screening
where created_at < :as_of - interval '4 hours'
  and (decided_at is null or decided_at >= :as_of);
