"""Messages in words: what an incident tells, as one text that reads well alone and as parts for richer forms."""
