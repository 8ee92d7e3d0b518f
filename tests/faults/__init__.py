"""Power cuts, kills, full disks, faults between any two steps: nothing acknowledged is lost, whatever happens.

The short runs are tests; ``python -m tests.faults`` (``make test-faults``) runs the long ones and prints their counts.
"""
