"""The process behind an embedded Postgres: its user, programs, cluster, locks, settings, start and stop.

In: a folder. Out: a running postmaster. Owns: the files in that folder, /var/lib/heartbeat. Raises: EmbeddedServerFailed.
Never: knows what is in the database.
"""
