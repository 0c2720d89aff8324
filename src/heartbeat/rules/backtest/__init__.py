"""Backtest: what lines would have told of the days that a history has."""
