"""The other process: what a run is when it can be stopped, and what it does there.

In: one order on stdin, as `child.py` writes it; secrets in the environment.
Out: JSON lines on stdout: progress, a report or a list of tables, or an error.
Owns: nothing.
Raises: nothing; an error is a line.
Never: outlives whoever started it.
"""
