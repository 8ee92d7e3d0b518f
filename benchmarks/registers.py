"""Taking the FDA's device register in, and asking it. Run with ``python -m benchmarks registers``.

The release is invented, with as many rows as :data:`DEVICES` says; memory is held against a release a tenth as large.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from benchmarks.figure import Figure, at_most, interleaved, seconds
from tracker.registers import gudid
from tracker.registers.building import file_of
from tracker.registers.reading import connected

DEVICES = 100_000
_TODAY = date(2026, 11, 25)
_HEADER = "PrimaryDI|deviceCommDistributionStatus|brandName|versionModelNumber|catalogNumber|companyName|deviceCount"
_PACKAGES = "PrimaryDI|deviceId|deviceIdType|deviceIdIssuingAgency|containsDINumber|pkgQuantity|pkgType"


def figures(folder: Path) -> Iterator[Figure]:
    small, large = _release(folder / "small", DEVICES // 10), _release(folder / "large", DEVICES)
    taken_s = seconds(lambda: _take_in(large, folder / "registers"))
    read_s = seconds(lambda: _read(large))
    note = f"({DEVICES:,} devices with as many packages: {2 * DEVICES / taken_s:,.0f} rows/s)"
    yield at_most("GUDID: taking in / splitting its lines alone", taken_s / read_s, 35, note)
    ratio = _peak(large, folder / "peak") / _peak(small, folder / "peak")
    yield at_most("GUDID: memory for ten times as many rows", ratio, 1.5)
    _take_in(small, folder / "few")
    few, many = interleaved([lambda: _ask(folder / "few"), lambda: _ask(folder / "registers")], 30)
    yield at_most("GUDID: asking ten times as many rows", many / few, 2, f"({many / 100 * 1e6:.0f} us a question)")


def _release(folder: Path, count: int) -> Path:
    folder.mkdir()
    with (folder / "device.txt").open("w") as devices, (folder / "identifiers.txt").open("w") as packages:
        devices.write(f"{_HEADER}\n")
        packages.write(f"{_PACKAGES}\n")
        for number in range(count):
            di = f"{number * 7919 % 10**13:014d}"
            devices.write(f"{di}|In Commercial Distribution|Brand {number % 97}|Model {number}|C-{number}|Maker|1\n")
            packages.write(f"{di}|1{di[1:]}|Package|GS1|{di}|100|Box\n")
    return folder


def _take_in(release: Path, folder: Path) -> None:
    gudid.take_in(release, folder, _TODAY, lambda done, total: None)


def _read(release: Path) -> int:
    return sum(
        len(line.split("|")) for name in ("device.txt", "identifiers.txt") for line in (release / name).open("r")
    )


def _peak(release: Path, folder: Path) -> int:
    tracemalloc.start()
    _take_in(release, folder)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def _ask(folder: Path) -> None:
    """A hundred questions, each over a connection of its own, as a scan asks."""
    for number in range(100):
        with connected(file_of(folder, "gudid")) as connection:
            assert gudid.device(connection, f"1{number * 7919 % 10**13:013d}") is not None
