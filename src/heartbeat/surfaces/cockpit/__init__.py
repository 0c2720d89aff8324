"""The wall: one request for the whole board, and a stream that says when it changes.

In: the stored board and the running beat, as readings hands them out.
Out: `GET /api/cockpit` and `GET /api/events`.
Owns: nothing; the last board is kept in memory.
Raises: nothing while Postgres is away: it serves the last board and says `database: down`.
Never: judges a value, or asks the database while answering a request for the board.
"""
