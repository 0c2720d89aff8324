"""A book: pages by their path, the order they are read in, and where a link in one of them leads.

In: Markdown.
Out: `Book`, `Page`, `Node`.
Owns: nothing.
Raises: DocNotFound.
Never: asks the database.
"""
