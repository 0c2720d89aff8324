"""A message from waiting to its end: what of it is still true, when it may go, how it ended, who hears of it instead."""
