"""Pages that nobody writes: each says in Markdown what is deployed, or what the program knows about itself.

In: `facts.Facts`, `reference.Reference`.
Out: pages of a book.
Owns: nothing.
Raises: nothing.
Never: writes HTML, or a page that could be out of date.
"""
