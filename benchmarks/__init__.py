"""What the program costs, as ratios within one run: run ``python -m benchmarks``."""
