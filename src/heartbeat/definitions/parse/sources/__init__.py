"""Source files: the keys that all kinds share, and what the kinds (`kinds/`) need to check their own."""
