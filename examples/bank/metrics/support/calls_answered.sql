/*
name: Calls answered
code: CALL
period: 24h
unit: ratio
direction: up
norm_value: 0.75
alert_value: 0.60
description: Share of calls to the service desk that a person answered.
how_to_read: |
  A client who hangs up calls a competitor. Below 75 % open the second line.
methodology: |
  Calls of the last 24 hours; the answered ones among them.
sources: [support_desk.phone_call]
*/
-- value
select avg(answered::int) as value, count(*) as n
from support_desk.phone_call
where create_time >= :as_of - interval '24 hours' and create_time < :as_of;
