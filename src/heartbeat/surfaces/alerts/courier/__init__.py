"""Who carries messages: a thread for each channel that has something to send, and one that watches the clock."""
