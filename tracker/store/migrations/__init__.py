"""Alembic's folder. Run by :mod:`tracker.store.migrating`, never from a command line of its own."""
