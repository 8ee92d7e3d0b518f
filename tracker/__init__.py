"""Inventory and specimen tracker for outpatient clinics, run from a terminal and driven by barcode scanners."""

__version__ = "0.1.0"
