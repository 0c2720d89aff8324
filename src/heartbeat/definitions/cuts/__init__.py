"""Cuts: the small charts of the audit pages, the text between them, and the windows that they are computed for."""
