"""A statement that nobody here wrote, on its way to the server and wrapped into one of ours. `sandbox` alone sends it."""
