/*
name: Card payments not settled
code: CSET
period: snapshot
unit: count
direction: down
norm_value: 0
alert_value: 100
description: Card payments that we approved three to thirty-three days ago and that the scheme has not settled.
how_to_read: |
  We have given the merchant our word and not got the money. A handful is a file that broke off:
  ask the scheme to send it again. More is a day that never came.
methodology: |
  Approved authorisations of the thirty days that ended three days ago, without a line in the scheme's daily settlement
  files. Files that came after the moment asked for do not count.
sources: [webbank_card_management.card_authorisation, settlements.card_settlement]
*/
-- value
select count(*) filter (where s.authorisation_id is null) as value, count(*) as n
from webbank_card_management.card_authorisation a
left join (select distinct authorisation_id from settlements.card_settlement where settled_at < :as_of) s
  on s.authorisation_id = a.id
where a.approved and a.create_time >= :as_of - interval '33 days' and a.create_time < :as_of - interval '3 days';

-- crosscheck
select count(*) as value
from (
  select id
  from webbank_card_management.card_authorisation
  where approved and create_time >= :as_of - interval '33 days' and create_time < :as_of - interval '3 days'
  except
  select authorisation_id
  from settlements.card_settlement
  where settled_at < :as_of
) unsettled;
