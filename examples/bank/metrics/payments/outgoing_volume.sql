/*
name: Outgoing payment volume
code: PVOL
period: 7d
unit: EUR
direction: up
typical: {days: 30, side: bad}
description: Euro value of outgoing payments created in the last seven days.
how_to_read: |
  What clients trust us to move. There is no right amount, so it is compared with its own last month:
  unusually little means that something keeps clients from paying, usually before anybody calls.
methodology: |
  Sum of the booked euro amount of outgoing payments. Seven days, so that weekends do not move it.
sources: [webbank_core.payment]
*/
-- value
select sum(amount_eur) as value, count(*) as n
from webbank_core.payment
where direction = 'out'
  and create_time >= :as_of - interval '7 days' and create_time < :as_of;
