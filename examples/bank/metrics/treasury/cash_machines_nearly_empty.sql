/*
name: Cash machines nearly empty
code: ATME
period: snapshot
unit: count
direction: down
norm_value: 0
alert_value: 3
description: Cash machines that hold less than 5,000 euro.
how_to_read: |
  A machine without cash costs us its fee and the client's patience. The carrier fills it within
  a day of our call. One is a call; more is a carrier that does not come.
methodology: |
  The newest level of each machine, of the last two days; a machine that reports nothing is not counted here.
sources: [machines.cash_level]
*/
-- value
select count(*) filter (where cash_eur < 5000) as value, count(*) as n
from (
  select distinct on (machine) machine, cash_eur
  from machines.cash_level
  where reported_at at time zone 'UTC' < :as_of and reported_at at time zone 'UTC' >= :as_of - interval '2 days'
  order by machine, reported_at desc
) newest;
