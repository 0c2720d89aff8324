/*
name: Client reviews overdue
code: KYCB
period: snapshot
unit: count
direction: down
norm_value: 50
alert_value: 120
backfill: no
description: Active clients whose identity review should have happened already.
how_to_read: |
  The regulator samples ten files and expects none of these among them. Above 120 we must stop onboarding.
methodology: |
  Active clients whose review date has passed. A review overwrites the date, so yesterday is not known.
sources: [webbank_core.client_profile]
*/
-- value
select count(*) filter (where kyc_due_at < :as_of) as value, count(*) as n
from webbank_core.client_profile
where state_id = 4;
