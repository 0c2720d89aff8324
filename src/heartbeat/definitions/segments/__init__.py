"""Segments: which entity belongs to which group, and how that moves from day to day."""
