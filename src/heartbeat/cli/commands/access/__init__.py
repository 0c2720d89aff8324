"""The commands about who may come in: tokens and paired screens."""
