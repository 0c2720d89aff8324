"""The laws of how landed tables are kept up to date: what a run mends, what a full reload costs, when a table is late."""
