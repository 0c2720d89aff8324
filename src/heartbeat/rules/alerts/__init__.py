"""When somebody is told: what a value is to an incident, how incidents live, whom a message reaches and when."""
