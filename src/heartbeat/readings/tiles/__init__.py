"""Entries of the board: one per metric, in words and numbers, and the order in which they stand."""
