"""Incidents: opened and closed with what causes them, and what they tell, kept until the board that shows it."""
