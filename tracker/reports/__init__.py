"""Questions with a table for an answer."""
