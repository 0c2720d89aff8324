"""One file for each group of commands; each adds its own to the program with `add_to`."""
