"""Reading the files of `segments/`."""
