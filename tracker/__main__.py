"""``python -m tracker`` and the ``tracker`` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Hand over to the command line and leave with its status."""
    from tracker.cli import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
