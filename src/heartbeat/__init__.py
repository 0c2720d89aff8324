"""Heartbeat: a metrics cockpit for a company."""

__version__ = "0.1.0"
