/*
name: Currencies without a fresh rate
code: FXMS
period: snapshot
unit: count
direction: down
norm_value: 0
alert_value: 2
owner: marek.dvorak@linden.example
description: Active currencies whose newest rate is older than a day and a half.
how_to_read: |
  We convert at yesterday's price without saying so. One missing currency is a file to ask for;
  three are the rate provider down.
methodology: |
  Active currencies other than the euro without a rate published in the last 36 hours.
sources: [webbank_core.currency, rates.currency_rate]
*/
-- value
select count(*) filter (where fresh.currency is null) as value, count(*) as n
from webbank_core.currency c
left join (
  select distinct currency
  from rates.currency_rate
  where published_at >= :as_of - interval '36 hours' and published_at < :as_of
) fresh on fresh.currency = c.code
where c.active and c.code <> 'EUR';
