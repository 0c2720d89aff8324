"""Checks of the files before a deploy."""
