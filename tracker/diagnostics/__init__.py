"""What the program keeps of its own faults, for whoever looks after it. None of it holds a scan, a name or a value."""
