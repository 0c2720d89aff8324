"""The read model: what is registered, what was read of it, and the one document that every screen shows.

In: a parsed workspace (deploy), values with their evidence (measure), requests and edits of people (surfaces).
Out: registered metrics and sources, states, histories, beats, the board; published rows only where people look.
Owns: every table of schema heartbeat, and its migrations.
Raises: NotDeployed, MetricNotFound, MetricRetired, BeatNotFound, FenceLost, ReadingOutdated, EditOutdated, ChangeRefused,
FeedbackNotFound, FeedbackTooMuch, and the errors of what people do about incidents (`errors/alerts.py`).
Never: queries marts or a source, computes a value, sends a message, judges by anything but `rules`.
"""
