"""Metric tests, run: written rows into a scratch database, a metric's SQL through the sandbox, and what came of it."""
