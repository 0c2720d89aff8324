"""Days that are filled in later: which are missing, how they are written, and what they change of a metric's verdict."""
