"""One file for each group of commands; `add_to` adds its own to the program, which knows from `root` where each is."""
