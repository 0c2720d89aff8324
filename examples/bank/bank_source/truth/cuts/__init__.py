"""What every cut of the example must show, told in plain Python like the metrics. No SQL comes near it."""
