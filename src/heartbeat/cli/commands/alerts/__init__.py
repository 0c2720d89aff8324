"""`heartbeat alerts …`: incidents, why a metric tells somebody or not, channels put to the proof."""
