"""Who may speak to this server: the host it answers to, the pages that may change something, and the headers of every answer.

In: a request's Host, Origin, Sec-Fetch-Site and Content-Type; the workspace's `server` settings.
Out: middleware that refuses (421, 403, 413, 415) or lets pass.
Owns: nothing.
Raises: nothing; a refusal is an answer in the shape of every error.
Never: reads a metric.
"""
