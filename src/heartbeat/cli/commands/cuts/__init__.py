"""`heartbeat cuts …`: how the cuts stand, computed now, and a module tried before it is deployed."""
