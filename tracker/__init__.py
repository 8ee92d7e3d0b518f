"""Inventory and specimen tracker for outpatient clinics: a terminal, a barcode scanner, and a ledger that loses nothing."""

__version__ = "0.1.0"
