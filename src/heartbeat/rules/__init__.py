"""The laws: what a value means, how old is too old, where a tile stands, how a number reads.

In: frozen values (a reading, its lines, its typical band, a clock's time). Out: verdicts, classes, days, ticks, words.
Owns: nothing. Raises: ValueError for a schedule or time zone that does not exist.
Never: I/O, a clock of its own, a random number; the same input always gives the same answer.
"""
