/*
name: Card collateral deposited
code: CCOV
period: snapshot
unit: ratio
direction: up
norm_value: 0.95
alert_value: 0.90
backfill: no
description: Deposited share of the collateral that company cards require.
how_to_read: |
  Each missing point is about 8,000 euro of card spending that nothing stands behind.
methodology: |
  Deposited divided by required, over all card accounts. The card system overwrites both, so yesterday is not known.
sources: [webbank_card_management.collateral]
*/
-- value
select sum(deposited) / nullif(sum(required), 0) as value, count(*) as n
from webbank_card_management.collateral;
