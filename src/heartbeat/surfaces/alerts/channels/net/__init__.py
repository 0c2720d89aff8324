"""HTTP to hosts that a workspace names: only to addresses that may be spoken to, within one deadline, and never elsewhere."""
