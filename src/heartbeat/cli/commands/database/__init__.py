"""`heartbeat db` and what it does to the whole database."""
