/*
name: Client activity
entity: client
description: Whether a client uses the account, told from when the last payment was.
values: [new, active, quiet, dormant, closed]
methodology: |
  Every client who was ever let in. Closed once the account is closed; new in the first thirty days; then active with a payment
  in the last thirty days, quiet with one in the last ninety, and dormant without. Payments in both directions count,
  whatever became of them.
owner: rasa.petrauskaite@linden.example
*/
-- members
with paid as (
  select client_id, max(create_time) as last_at
  from webbank_core.payment
  where create_time >= :as_of - interval '90 days' and create_time < :as_of
  group by client_id
)
select c.id as entity,
       case when c.closed_at < :as_of then 'closed'
            when c.activated_at >= :as_of - interval '30 days' then 'new'
            when p.last_at >= :as_of - interval '30 days' then 'active'
            when p.last_at is not null then 'quiet'
            else 'dormant' end as value
from webbank_core.client_profile c
left join paid p on p.client_id = c.id
where c.activated_at < :as_of;
