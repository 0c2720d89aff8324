"""What landed tables hold, told without showing what is in them.

In: datasets and tables; the role `hb_query`, through the sandbox.
Out: one profile per table: rows, keys, times, states, amounts, references, state logs, shares of NULL.
Owns: nothing; reads every dataset.
Raises: nothing of its own: what could not be asked in time is left out, and the profile says so.
Never: lets a value leave a table, but of columns that hold a state or a kind; `privacy` is the rule.
"""
