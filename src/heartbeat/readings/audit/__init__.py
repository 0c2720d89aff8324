"""Audit pages: which cuts stand on them, what each computed last, and what people made of it."""
