"""Taking a release of GUDID in, beside plainly reading the same files as CSV; and asking it, beside asking a small one.

A generated release of 100,000 devices with all of the columns that AccessGUDID's delimited files have, every third in a box
and a case. The identifiers come in no order, as in the real release.
"""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from benchmarks.figure import Figure, at_most, interleaved
from tracker.barcodes.understanding import understand
from tracker.registers import gudid
from tracker.registers.facts import Registered
from tracker.registers.reading import FOLDER, registered

DEVICES = 100_000
FEW = 10_000
TODAY = date(2026, 11, 25)
_COLUMNS = (
    "PrimaryDI|publicDeviceRecordKey|publicVersionStatus|deviceRecordStatus|publicVersionNumber|publicVersionDate"
    "|devicePublishDate|deviceCommDistributionEndDate|deviceCommDistributionStatus|brandName|versionModelNumber"
    "|catalogNumber|dunsNumber|companyName|deviceCount|deviceDescription|DMExempt|premarketExempt|deviceHCTP|deviceKit"
    "|deviceCombinationProduct|singleUse|lotBatch|serialNumber|manufacturingDate|expirationDate|donationIdNumber"
    "|labeledContainsNRL|labeledNoNRL|MRISafetyStatus|rx|otc|deviceSterile|sterilizationPriorToUse"
)
_IDENTIFIERS = (
    "PrimaryDI|deviceId|deviceIdType|deviceIdIssuingAgency|containsDINumber|pkgQuantity|pkgDiscontinueDate|pkgStatus"
    "|pkgType"
)
_MEMORY = r"""
import re, sys
from datetime import date
from pathlib import Path
from tracker.registers import gudid
gudid.take_in(Path(sys.argv[1]), Path(sys.argv[2]), date(2026, 11, 25), lambda done, total: None)
print(re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def figures(folder: Path, devices: int = DEVICES) -> Iterator[Figure]:
    few, many = release(folder / "few", FEW), release(folder / "many", devices)
    homes = {few: folder / "few_home" / FOLDER, many: folder / "many_home" / FOLDER}
    taken_in, read = interleaved((lambda: _take_in(many, homes[many]), lambda: _read(many)), 3)
    a_second = f"({2 * devices / taken_in:,.0f} rows a second)"
    yield at_most(f"GUDID of {devices:,} devices, taken in: time / csv reading", taken_in / read, 6, a_second)
    memory = {each: _peak_kb(each, homes[each]) for each in (few, many)}
    used = f"({memory[many] // 1024} MB)"
    yield at_most(f"GUDID, {devices:,} / {FEW:,} devices: memory", memory[many] / memory[few], 1.3, used)
    slow, fast = interleaved((_asking(homes[many], devices), _asking(homes[few], FEW)), 9)
    each_ms = f"({slow / 200 * 1000:.2f} ms each)"
    yield at_most(f"a code asked for, {devices:,} / {FEW:,} devices: time", slow / fast, 1.5, each_ms)


def release(folder: Path, devices: int) -> Path:
    """A made-up release of so many devices, unpacked at ``folder``."""
    folder.mkdir(parents=True)
    numbers = list(range(devices))
    random.Random(1).shuffle(numbers)
    with (folder / "device.txt").open("w", newline="") as device, (folder / "identifiers.txt").open("w") as identifier:
        device.write(_COLUMNS + "\n")
        identifier.write(_IDENTIFIERS + "\n")
        for number in numbers:
            di = code(number)
            device.write(
                f"{di}|00000000-0000-4000-8000-{number:012}|Update|Published|3|2026-01-02|2016-09-01||In Commercial"
                f" Distribution|Brand {number % 997}|Model {number}|C-{number}|123456789|Maker {number % 311}|1|A device"
                " of some kind, sterile, single use, with its parts described at the usual length of such texts"
                "|false|false|false|false|false|true|true|false|false|true|false|false|true|Labeling does not contain"
                " MRI Safety Information|true|false|true|false\n"
            )
            identifier.write(f"{di}|{di}|Primary|GS1|||||\n")
            if number % 3 == 0:
                box, case = f"1{di[1:]}", f"3{di[1:]}"
                identifier.write(f"{di}|{box}|Package|GS1|{di}|100||In Commercial Distribution|Box\n")
                identifier.write(f"{di}|{case}|Package|GS1|{box}|10||In Commercial Distribution|Case\n")
    return folder


def code(number: int) -> str:
    """The GTIN-14 of one device; the check digit is right, since a scan of it is asked for."""
    body = f"00952{number:08}"
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def _take_in(given: Path, folder: Path) -> None:
    gudid.take_in(given, folder, TODAY, lambda done, total: None)


def _read(given: Path) -> int:
    rows = 0
    for name in ("device.txt", "identifiers.txt"):
        with (given / name).open(newline="", encoding="utf-8") as file:
            rows += sum(1 for _ in csv.DictReader(file, delimiter="|"))
    return rows


def _peak_kb(given: Path, folder: Path) -> int:
    command = [sys.executable, "-c", _MEMORY, f"{given}", f"{folder}"]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _asking(folder: Path, devices: int) -> Callable[[], list[Registered]]:
    source = random.Random(2)
    meanings = [understand(f"(01){code(source.randrange(devices))}", today=TODAY) for _ in range(200)]

    def ask() -> list[Registered]:
        found = [registered(folder, meaning) for meaning in meanings]
        assert None not in found, "every device of the release is known"
        return [each for each in found if each is not None]

    return ask
