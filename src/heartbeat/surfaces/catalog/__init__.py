"""The list of all metrics, live and retired, for whoever looks one up or keeps them in order.

In: the catalog, as readings hands it out.
Out: `GET /api/metrics`.
Owns: nothing.
Raises: DatabaseUnavailable.
Never: judges a metric.
"""
