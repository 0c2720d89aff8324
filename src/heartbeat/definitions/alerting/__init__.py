"""What heartbeat.yaml declares about messages: channels, routes, quiet hours, escalation, digests."""
