"""The last resort for scans that the store would not take: a recording that can be replayed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import CommandCode, RequisitionCode
from tracker.errors import BarcodeError, StoreError
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.recorder import keep
from tracker.jobs.custody import collecting
from tracker.jobs.desk import Desk, JobName
from tracker.station.handling import KEPT_CHARACTERS

MOST_QUANTITY = 999
_BEGINS = frozenset({Command.LABEL, *(Command(job.value) for job in JobName)})
"""Commands behind which no letter is expected any more."""


def keep_unsaved(home: Path, desk: Desk, scans: Sequence[Scan]) -> Path:
    """Write ``scans`` to a new recording of mode 0600, on disk before this returns.

    It begins with the job, place and quantity of ``desk``, as scans, so that ``tracker run JOB --from FILE`` goes on
    where the desk stood; a question or a second barcode that was awaited must be scanned again. What a patient may have
    answered is left out: no file keeps that, and it is asked again. In ``home``, else in the folder for temporary files;
    raises :class:`StoreError` where neither has room.
    """
    name = f"unsaved-{scans[0].at:%Y%m%dT%H%M%S}-{scans[0].id[:6]}.jsonl"
    told = (replace(scan, data=scan.data[:KEPT_CHARACTERS]) for scan in _without_answers(desk, scans))
    kept = [*_context(desk, scans[0].at), *told]
    troubles: list[str] = []
    for folder in (home, Path(tempfile.gettempdir())):
        path = folder / name
        try:
            keep(kept, path)
        except FileExistsError:
            troubles.append(f"{path} is there already")
        except OSError as error:
            # A file of no bytes, or of half a shift, would be taken for what was kept.
            with suppress(OSError):
                path.unlink()
            troubles.append(f"{path}: {error.strerror}")
        else:
            return path
    raise StoreError(
        f"{len(scans)} scans could neither be stored nor kept ({'; '.join(troubles)}).",
        hint="Write down what the screen shows, free some space, and scan them again.",
    )


def _without_answers(desk: Desk, scans: Sequence[Scan]) -> Iterator[Scan]:
    """``scans`` but for letters, and, from a requisition on until something else is begun, for all that is none of our own
    codes: it may be an answer that was garbled, or typed past the dialog."""
    is_asking = collecting.is_asking(desk)
    for scan in scans:
        try:
            named = house.parse(scan.data) if house.has_house_shape(scan.data) else None
        except BarcodeError:
            named = None
        if isinstance(named, RequisitionCode):
            is_asking = True
        elif isinstance(named, CommandCode) and named.command in _BEGINS:
            is_asking = False
        is_whole = scan.quality is Quality.READ and named is not None
        if not house.is_spelling(scan.data) and (is_whole or not is_asking):
            yield scan


def _context(desk: Desk, at: datetime) -> Iterator[Scan]:
    """What was scanned before, as far as what follows depends on it."""
    if desk.job is JobName.HOME:
        return
    codes = [house.command_code(Command(desk.job.value))]
    codes += [house.command_code(Command(f"reason_{desk.reason}"))] if desk.reason else []
    codes += [place.code for place in (desk.room, desk.target) if place is not None]
    if desk.quantity is not None and 1 <= desk.quantity <= MOST_QUANTITY:
        codes.append(house.command_code(Command.QUANTITY, desk.quantity))
    for code in codes:
        yield Scan(code, source="unsaved:", at=at)
