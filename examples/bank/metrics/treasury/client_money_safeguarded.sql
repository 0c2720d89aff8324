/*
name: Client money safeguarded
code: SAFE
period: snapshot
unit: ratio
direction: up
norm_value: 1.01
alert_value: 1.0
decimals: 1
priority: 1
description: Money held apart for clients, as a share of what we owe them.
how_to_read: |
  Below 100 % we spend clients' money: call the regulator within the hour. The 1 % above is a day's settlement.
methodology: |
  Safeguarded over client money of the newest reported day.
sources: [webbank_core.safeguarding_balance]
*/
-- value
select safeguarded / nullif(client_money, 0) as value, 1 as n
from webbank_core.safeguarding_balance
where reported_at < :as_of
order by reported_at desc
limit 1;

-- crosscheck
select sum(safeguarded) / nullif(sum(client_money), 0) as value
from webbank_core.safeguarding_balance
where reported_at = (select max(reported_at) from webbank_core.safeguarding_balance where reported_at < :as_of);
