"""How a message leaves the house. `deliver.py` is the door; each kind of channel is a file in `kinds/`, found by its name."""
