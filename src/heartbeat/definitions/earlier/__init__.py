"""A workspace as a git commit has it."""
