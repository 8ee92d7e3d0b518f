"""``python -m tests.wild CASES [WAY ...]``: so many cases through each way in whose name begins so; all without a name."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.wild.all_ways import WAYS, send_through


def main(words: list[str]) -> int:
    if not words or not words[0].isdigit():
        sys.stderr.write(f"{__doc__}\n")
        return 2
    ways = [way for way in WAYS if way.name.startswith(tuple(words[1:] or [""]))]
    with tempfile.TemporaryDirectory() as folder:
        faults = send_through(ways, int(words[0]), Path(folder), tell)
    return bool(faults)


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
