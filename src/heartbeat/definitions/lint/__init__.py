"""What can be said about a metric's SQL before it meets a database."""
