"""What to order, how much of it and why; and the orders that come of it."""
