"""Everything that yields scans, each behind a URL. Nothing heavy is imported until a source is opened."""
