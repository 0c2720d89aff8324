"""REST APIs: each endpoint is a table, its columns follow from its rows.

dlt's REST client asks and turns the pages; around it stand the rules that it has not: one deadline for all of it, no circle, no
page twice, no credentials to another host, no guess where rows lie.

In: a source with its endpoints, the reach of the run.
Out: `open_snapshot`.
Owns: nothing.
Raises: `SourceUnreachable` when no connection stands, `SourceRejected` for an endpoint that cannot be read.
Never: takes half an answer for a whole one, shows an address with its parameters.
"""

from heartbeat.ingest.kinds.rest.snapshot import open_snapshot

__all__ = ["open_snapshot"]
