"""Where a metric stands between its first draft and its retirement."""
