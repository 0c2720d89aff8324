/*
name: Oldest unpaid collateral bill
code: CCOD
period: snapshot
unit: days
direction: down
norm_value: 10
alert_value: 30
decimals: 0
priority: 2
description: How long the oldest unpaid collateral bill is past its due date.
how_to_read: |
  The amount tells how much, this tells for how long nobody noticed. After ten days the account manager calls;
  after thirty the cards are blocked. There is no third month.
methodology: |
  Days since the due date of the oldest collateral invoice that the client had not paid; zero when all are paid.
sources: [webbank_card_management.collateral_invoice]
*/
-- value
select coalesce(extract(epoch from :as_of - min(due_at)) / 86400, 0) as value, count(*) as n
from webbank_card_management.collateral_invoice
where issued_at < :as_of and due_at < :as_of
  and (paid_at is null or paid_at >= :as_of);
