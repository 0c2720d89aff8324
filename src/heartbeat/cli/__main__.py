"""`python -m heartbeat.cli`."""

from heartbeat.cli import main

main()
