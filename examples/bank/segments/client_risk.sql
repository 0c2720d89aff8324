/*
name: Client risk
entity: client
description: How closely a client must be watched, from the level of the review and the alerts that wait.
values: [low, medium, high]
methodology: |
  Clients whose account is open. High by the level of their review, or while an alert of high severity waits; medium by their
  level, or while any alert waits; else low. The level is the one of now: the bank keeps no earlier ones.
owner: olena.kovalenko@linden.example
*/
-- members
with waiting as (
  select client_id, bool_or(severity = 'high') as is_high
  from webbank_aml.alert
  where created_at < :as_of and (closed_at is null or closed_at >= :as_of)
  group by client_id
)
select c.id as entity,
       case when c.risk_level = 'high' or w.is_high then 'high'
            when c.risk_level = 'medium' or w.client_id is not null then 'medium'
            else 'low' end as value
from webbank_core.client_profile c
left join waiting w on w.client_id = c.id
where c.activated_at < :as_of and (c.closed_at is null or c.closed_at >= :as_of);
