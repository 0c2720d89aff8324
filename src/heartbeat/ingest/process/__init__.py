"""A child: the process in which a run reads and loads, so that it can be stopped, and ends with whoever started it.

In: one order, as JSON on the child's stdin; secrets in its environment.
Out: JSON lines on its stdout: progress, then one answer or an error.
Owns: the child, from its start to its end.
Raises: what the child tells; `DeadlinePassed`, and `IngestError` for one that ended without an answer.
Never: lets a child outlive whoever waits for it.
"""
