"""What the ledger of beats tells about one beat."""
