"""Incidents and their messages: opened and closed with the reading that causes them, kept until each message has an end."""
