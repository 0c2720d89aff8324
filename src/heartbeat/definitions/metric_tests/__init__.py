"""Metric tests: rows that somebody wrote down, and the number that a metric's SQL has to give for them."""
