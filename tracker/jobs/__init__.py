"""Pieces of work driven by scans: pure state machines that know no terminal, thread, clock or database."""
