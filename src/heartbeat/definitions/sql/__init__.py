"""SQL as an author writes it: tokens, and where each stands in its file.

In: the text of a statement.
Out: tokens, hashes over them, the statement with `:as_of` bound.
Owns: nothing.
Raises: nothing of its own.
Never: runs a statement.
"""
