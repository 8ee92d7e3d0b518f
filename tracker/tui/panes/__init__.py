"""The middle of the screen, one file for each kind of work."""
