"""Definitions: what is declared.

In: the files of a workspace folder.
Out: frozen objects (`model`), or every problem of every file at once, each with its line and what to do about it.
Owns: no table.
Raises: WorkspaceRefused, ConfigError.
Never: asks a database or a network, or judges a value.
"""
