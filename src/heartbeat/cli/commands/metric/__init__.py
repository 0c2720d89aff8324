"""The commands of a metric's life: from a candidate to a verified tile, and to retirement."""
