"""The dated audit of a metric: what is known for and against its number, and a verdict by explicit rules.

In: a deployed metric, its page in the read model, its tables in marts.
Out: an `Audit`: facts as a frozen object, a verdict with a reason for each rule that spoke, and a document of both.
Owns: no table; `readings.audits` keeps what was found.
Raises: DatabaseUnavailable. What is wrong with a metric is a finding, never an exception.
Never: changes a value or a status, shows a cell of a table: only counts, shares and the times of the oldest and the newest row.
"""
