"""What explains the numbers, read from files: cuts, audit pages, charts, and the workspace's own docs."""
