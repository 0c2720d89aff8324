"""What was deployed, as rows: files to rows and back, lines that people tuned, drift."""
