"""What every kind of source and the engine share: the shape of tables, their names in marts, and how their rows are read.

In: names and columns as a source has them.
Out: the frozen objects that a kind gives and the engine works with.
Owns: nothing.
Raises: `SchemaDrift`, `LoadHeld`; what marts refuse, as `IngestError`.
Never: knows a kind of source, or a run.
"""
