"""The last resort for scans that the store would not take: a recording that can be replayed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.meaning import CommandCode, RequisitionCode
from tracker.errors import BarcodeError, StoreError
from tracker.hardware.scan import Quality, Scan
from tracker.hardware.sources.recorder import keep
from tracker.jobs.custody import collecting
from tracker.jobs.desk import Desk, JobName
from tracker.specimens.looking_alike import may_name
from tracker.station.scan_records import KEPT_CHARACTERS
from tracker.store.naming import settle_names

MOST_QUANTITY = 999
_DIGITS_OF_A_TIME = 4
_BEGINS = frozenset({Command.LABEL, *(Command(job.value) for job in JobName)})
"""Commands behind which no letter is expected any more."""


def keep_unsaved(home: Path, desk: Desk, scans: Sequence[Scan]) -> Path:
    """Write ``scans`` to a new recording of mode 0600, on disk before this returns.

    It begins with the job, place and quantity of ``desk``, as scans, and with the paper that is being entered, so that
    ``tracker run JOB --from FILE`` goes on where the desk stood; a question or a second barcode that was awaited must be
    scanned again. What a patient may have answered is left out: no file keeps that, and it is asked again. In ``home``,
    else in the folder for temporary files; raises :class:`StoreError` where neither has room.
    """
    name = f"unsaved-{scans[0].at:%Y%m%dT%H%M%S}-{scans[0].id[:6]}.jsonl"
    told = (replace(scan, data=scan.data[:KEPT_CHARACTERS]) for scan in _without_answers(desk, scans))
    kept = [*_context(desk, scans[0].at), *told]
    troubles: list[str] = []
    for folder in (home, Path(tempfile.gettempdir())):
        path = folder / name
        try:
            keep(kept, path)
            settle_names(folder)
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
    """``scans`` but for what names a patient, for letters, and, from a requisition on until something else is begun, for all
    that is none of our own codes: it may be an answer that was garbled, or typed past the dialog. What was counted, and the
    four digits behind FROM PAPER, are no letters of anybody's."""
    is_asking, is_counting = collecting.is_asking(desk), desk.job is JobName.COUNT
    time_digits = _open_digits(desk)
    for scan in scans:
        if may_name(scan):
            continue
        try:
            named = house.parse(scan.data) if house.has_house_shape(scan.data) else None
        except BarcodeError:
            named = None
        if isinstance(named, RequisitionCode):
            is_asking = True
        elif isinstance(named, CommandCode) and named.command in _BEGINS:
            is_asking, is_counting = False, named.command is Command.COUNT
        elif isinstance(named, CommandCode) and named.command is Command.FROM_PAPER:
            time_digits = _DIGITS_OF_A_TIME
        is_whole = scan.quality is Quality.READ and named is not None
        if not house.is_spelling(scan.data):
            is_kept = is_whole or not is_asking
        else:
            is_kept = is_whole and not is_asking and (is_counting or time_digits > 0) and _is_digit(named)
            time_digits -= 1
        if is_kept:
            yield scan


def _open_digits(desk: Desk) -> int:
    """How many digits of a paper's time are still to come."""
    if desk.paper is None or desk.paper.at is not None:
        return 0
    return _DIGITS_OF_A_TIME - len(desk.paper.digits)


def _is_digit(named: object) -> bool:
    return isinstance(named, CommandCode) and (named.character or "").isdigit()


def _context(desk: Desk, at: datetime) -> Iterator[Scan]:
    """What was scanned before, as far as what follows depends on it."""
    codes = list(_paper(desk))
    if desk.job is not JobName.HOME:
        codes.append(house.command_code(Command(desk.job.value)))
    codes += [house.command_code(Command(f"reason_{desk.reason}"))] if desk.reason else []
    codes += [desk.recall] if desk.recall else []
    codes += [place.code for place in (desk.room, desk.target) if place is not None]
    if desk.quantity is not None and 1 <= desk.quantity <= MOST_QUANTITY:
        codes.append(house.command_code(Command.QUANTITY, desk.quantity))
    if desk.paper is not None and desk.operator is not None:
        codes.append(desk.operator.badge)
    for code in codes:
        yield Scan(code, source="unsaved:", at=at)


def _paper(desk: Desk) -> Iterator[str]:
    """Who enters it, and its time; else what it says would be taken for what happens now."""
    if desk.paper is None:
        return
    yield desk.paper.entered_by.badge
    yield house.command_code(Command.FROM_PAPER)
    if desk.paper.at is not None:
        yield f"{desk.paper.at.astimezone(UTC):%Y-%m-%d %H:%MZ}"
    elif desk.paper.day is not None:
        # A line of that day, and FROM PAPER again: the next time is of the same day.
        yield f"{desk.paper.day:%Y-%m-%d} 00:00"
        yield house.command_code(Command.FROM_PAPER)
