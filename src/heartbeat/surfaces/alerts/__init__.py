"""Messages to people: what incidents have to tell leaves through the channels of the workspace, and each try is on record.

In: messages that wait for delivery, and the inbox, as readings hands them out; channels with their secrets from the environment.
Out: `/api/alerts` and what is below it; messages at Slack, Telegram, mail servers, webhooks, PagerDuty and what Apprise reaches;
the outcome of each try.
Owns: nothing; messages and tries are kept through readings.
Raises: DatabaseUnavailable, and the errors of what people do about incidents (`errors/alerts.py`).
Never: judges a value, sends what no published board shows, holds a transaction open while it sends, tells a secret.
"""
