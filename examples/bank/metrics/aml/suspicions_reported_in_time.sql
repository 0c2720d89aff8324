/*
name: Suspicions reported in time
code: SARD
period: 30d
unit: ratio
direction: up
norm_value: 0.98
alert_value: 0.95
min_n: 20
description: Share of suspicious-activity reports that reached the authority within three days.
how_to_read: |
  The law knows no exception: every late report is a finding. Usually there are too few in a month to speak of a share.
methodology: |
  Case files whose report was due in the last thirty days; reported by then. Fewer than twenty are not judged.
sources: [webbank_aml.case_file]
*/
-- value
select avg((reported_at is not null and reported_at <= report_due_at)::int) as value, count(*) as n
from webbank_aml.case_file
where opened_at < :as_of
  and report_due_at >= :as_of - interval '30 days' and report_due_at < :as_of;
