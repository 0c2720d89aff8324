"""All metrics at once, for a person who decides what to look at first."""
