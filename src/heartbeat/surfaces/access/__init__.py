"""Who may speak to this server: its host names, the pages that may change something, and who asks with which role.

In: a request's head and cookies; the workspace's `server` settings; tokens, sessions and paired screens, as readings has them.
Out: middleware that refuses (401, 403, 413, 415, 421, 429) or lets pass with the identity noted; `/api/session`, `/api/pairing`,
    `/api/access`, `/api/tokens`, `/api/devices`.
Owns: nothing; what secrets stand for is remembered while the process runs.
Raises: AccessError; a refusal of the middleware is an answer in the shape of every error.
Never: reads a metric, or waits for the database while somebody who is known looks at the board.
"""
