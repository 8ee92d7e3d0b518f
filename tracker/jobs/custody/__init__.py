"""Specimens by scanning: each job a pure state machine over the custody that :mod:`tracker.specimens` keeps."""
