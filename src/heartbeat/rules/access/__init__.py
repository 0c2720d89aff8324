"""Who may do what: the three roles, from looking to giving access."""
