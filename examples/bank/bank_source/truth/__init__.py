"""What every metric of the example must say, told in plain Python from the rows that were made up. No SQL comes near it."""
