"""Messages to people: what incidents have to tell leaves through the channels of the workspace, and each try is on record.

In: messages that wait for delivery, as readings hands them out; channels with their secrets from the environment.
Out: messages at Slack, Telegram, mail servers, webhooks, PagerDuty and what Apprise reaches; the outcome of each try.
Owns: nothing; messages and tries are kept through readings.
Raises: DatabaseUnavailable.
Never: judges a value, sends what no published board shows, holds a transaction open while it sends, tells a secret.
"""
