"""The room `measure`: from landed rows to readings.

In: registered metrics, the state of each table in marts, the last reading of each metric.
Out: one `readings.commit` per metric that was measured or carried forward, and a line in the beat's ledger for every one
considered, with the reason in words. The days before a new definition are filled from the same SQL.
Owns: no table.
Raises: `FenceLost` when the beat was abandoned meanwhile. A metric that fails is its own health, never an exception.
Never: judges a value, queries a source, waits for another metric.
"""
