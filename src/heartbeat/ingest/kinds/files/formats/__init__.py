"""How files are written: CSV, JSON lines, Parquet. Each gives its rows as CSV that COPY reads, or in batches that become so."""
