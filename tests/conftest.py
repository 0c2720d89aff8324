"""Fixtures that every test may use."""

from __future__ import annotations

import signal

pytest_plugins = ["postgres_fixtures", "mariadb_fixtures", "demo_process", "shop_with_source"]

# A shell without job control starts what it puts into the background with Ctrl-C ignored, and all processes below inherit that.
# The tests press Ctrl-C on processes of their own, whoever started the tests and how.
signal.signal(signal.SIGINT, signal.default_int_handler)
