"""What people tell about the cockpit: a message from the page that it is about, and the list of them for operators.

In: messages from the form of every page; the list, as readings hands it out.
Out: `GET` and `POST /api/feedback`, `PATCH /api/feedback/{feedback_id}`.
Owns: nothing; messages are kept through readings.
Raises: DatabaseUnavailable, FeedbackNotFound, FeedbackTooMuch.
Never: sends a message on; changes what was told.
"""
