"""The ledger of beats: what one was asked for, whether it still runs, what became of it."""
