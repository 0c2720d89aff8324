"""Which segment an entity belongs to, from which day on: the tables of the schema `segments`.

In: rows of a segment's SQL as the sandbox streams them, and the day they are of; a connection of the worker.
Out: intervals, as few as tell the same; and up to when each segment tells of its entities.
Owns: segments.membership, segments.snapshot.
Raises: SegmentFailed, where the rows are no snapshot. Nothing is changed then.
Never: decides when a snapshot is taken; `measure.segments` does.
"""
