"""What a metric's last value means, written down: its law, its state, judged and judged again."""
