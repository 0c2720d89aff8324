"""Audit pages: why a number is what it is.

In: cuts and what they computed last, as readings hands them out.
Out: `/api/audit/*`.
Owns: nothing.
Raises: CutNotFound, AuditPageNotFound, WindowNotOffered, CutWithoutTable, EditOutdated, ChangeRefused, DatabaseUnavailable.
Never: computes a cut.
"""
