"""The candidates as a page of Markdown in the workspace, and drafts taken from it again."""
