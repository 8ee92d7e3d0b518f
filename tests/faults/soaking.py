"""A day's scans without a pause: what grows with them is the database, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from tests.faults.checking import losses
from tests.faults.running import Running
from tests.faults.work import record, tubes_of

SAMPLES = 20
WARM = 4
"""So many of the samples belong to the beginning: caches fill."""
MOST_GROWTH = 1.1
"""Memory at the end against the warm beginning; and bytes on disk for a scan, the second half's against the first's."""
MOST_LOG = 8_000_000
"""Bytes of SQLite's log: a thousand pages, and what one transaction puts behind them."""


@dataclass(frozen=True, slots=True)
class Sample:
    scans: int
    at_s: float
    memory_kb: int
    files: int
    """Open ones."""
    threads: int
    database: int
    log: int
    """Bytes of each."""


@dataclass(slots=True)
class Soaked:
    scans: int = 0
    samples: list[Sample] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def words(self) -> str:
        warm, last = self.samples[WARM], self.samples[-1]
        return (
            f"{self.scans:,} scans in {last.at_s:.0f} s; memory {warm.memory_kb / 1024:.0f} MB warm and"
            f" {last.memory_kb / 1024:.0f} MB at the end, open files {warm.files} and {last.files}, threads {warm.threads}"
            f" and {last.threads}; log at most {max(each.log for each in self.samples) / 1e6:.1f} MB; database"
            f" {_bytes_a_scan(self.samples[WARM:]):.0f} bytes a scan"
        )


def soak(home: Path, folder: Path, number: int) -> Soaked:
    shift = record(folder / "shift.jsonl", tubes_of(home), number, seed=24)
    came, began = Soaked(), monotonic()
    with Running(home, shift) as running:
        next_at = number // SAMPLES
        while running.process.poll() is None:
            scans = len(running.said.acknowledged)
            if scans >= next_at:
                came.samples.append(_sample(running.process.pid, home, scans, monotonic() - began))
                next_at += number // SAMPLES
            running.more.wait(0.05)
            running.more.clear()
        status = running.wait()
    came.scans = len(running.said.acknowledged)
    if status not in (0, 1):
        came.faults.append(f"ended with status {status}: {running.words[-500:]}")
    came.faults += [*_growth(came.samples), *losses(home, running.said.acknowledged)]
    return came


def _sample(process: int, home: Path, scans: int, at_s: float) -> Sample:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    fields = dict(line.split(":", 1) for line in status.splitlines())
    log = home / "tracker.db-wal"
    return Sample(
        scans,
        at_s,
        int(fields["VmRSS"].split()[0]),
        len(list(Path(f"/proc/{process}/fd").iterdir())),
        int(fields["Threads"]),
        (home / "tracker.db").stat().st_size,
        log.stat().st_size if log.exists() else 0,
    )


def _bytes_a_scan(samples: list[Sample]) -> float:
    first, last = samples[0], samples[-1]
    return (last.database - first.database) / max(1, last.scans - first.scans)


def _growth(samples: list[Sample]) -> list[str]:
    if len(samples) < SAMPLES - 1:
        return [f"only {len(samples)} samples could be taken"]
    warm, last, half = samples[WARM], samples[-1], (WARM + len(samples)) // 2
    first_half, second_half = _bytes_a_scan(samples[WARM : half + 1]), _bytes_a_scan(samples[half:])
    asked = (
        (last.memory_kb > MOST_GROWTH * warm.memory_kb, f"memory grew from {warm.memory_kb} to {last.memory_kb} kB"),
        (last.files > warm.files, f"open files grew from {warm.files} to {last.files}"),
        (last.threads > warm.threads, f"threads grew from {warm.threads} to {last.threads}"),
        (max(each.log for each in samples) > MOST_LOG, f"the log grew to {max(each.log for each in samples)} bytes"),
        (second_half > MOST_GROWTH * first_half, f"a scan took {first_half:.0f} bytes, then {second_half:.0f}"),
    )
    return [words for is_wrong, words in asked if is_wrong]
