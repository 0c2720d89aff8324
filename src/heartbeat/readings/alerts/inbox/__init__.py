"""Incidents as people look at them and act on them: the inbox, one incident, messages, silences, whom everything would tell."""
