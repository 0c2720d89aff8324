"""The documentation: the product's pages, the workspace's own, and those that are made of what is deployed and of the program.

In: Markdown files of the product, the read model, what the program says about itself (`reference.Reference`).
Out: a book of Markdown pages: over HTTP with a search, as a static site, and checked.
Owns: nothing.
Raises: DocNotFound.
Never: keeps a page: each is made from what is true when somebody asks.
"""
