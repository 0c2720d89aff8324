"""How far back the rows of a statement go, as far as its text tells."""
