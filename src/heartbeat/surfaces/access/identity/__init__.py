"""Who asks, and what that one may do: credentials, roles by route, a trusted proxy's word, cookies."""
