"""Catalogue, places, lots, par levels, and the ledger of every movement of stock."""
