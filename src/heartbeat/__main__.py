"""`python -m heartbeat`."""

from heartbeat.cli import main

main()
