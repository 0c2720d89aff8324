"""One metric: its tile, its file, its history, and what it is made of.

In: published rows, as readings hands them out.
Out: `GET /api/metrics/{metric_id}`, `PATCH /api/metrics/{metric_id}/verification`.
Owns: nothing.
Raises: MetricNotFound, MetricRetired, EditOutdated, ChangeRefused, DatabaseUnavailable.
Never: judges a value, or reads a source.
"""
