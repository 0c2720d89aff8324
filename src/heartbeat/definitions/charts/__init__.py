"""What a cut's payload looks like, for each kind of chart: the shape that is checked when it is computed, and its rows as CSV."""
