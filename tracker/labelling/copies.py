"""How often one label is made at a time."""

MOST_COPIES = 500
"""By whichever door it is asked for, and whatever a row of the print queue says."""
