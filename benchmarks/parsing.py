"""What understanding a scan costs, and what the rule against lost separators costs in refused honest packages.

Run with ``python -m benchmarks.parsing``. Times are ratios to one MOD 97-10 check of a house code in the same run; the
microseconds beside them are this machine's CPU time alone.
"""

from __future__ import annotations

import random
import sys
import time
import timeit
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from benchmarks.figure import Figure, at_most, interleaved
from tracker.barcodes import gluing, gs1, hibc, house
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError
from tracker.text import Separators

TODAY = date(2026, 11, 22)
GTIN = "09501101530003"
SCANS = {
    "house specimen": ("2600447102", ""),
    "EAN-13": ("5201815331227", "]E0"),
    "UPC-A, no identifier": ("036602301467", ""),
    "GS1 DataMatrix, 4 fields": (f"01{GTIN}1727123110ABC123\x1d21SER9", "]d2"),
    "GS1, 5 fields by the short way": (f"01{GTIN}70032712311200\x1d712003\x1d3012\x1d10ABC123", "]d2"),
    "GS1, a weight, by biip": (f"01{GTIN}310300175010ABC123", "]d2"),
    "GS1-128, no GS, 3 fields": (f"01{GTIN}1727123110ABC123", "]C1"),
    "HIBC, combined": ("+A99912345/$$52001510X3/16D20111212/S77DE1G45-", "]C0"),
    "HIBC primary": ("+A123BJC5D6E71G", "]A0"),
    "ISBT 128 compound": ("=+03000=G12341765432170=<E0382V00&>0260301234", "]d1"),
    "GS1 typed": (f"(01){GTIN}(17)271231(10)ABC123", ""),
    "Digital Link": (f"https://id.gs1.org/01/{GTIN}/10/ABC123?17=271231", "]Q1"),
    "vendor's number": ("MDS-1096B", ""),
}
LOT_FORMS = (
    "nnnnnn",
    "nnnnnnn",
    "nnnnnnnn",
    "nnnnnnnnnn",
    "Annnnn",
    "AAnnnn",
    "nnAnnnn",
    "AnnAnnnnn",
    "nnnnA",
    "AnnnnAA",
)
LOT_FORMS_LONG = ("nnnnnnnnnnnn", "AAAnnnnnnnn", "nnnnn-nnnn", "nnnAnnnnnnA", "nnnnnnnnAnnnnn", "AnnnnnA", "nnnnn")
SERIAL_FORMS = ("nnnnnn", "nnnnnnnn", "AAnnnnnn", "nnnnnnnnnn", "AnnnnnnnnA", "nnnnnnnnnnnn", "AAAAnnnnnnnnnn")


def invent(random_source: random.Random, forms: tuple[str, ...]) -> str:
    """One lot or serial: every ``n`` a digit, every ``A`` a capital."""
    pick = random_source.choice
    return "".join(
        pick("0123456789") if sign == "n" else pick("ABCDEFGHJKLMNPRSTUVX") if sign == "A" else sign
        for sign in pick(forms)
    )


def refused_share(identifier: str, forms: tuple[str, ...], count: int = 200_000, seed: int = 1) -> float:
    """The share of honest messages ``01 17 identifier`` that :func:`tracker.barcodes.gluing.swallowed` suspects."""
    source = random.Random(seed)
    before = (("01", GTIN), ("17", "271231"))
    return (
        sum(gluing.swallowed((*before, (identifier, invent(source, forms)))) is not None for _ in range(count)) / count
    )


def lost_share(identifier: str, forms: tuple[str, ...], count: int = 20_000, seed: int = 1) -> float:
    """The share of the same messages that a scanner known to lose GS may not be used for."""
    source = random.Random(seed)
    before = f"01{GTIN}17271231{identifier}"
    refused = 0
    for _ in range(count):
        try:
            gs1.read(before + invent(source, forms), separators=Separators.LOST)
        except BarcodeError:
            refused += 1
    return refused / count


def _microseconds(call: Callable[[], object], rounds: int = 3000) -> float:
    call()
    return min(timeit.repeat(call, number=rounds, repeat=3, timer=time.process_time)) / rounds * 1e6


def figures(_: Path) -> Iterator[Figure]:
    """Strings a second and core, told beside the ratio to one check of a house code (MOD 97-10) in the same run.

    A check costs 3 us here: 20,000 strings a second would be 16 of them.
    """
    kinds = {
        "GS1": [(f"01{GTIN}1727123110AB{number:06}\x1d21S{number}", "]d2") for number in range(2000)],
        "GS1, national number and count": [
            (f"01{GTIN}70032712311200\x1d712{number:06}\x1d30{number + 1}\x1d10AB{number:06}", "]d2")
            for number in range(2000)
        ],
        "HIBC": [
            (f"{body}{hibc.check_character(body)}", "]C0")
            for body in (f"+A99912345/$$5270{number % 90 + 10}L{number}" for number in range(2000))
        ],
    }
    for name, scans in kinds.items():
        parse, check = interleaved((lambda scans=scans: _all(scans), lambda: _checks(2000)), 9)  # type: ignore[misc]  # bound here
        yield at_most(
            f"parsing, {name}: time / one MOD 97-10 check", parse / check, 12, f"({2000 / parse:,.0f} a second)"
        )


def _all(scans: list[tuple[str, str]]) -> None:
    for data, aim in scans:
        understand(data, aim, today=TODAY, separators=Separators.KEPT)


def _checks(count: int) -> None:
    for _ in range(count):
        house.parse("2600447102")


def main() -> None:
    """Print both tables."""
    unit = _microseconds(lambda: house.parse("2600447102"))
    for name, (data, aim) in SCANS.items():
        cost = _microseconds(lambda data=data, aim=aim: understand(data, aim, today=TODAY))  # type: ignore[misc]  # bound here
        sys.stdout.write(f"{name:<28} {cost / unit:6.1f} x  {cost:7.1f} us\n")
    lots = LOT_FORMS + LOT_FORMS_LONG
    sys.stdout.write(f"01 17 10 refused without GS  {refused_share('10', lots):8.2%}\n")
    sys.stdout.write(f"01 17 21 refused without GS  {refused_share('21', SERIAL_FORMS):8.2%}\n")
    sys.stdout.write(f"01 17 10, GS known lost      {lost_share('10', lots):8.2%}\n")
    sys.stdout.write(f"01 17 21, GS known lost      {lost_share('21', SERIAL_FORMS):8.2%}\n")


if __name__ == "__main__":
    main()
