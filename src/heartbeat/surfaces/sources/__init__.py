"""What an operator asks of the sources: how each is read, how current its tables are, what fails, what is reloaded in full.

In: deployed sources and metrics, as readings hands them out; load records and sizes, as marts does.
Out: `GET /api/sources`, and the same document for the command line.
Owns: nothing.
Raises: DatabaseUnavailable.
Never: reads a source, or judges a metric.
"""
