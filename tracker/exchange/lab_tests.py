"""``tests.csv``: a laboratory's test directory, as far as collecting and keeping a specimen depends on it.

=================== ======== ===============================================================================
column              needed   what it holds
=================== ======== ===============================================================================
code                yes      ``CBC``: at most 20 letters and digits, kept in capitals
name                yes      ``Complete blood count``
container           yes      the code of its container
min_volume_ml       yes      what it needs at least, in the container: ``0.5``; 0 for a swab or a biopsy
transport           yes      ambient, refrigerated or frozen
retention_days      yes      how long the specimen is kept after testing
witness             yes      yes where disposal needs a second person, else no
spin_within_min              minutes from collection to the centrifuge; 0 for no limit, empty: as it is known
receive_within_min           minutes from collection to acceptance by the laboratory, likewise
test_within_min              minutes from collection to testing, likewise
=================== ======== ===============================================================================

A volume above the container's is allowed: such a test needs several of them. A limit to spin or to receive that is later
than the limit to test is a fault: the test's limit would always be met first, so one of the two is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from tracker.exchange import cells, codes
from tracker.exchange.columns import Columns
from tracker.exchange.once import read_once
from tracker.exchange.rows import Checked
from tracker.exchange.table import Line, Progress
from tracker.specimens.entries import NOTHING_KNOWN_OF_THE_LAB, KnownLab, TestRow
from tracker.specimens.facts import Container, Test, Transport

COLUMNS: Final = Columns(
    required=("code", "name", "container", "min_volume_ml", "transport", "retention_days", "witness"),
    optional=("spin_within_min", "receive_within_min", "test_within_min"),
)
MOST_MINUTES: Final = 60 * 24 * 366
MOST_DAYS: Final = 36_600
MOST_TUBES: Final = 10
"""Of one container for one test; above this, litres have been written for millilitres."""


def read_tests(
    source: Path | bytes, lab: KnownLab = NOTHING_KNOWN_OF_THE_LAB, progress: Progress | None = None
) -> Checked[TestRow]:
    """The tests of a file, or its faults. Raises ConfigurationError where it is no table at all."""
    return read_once(source, COLUMNS, lambda line: _test(line, lab), lambda row: {"code": row.code}, progress)


def _test(line: Line, lab: KnownLab) -> TestRow | None:
    code, name, container = codes.short_code(line, "code"), cells.need_name(line, "name"), _container(line, lab)
    most_ul = container.volume_ul * MOST_TUBES if container else MOST_TUBES * 10_000_000
    volume_ul = cells.need_microlitres(line, "min_volume_ml", 0, most_ul)
    transport = cells.need_choice(line, "transport", tuple(Transport))
    spin, receive, test = (cells.whole(line, f"{what}_within_min", 0, MOST_MINUTES) for what in _LIMITS)
    days, witness = cells.need_whole(line, "retention_days", 0, MOST_DAYS), cells.need_yes_or_no(line, "witness")
    if not code or not name or container is None or volume_ul is None or not transport:
        return None
    if days is None or witness is None or not _limits_agree(line, (spin, receive, test), lab.tests.get(code)):
        return None
    return TestRow(
        code, name, container.code, volume_ul, Transport(transport), spin, receive, test, days, witness, line.number
    )


_LIMITS: Final = ("spin", "receive", "test")


def _container(line: Line, lab: KnownLab) -> Container | None:
    code = codes.short_code(line, "container")
    if code and not lab.containers:
        line.fault("container", "No container is known yet.", "Import the containers first.")
        return None
    if code and code not in lab.containers:
        hint = nearest(code, lab.containers) or "Import the containers first."
        line.fault("container", f"No container has the code {code}.", hint)
        return None
    return lab.containers[code] if code else None


def nearest(code: str, known: Mapping[str, object]) -> str:
    """``Is CBC meant?``; empty where nothing known is near."""
    near = get_close_matches(code, known, n=1, cutoff=0.5)
    return f"Is {near[0]} meant?" if near else ""


def _limits_agree(line: Line, given: tuple[int | None, int | None, int | None], known: Test | None) -> bool:
    before = (known.spin_minutes, known.receive_minutes, known.test_minutes) if known else (None, None, None)
    spin, receive, test = (old if new is None else new for new, old in zip(given, before, strict=True))
    is_fine = True
    for what, minutes in (("spin", spin), ("receive", receive)):
        if test and minutes and minutes > test:
            message = f"It may be {_DONE[what]} after {minutes} minutes, but must be tested within {test}."
            line.fault(f"{what}_within_min", message, "Compare both limits with the laboratory's handbook.")
            is_fine = False
    return is_fine


_DONE: Final = {"spin": "spun", "receive": "received"}
