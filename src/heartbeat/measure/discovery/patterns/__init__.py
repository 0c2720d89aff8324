"""What is looked for in a table, one kind in each file: each takes a `Subject` and yields candidates, and asks nobody."""
