"""The book as a folder of files that a browser opens without a server.

In: a book, what the program says about itself, where the cockpit is.
Out: every file of the site by its name; a folder that holds them.
Owns: the files that the mark of an exported folder lists.
Raises: ConfigError where the folder is somebody else's.
Never: leads to another site for what a page is made of, or says when it was written: the same state gives the same bytes.
"""
