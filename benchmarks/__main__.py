"""``python -m benchmarks [NAME ...]``: every figure in one table; exit status 1 where one misses its limit."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    asking,
    asking_past,
    backup,
    clips,
    custody,
    floods,
    labelling,
    ordering,
    parsing,
    permitting,
    protecting,
    reading,
    registers,
    reordering,
    scanning,
    searching,
    signing_in,
    starting,
    verifying,
    watching,
)
from benchmarks.figure import Figure, at_least, at_most, not_measured, table


def _reading(folder: Path) -> Iterator[Figure]:
    if not reading.PHOTOS.is_dir():
        yield not_measured("reading photographs", f"none at {reading.PHOTOS}", "45 of 45, 50 of 51")
        return
    for row in reading.rows():
        of = f"reading, {row.formats} formats ({row.pictures} photographs)"
        yield at_least(f"{of}: right", row.right, 45 if row.formats == "default" else 50)
        yield Figure(f"{of}: wrong", str(row.wrong), "0", row.wrong == 0)
        yield at_most(f"{of}: time / zxing-cpp alone", row.ratio, 2.0)


PARTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "scanning": scanning.figures,
    "asking": asking.figures,
    "asking_past": asking_past.figures,
    "backup": backup.figures,
    "searching": searching.figures,
    "custody": custody.figures,
    "signing_in": signing_in.figures,
    "starting": starting.figures,
    "verifying": verifying.figures,
    "labelling": labelling.figures,
    "ordering": ordering.figures,
    "parsing": parsing.figures,
    "permitting": permitting.figures,
    "protecting": protecting.figures,
    "reading": _reading,
    "registers": registers.figures,
    "reordering": reordering.figures,
    "floods": floods.figures,
    "clips": clips.figures,
    "watching": watching.figures,
}


def main(names: list[str]) -> int:
    if unknown := set(names) - set(PARTS):
        sys.stderr.write(f"There are: {', '.join(PARTS)}; not {', '.join(sorted(unknown))}.\n")
        return 2
    found: list[Figure] = []
    for name in names or PARTS:
        sys.stderr.write(f"{name} ...\n")
        with tempfile.TemporaryDirectory() as folder:
            found += PARTS[name](Path(folder))
    sys.stdout.write("\n".join(table(found)) + "\n")
    return 1 if any(figure.is_ok is False for figure in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
