"""Snapshots of segments: who belongs where on a day.

In: the deployed segments, and how far their tables have been read.
Out: what `marts.segments` keeps of each day, and in `readings.audit.segments` how it ended.
Owns: nothing.
Raises: SegmentFailed and the errors of the sandbox; a tick notes them and goes on with the next segment.
Never: reads a source, or runs SQL outside of the sandbox.
"""
