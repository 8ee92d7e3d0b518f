"""A label's description to dots. Knows nothing of the tracker, so that it can leak nothing it was not handed."""
