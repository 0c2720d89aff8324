"""One file per kind of channel: the keys it has. Each file's `read` gives them as they are stored."""
