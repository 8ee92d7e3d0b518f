"""Specimen labels on their way from this station: printed now, or asked about, and never twice in ignorance.

They wait in no queue. Where nobody can know whether one came out, nothing more of specimens is printed before a person has
looked and said so; what was to follow it follows then, if the patient is still there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import Refusal
from tracker.hardware.printers.printer import PrinterFault
from tracker.jobs.custody.collecting import is_identified, work_of
from tracker.jobs.desk import JobName
from tracker.media import LabelKind
from tracker.specimens.states import State
from tracker.station.hands import in_turn

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.labelling.bedside import BeforeSending, SpecimenLabelFault
    from tracker.labelling.queue import QueuePen
    from tracker.labelling.scanned import Asked
    from tracker.labelling.specimen_doubt import SpecimenDoubt
    from tracker.labelling.wanted import Wanted
    from tracker.station.handling import Handler
    from tracker.station.writer import Writer
    from tracker.store.connection import Connection


class SpecimenLabels:
    """Printing blocks for as long as the printer takes; ``doubt`` may be read from any thread."""

    def __init__(self, handler: Handler, settings: Settings, writer: Writer) -> None:
        self.doubt: SpecimenDoubt | None = None
        self.moved: Callable[[], None] = lambda: None
        """Called when it stands otherwise with one of them than before, on whichever thread saw it."""
        self._handler, self._settings, self._writer = handler, settings, writer
        self._asked: Asked | None = None
        self._lock = threading.Lock()
        """Held while the record of a doubt changes together with what is asked."""

    def look(self) -> tuple[SpecimenDoubt, ...]:
        """All that is in doubt by the record, the oldest first: what this program asks about, what the last session left,
        and what the command line has left since. One of them is asked about from now on, where none was."""
        with self._lock:
            left = self._left(is_alone=False)
            asked = self.doubt
            if asked is None or asked.numbers not in [each.numbers for each in left]:
                self.doubt = next(iter(left), None)
            for each in left:
                self._renew(each)
        if self.doubt != asked:
            self.moved()
        return left

    def standing(self) -> tuple[int, int]:
        """Of how many tubes the label is in doubt by the record, and of how many it is not out."""
        from tracker.labelling.lacking import lacking

        here, doubts = self._handler.on_the_way.numbers, self._left(is_alone=False)
        with self._handler.database.reading() as connection:
            return sum(len(each.numbers) for each in doubts), len(lacking(connection, doubts, here))

    def _renew(self, doubt: SpecimenDoubt) -> None:
        """Before it is too old to be found. What was to follow it may have been printed meanwhile."""
        from tracker.labelling.specimen_doubt import RENEWED_AFTER, is_open, record_doubt
        from tracker.labelling.unprinted import unprinted

        if doubt.events_ago < RENEWED_AFTER:
            return
        with self._handler.database.reading() as connection:
            still = unprinted(connection, doubt.rest)
        now = replace(doubt, rest=tuple(number for number in doubt.rest if number in still))

        def renew(connection: Connection, pen: QueuePen) -> None:
            # Another station may have been told meanwhile.
            if is_open(connection, now):
                record_doubt(connection, pen, now)

        self._written(renew)

    def wanted(self, numbers: tuple[str, ...]) -> tuple[Wanted, ...]:
        """Their labels, with which reprint each is by the record. Raises Refusal where the key of the patients' data is not
        here, or one cannot be labelled."""
        from tracker.labelling.reprinting import marked
        from tracker.labelling.specimens import specimen_labels

        vault = self._handler.vault
        if vault is None:
            raise Refusal(
                "The key of the patients' data is not here.", hint="Put it back into the keys folder.", code="no_key"
            )
        with self._handler.database.reading() as connection:
            labels = specimen_labels(connection, vault, numbers, self._settings.zone)
            return marked(connection, labels, is_recorded=True)

    def require_settled(self) -> None:
        """Raises Refusal (``print_unknown``) while a label may have come out of the specimens' printer: one of these, or one
        of the queue's."""
        from tracker.labelling.bedside import specimen_destination
        from tracker.labelling.destinations import called
        from tracker.labelling.queue import require_settled

        self._require_none()
        where = specimen_destination(self._settings)
        if isinstance(where, str):
            try:
                with self._handler.database.reading() as connection:
                    require_settled(connection, where, called(self._settings.printers, where))
            except Refusal as error:
                raise Refusal(error.message, hint="Answer that first: F12. Then LABEL.", code=error.code) from error

    def send(self, wanted: tuple[Wanted, ...], *, is_lacking: bool = False) -> str:
        """Print these, and say in words where they are. ``is_lacking``: only those that are still not printed by the record:
        another window, or what was asked for before, may have printed some meanwhile.

        Raises Refusal for what cannot be drawn; :class:`SpecimenLabelFault` for what the printer did not do: if something
        may have come out, it is in doubt from now on.
        """
        from tracker.hardware.printers.opening import printer_url
        from tracker.labelling.bedside import SpecimenLabelFault, print_specimen_labels, specimen_destination
        from tracker.labelling.destinations import called_fully
        from tracker.labelling.specimen_doubt import specimens_alone
        from tracker.labelling.trying_designs import tried_designs

        settings, where = self._settings, specimen_destination(self._settings)
        profile = settings.printer_for(LabelKind.SPECIMEN)
        drawn = tried_designs(settings.home / "labels")
        dpi = settings.specimen_printer_dpi
        with specimens_alone(self._handler.database.path):
            self._require_none_left()
            if is_lacking and not (wanted := self._still_lacking(wanted)):
                return "printed meanwhile"
            sending = self._sending(str(where)) if isinstance(where, str) else None
            try:
                is_sure = print_specimen_labels(where, wanted, drawn, dpi, profile=profile, before=sending)
            except SpecimenLabelFault as fault:
                self._note(fault, where, [one.about for one in wanted])
                raise
            self._record_sent([one.about for one in wanted], is_sure=is_sure)
        told = str(where) if isinstance(where, Path) else called_fully(settings.printers, printer_url(where))
        if isinstance(where, Path):
            return f"in {told}"
        return f"printed by {told}" if is_sure else f"taken by {told}: look whether they come out"

    def settle(self, doubt: SpecimenDoubt, *, has_come_out: bool) -> None:
        """A person has looked: on record in turn with the scans. A NO blocks until the printer has borne it out.

        Raises Refusal (``label_doubt_unknown``) where somebody else has answered it, PrinterFault where the printer
        may still hold the label: it is in doubt then as before."""
        from tracker.labelling.borne_out import require_borne_out
        from tracker.labelling.destinations import printer_at
        from tracker.labelling.specimen_doubt import record_settled, specimens_alone

        with specimens_alone(self._handler.database.path):
            left = self._left()
            if doubt.numbers not in [each.numbers for each in left]:
                # Somebody has said so, here or at another station, or the label was scanned.
                self.doubt = next(iter(left), None)
                raise Refusal(
                    f"Of the {doubt.about} it was said already whether it came out.",
                    hint="Nothing is printed by it. One more? LABEL.",
                    code="label_doubt_unknown",
                )
            if not has_come_out:
                try:
                    require_borne_out(printer_at(self._settings.printers, doubt.printer))
                except PrinterFault as fault:
                    self.doubt = replace(doubt, cause=fault.message)
                    raise
            with self._lock:
                self._written(lambda connection, pen: record_settled(connection, pen, doubt, has_come_out=has_come_out))
                self.doubt = next((each for each in left if each.numbers != doubt.numbers), None)

    def scanned(self, number: str) -> SpecimenDoubt | None:
        """The label of this number is in somebody's hand: that is its YES, on record like one. What was asked about it by
        this program or by another; None where nobody asked, or an older label of this number may be the one in hand. What a
        print system had taken is on record as out, without a word."""
        from tracker.labelling.scanned import Asked, is_only_label, is_taken, record_scanned
        from tracker.labelling.specimen_doubt import specimens_alone

        database = self._handler.database
        self._asked = self._asked or Asked()
        with database.reading() as connection:
            if not self._asked.has(connection, number) or not is_only_label(connection, number):
                return None
        with specimens_alone(database.path):
            doubt = _about(number, self._left())
            if doubt is None:
                with database.reading() as connection:
                    is_out = is_taken(connection, number)
                if is_out:
                    self._written(lambda connection, pen: record_scanned(connection, pen, number))
                return None
            here = self.doubt if self.doubt is not None and number in self.doubt.numbers else None
            with self._lock:
                self._written(lambda connection, pen: record_scanned(connection, pen, number))
                others = tuple(each for each in doubt.numbers if each != number)
                if here is not None:
                    self.doubt = replace(here, numbers=others) if others else next(iter(self._left()), None)
            return here or doubt

    def may_follow(self, numbers: tuple[str, ...]) -> bool:
        """Whether these may be printed without anybody asking anew: tubes that are not drawn yet only while their patient
        is the one who is identified and in front of whoever works here."""
        work, desk = work_of(self._writer.desk), self._writer.desk
        with self._handler.database.reading() as connection:
            states = [
                connection.exec_driver_sql("SELECT state FROM specimen WHERE number = ?", (number,)).scalar()
                for number in numbers
            ]
        here = {tube.specimen.number for tube in work.open_tubes if tube.specimen is not None}
        # Who is identified on a paper stands before nobody now.
        is_here = desk.job is JobName.COLLECT and is_identified(desk) and desk.paper is None
        return all(
            (is_here and number in here) if state == State.LABELLED else state is not None
            for number, state in zip(numbers, states, strict=True)
        )

    def _require_none_left(self) -> None:
        """What the command line, or this program before it was killed, has left in doubt since this one last looked."""
        if self.doubt is None:
            self.doubt = next(iter(self._left()), None)
        self._require_none()

    def _left(self, *, is_alone: bool = True) -> tuple[SpecimenDoubt, ...]:
        """What is in doubt by the record; ``is_alone``: for who holds the lock of specimens' labels."""
        from tracker.labelling.destinations import called
        from tracker.labelling.specimen_doubt import open_doubts

        left = open_doubts(self._handler.database, is_alone=is_alone)
        return tuple(replace(each, called=called(self._settings.printers, each.printer)) for each in left)

    def _require_none(self) -> None:
        if (doubt := self.doubt) is not None:
            raise Refusal(
                f"Of the {doubt.about} it is not known yet whether it came out of {doubt.called}.",
                hint="Look, and say YES or NO; then LABEL.",
                code="print_unknown",
            )

    def _sending(self, printer: str) -> BeforeSending:
        from tracker.hardware.printers.opening import printer_url
        from tracker.labelling.specimen_doubt import record_sending

        url = printer_url(printer)

        def record(numbers: Sequence[str], rest: Sequence[str]) -> None:
            self._written(lambda connection, pen: record_sending(connection, pen, numbers, rest, url))

        return record

    def _still_lacking(self, wanted: tuple[Wanted, ...]) -> tuple[Wanted, ...]:
        from tracker.labelling.unprinted import unprinted

        with self._handler.database.reading() as connection:
            still = unprinted(connection, [one.about for one in wanted])
        return tuple(one for one in wanted if one.about in still)

    def _record_sent(self, numbers: Sequence[str], *, is_sure: bool) -> None:
        from tracker.labelling.print_jobs import JobState
        from tracker.labelling.specimen_doubt import record_sent

        state = JobState.CONFIRMED if is_sure else JobState.SENT
        self._written(lambda connection, pen: record_sent(connection, pen, numbers, state))

    def _note(self, fault: SpecimenLabelFault, where: str | Path, numbers: Sequence[str]) -> None:
        """What became of each: out, in doubt, or certainly not printed."""
        from tracker.hardware.printers.opening import printer_url
        from tracker.labelling.destinations import called
        from tracker.labelling.print_jobs import JobState
        from tracker.labelling.specimen_doubt import SpecimenDoubt, drawn, record_doubt, record_sent

        if out := [number for number in numbers if number not in (*fault.doubtful, *fault.rest)]:
            self._record_sent(out, is_sure=isinstance(where, Path))
        if not fault.doubtful:
            self._written(lambda connection, pen: record_sent(connection, pen, fault.rest, JobState.CANCELLED))
            return
        url = printer_url(str(where))
        name = called(self._settings.printers, url)
        with self._handler.database.reading() as connection:
            is_drawn = drawn(connection, fault.doubtful).issuperset(fault.doubtful)
        doubt = SpecimenDoubt(fault.doubtful, fault.rest, url, name, fault.message, is_drawn=is_drawn)
        with self._lock:
            self.doubt = doubt
            self._written(lambda connection, pen: record_doubt(connection, pen, doubt))

    def _written(self, work: Callable[[Connection, QueuePen], None]) -> None:
        """In turn with the scans, under the hand of whoever is signed on."""

        self._writer.in_turn(in_turn(self._handler, work))
        self.moved()


def _about(number: str, doubts: Sequence[SpecimenDoubt]) -> SpecimenDoubt | None:
    return next((each for each in doubts if number in each.numbers), None)
