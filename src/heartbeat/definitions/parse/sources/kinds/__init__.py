"""The kinds of source as their files declare them: `<kind>.py` holds the `KIND` of that name, and is found by its name."""
