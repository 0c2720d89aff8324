/*
name: Client deposits in euro
code: DEPO
period: snapshot
unit: EUR
direction: up
norm_value: 25000000
alert_value: 20000000
backfill: no
description: What clients keep on their euro accounts.
how_to_read: |
  Deposits are what we lend from. Each million less costs about 21,000 euro of interest income a year.
methodology: |
  Sum of balances of euro accounts now. The core system keeps no past balances, so yesterday is not known.
sources: [webbank_core.account]
*/
-- value
select sum(balance) as value, count(*) as n
from webbank_core.account
where currency = 'EUR';
