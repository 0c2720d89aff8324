/*
name: Approved but not in the ledger
code: NBOK
period: 7d
unit: count
direction: down
norm_value: 1
alert_value: 10
description: Payments approved in the last seven days that the ledger does not know after fifteen minutes.
how_to_read: |
  The ledger is what we report and pay interest on. One straggler is corrected by hand in the evening;
  more than ten and the daily closing cannot be signed.
methodology: |
  Approvals between seven days and fifteen minutes old whose payment has no ledger entry.
sources: [webbank_core.payment_state_log, webbank_core.entry]
*/
-- value
select count(*) filter (where e.id is null) as value, count(*) as n
from webbank_core.payment_state_log l
left join webbank_core.entry e on e.payment_id = l.payment_id and e.create_time < :as_of
where l.state_id = 5
  and l.create_time >= :as_of - interval '7 days' and l.create_time < :as_of - interval '15 minutes';

-- crosscheck
select count(*) as value
from webbank_core.payment_state_log l
where l.state_id = 5
  and l.create_time >= :as_of - interval '7 days' and l.create_time < :as_of - interval '15 minutes'
  and not exists (select from webbank_core.entry e where e.payment_id = l.payment_id and e.create_time < :as_of);
