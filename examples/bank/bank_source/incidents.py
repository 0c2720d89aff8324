"""What goes wrong at this bank: each incident at a known place, with a known size. Ages are seconds before the bank's anchor."""

from __future__ import annotations

from bank_source.seasons import DAY, HOUR, MINUTE

FIRST_NUMBER = 9_000_000_001  # of the rows that incidents add to a table

# Client 16 stopped paying the monthly bill for its card collateral; the bank covered it from its own funds. Nobody noticed.
UNPAID_COLLATERAL_CLIENT = 16
UNPAID_COLLATERAL_CENTS = 2_125_000
UNPAID_COLLATERAL_DUE_AGES = (122 * DAY, 92 * DAY, 61 * DAY, 31 * DAY)
COVERED_AFTER = 10 * DAY

# Since 26 hours the processor turns away one outgoing payment in six.
DECLINES_FROM_AGE = 26 * HOUR
DECLINES_UNTIL = 2 * HOUR  # after the anchor it is repaired
DECLINED_SHARE = 0.165
DECLINED_SHARE_NORMALLY = 0.022

# A rule was changed two weeks ago; seventeen alerts lie in a queue that nobody opens. Ages of the dates they were due.
FORGOTTEN_ALERT_DUE_AGES = tuple(8 * HOUR + number * 19 * HOUR for number in range(17))
FORGOTTEN_ALERT_SLA = 5 * DAY

# Reviews of old clients that are overdue, one more each day.
OVERDUE_REVIEWS = 57

# The same payment order sent twice within minutes.
DUPLICATED_PAYMENT_AGES = (3 * HOUR, 7 * HOUR, 11 * HOUR, 9 * DAY, 23 * DAY)
DUPLICATED_AFTER = 3 * MINUTE

# Payments that left the queue without an answer, and an approved one that the ledger never saw.
STUCK_PAYMENT_AGES = (6 * HOUR, 9 * HOUR, 26 * HOUR, 31 * HOUR)
UNBOOKED_PAYMENT_AGES = (50 * HOUR,)

# Possible sanction matches that still wait for a person.
WAITING_SCREENING_AGES = (5 * HOUR, 9 * HOUR)

# The last two publications of this currency's rate never arrived.
MISSING_RATE_CURRENCY = "CZK"
MISSING_RATES = 2

# The card scheme's file of this day broke off after two thirds; the rest of its lines never came.
BROKEN_SETTLEMENT_AGE = 5 * DAY
BROKEN_SETTLEMENT_KEPT = 2 / 3

# For a night the provider of identity checks answered nothing, and never made up for it.
CHECKS_SILENT_FROM_AGE = 54 * HOUR
CHECKS_SILENT_UNTIL_AGE = 26 * HOUR

# Nobody has filled this cash machine for weeks.
EMPTY_MACHINE = "Klaipėda harbour"

# A second after the anchor an authorisation arrives whose merchant category has a letter I where a 1 should be.
MISTYPED_CATEGORY = "59I2"
MISTYPED_CATEGORY_AFTER = 1

# The service desk's system was read for the last time this long ago.
SUPPORT_SILENT_FOR = 4 * DAY
