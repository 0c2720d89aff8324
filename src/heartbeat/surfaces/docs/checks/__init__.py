"""What is wrong with the documentation, found without a database: by the files, and by what the program says about itself.

In: the product's files, the workspace's, `reference.Reference`.
Out: problems with file and line.
Owns: nothing.
Raises: ConfigError where the product's pages are not installed.
Never: runs an example.
"""
