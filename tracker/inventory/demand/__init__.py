"""What will be used: an item's own past, the methods that read it, and the test of each method on that past."""
