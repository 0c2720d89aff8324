"""The systems of a bank that does not exist, made up row by row, the same rows every time.

In: a size, a seed, and the moment up to which the bank has lived. Out: rows of three Postgres databases (`webbank`, `rates`,
`support`) and, in `bank_source.truth`, what every metric of the example must say about them, worked out without any SQL.
"""
