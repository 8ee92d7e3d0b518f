"""``python -m tests.faults [PART ...]``: the long runs, and what each came to. Exit status 1 where anything was lost."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from tests.faults.killing import kill_at_random, play_to_the_end
from tests.faults.power import cut, record_shift
from tests.faults.recording import build_shim
from tests.faults.work import make_home, record, tubes_of

CUTS, CUT_SCANS = 1000, 600
KILLS, KILL_SCANS = 40, 2000
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Result:
    """What a part came to: its counts in words, and what was lost or damaged."""

    counts: str
    faults: list[str]


def power(folder: Path) -> Result:
    recorded = record_shift(build_shim(folder), folder, CUT_SCANS, seed=1)
    came = cut(recorded, range(CUTS), folder)
    faults = [f"seed {seed}: {words}" for seed, each in came.faults.items() for words in each]
    counts = f"{came.cuts:,} cuts in {len(recorded.calls):,} calls, {came.acknowledged:,} acknowledged scans looked for"
    return Result(counts, faults)


def kills(folder: Path) -> Result:
    home = make_home(folder / "home")
    shift = record(folder / "shift.jsonl", tubes_of(home), KILL_SCANS, seed=2)
    came = kill_at_random(home, shift, KILLS, seed=40)
    undisturbed = make_home(folder / "undisturbed")
    is_same = play_to_the_end(home, shift) == play_to_the_end(undisturbed, shift)
    faults = [*came.faults, *["the ledger is another than without the kills"] * (not is_same)]
    return Result(f"{came.kills} kills, {came.acknowledged:,} acknowledged scans looked for after each", faults)


PARTS: Mapping[str, Callable[[Path], Result]] = {"power": power, "kills": kills}


def main(names: list[str]) -> int:
    if unknown := set(names) - set(PARTS):
        sys.stderr.write(f"There are: {', '.join(PARTS)}; not {', '.join(sorted(unknown))}.\n")
        return 2
    status = 0
    for name in names or PARTS:
        began = monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                result = PARTS[name](Path(folder))
            except pytest.skip.Exception as skipped:
                sys.stdout.write(f"{name}: skipped: {skipped.msg}\n")
                continue
        sys.stdout.write(f"{name}: {result.counts}; faults: {len(result.faults)} ({monotonic() - began:.0f} s)\n")
        sys.stdout.writelines(f"  {words}\n" for words in result.faults[:_SHOWN])
        sys.stdout.flush()
        status |= bool(result.faults)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
