"""How a server is reached: over which address, whether over TLS, and by whom."""
