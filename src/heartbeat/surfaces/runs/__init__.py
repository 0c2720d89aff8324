"""What people ask of past beats: what each read and measured, what failed, and what metrics cost.

In: the ledger of beats, as readings hands it out; what was landed meanwhile, as marts does.
Out: `GET /api/beats`, `GET /api/beats/{beat_id}`, `GET /api/beats/costs`.
Owns: nothing.
Raises: BeatNotFound, DatabaseUnavailable.
Never: asks for a beat.
"""
