"""How a backtest is printed: for one metric, and for a git change."""
