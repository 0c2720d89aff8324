"""Finding a place in the book by some words of it.

In: the pages of a book, what somebody typed.
Out: places, the best first, each with an excerpt.
Owns: nothing.
Raises: nothing.
Never: wants the words exactly: their beginnings do, and so does a letter too many, too few, exchanged or wrong.
"""
