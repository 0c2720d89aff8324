"""Who may look and who may edit, as rows: tokens, sessions, paired screens, and codes that wait; of a secret its hash."""
