"""What the program keeps of its own faults."""
