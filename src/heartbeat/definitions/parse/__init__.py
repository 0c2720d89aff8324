"""Each kind of workspace file and how its text becomes a frozen object."""
