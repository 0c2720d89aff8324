"""Readings to people and programs: each folder is one surface, and an island.

In: published rows, through readings and marts; what surfaces share over HTTP, from `wire`.
Out: a `router` in `routes.py` of each folder, found by `app.py`; nothing has to be registered.
Owns: nothing.
Raises: HeartbeatError of the rooms they read.
Never: imports a verb or another surface; judges a value; queries a source.
"""
