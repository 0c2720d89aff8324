"""The bank's life: what happened, and what its systems knew of it at a moment."""
