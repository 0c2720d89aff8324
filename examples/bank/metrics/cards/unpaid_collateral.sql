/*
name: Unpaid card collateral
code: CCUN
period: snapshot
unit: EUR
direction: down
norm_value: 10000
alert_value: 50000
priority: 1
owner: rasa.petrauskaite@linden.example
description: Collateral bills for company cards that are past due and not paid by the client.
how_to_read: |
  Every euro here is our own money at risk: when a client does not pay, we cover the card scheme ourselves.
  Up to 10,000 is late payers of a few days. Above 50,000 block the cards and call the client today.
methodology: |
  Sum of collateral invoices whose due date has passed and that the client had not paid.
  A bill that the bank covered from its own funds still counts: covering is not paying.
sources: [webbank_card_management.collateral_invoice]
*/
-- value
select coalesce(sum(amount), 0) as value, count(*) as n
from webbank_card_management.collateral_invoice
where issued_at < :as_of and due_at < :as_of
  and (paid_at is null or paid_at >= :as_of);

-- crosscheck
select coalesce(sum(amount) filter (where due_at < :as_of), 0)
       - coalesce(sum(amount) filter (where due_at < :as_of and paid_at < :as_of), 0) as value
from webbank_card_management.collateral_invoice
where issued_at < :as_of;
