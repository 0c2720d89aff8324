"""The gates before a deploy: what a metric's SQL meets in the marts as they are, how long it takes, and what it costs there."""
