"""The running of Heartbeat itself: asking for a beat, watching it, and whether the process is well.

In: the beat ledger, the board and the registries, as readings hands them out; load records, as marts does.
Out: `POST /api/metrics/recompute` and its two reads, `/healthz`, `/readyz`, `/-/metrics`.
Owns: nothing; a request for a beat is inserted through readings.
Raises: DatabaseUnavailable, BeatNotFound, MetricNotFound.
Never: runs a beat itself; the worker takes it from the ledger.
"""
