"""The past of a metric: which of its days can be known, asked for many moments at a time, filled in by a beat or by a person."""
