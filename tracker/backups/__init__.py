"""Copies of a clinic's database that can be trusted, put back, and are put back for trial before they are needed."""
