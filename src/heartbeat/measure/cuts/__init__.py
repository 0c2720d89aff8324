"""Cuts: Python that an author wrote, run so that it can do no more than read and be late.

In: a module as it was deployed, a window, the query role's connection string.
Out: a payload that its chart can draw, or the reason why there is none.
Owns: the child in which a module runs, from its start to its end.
Raises: `DatabaseUnavailable`. A module that fails is a `CutFailed` in what was computed, never an exception.
Never: imports a module in this process, hands a secret but the query role's to a child, lets a child outlive its parent.
"""
