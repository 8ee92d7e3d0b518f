"""One scan, from light to ledger: understood, resolved, judged, carried out and recorded in a single transaction."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from tracker.barcodes import house, personal
from tracker.barcodes.meaning import ItemCode
from tracker.barcodes.understanding import understand
from tracker.errors import BarcodeError, Refusal, StoreError
from tracker.hardware.scan import Scan, new_id, utc_now
from tracker.inventory.catalogue import NewItem, create_item
from tracker.inventory.facts import Item
from tracker.inventory.orders import Park
from tracker.jobs.advancing import advance
from tracker.jobs.custody.collecting import is_asking, unidentified
from tracker.jobs.desk import Desk, Rules, Signer, Step
from tracker.jobs.outcomes import after_refusal
from tracker.jobs.signing import kept_of
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording_desk import refused
from tracker.journal.canonical import Value, storable
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.pen import Pen
from tracker.journal.signed import TO_SIGN
from tracker.journal.writing import Journal, sealed_scan
from tracker.people.permitting import Authority
from tracker.people.signatures import Given, sign
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.entries import NewRequisition
from tracker.specimens.ordering import create_requisition
from tracker.specimens.patient_care import patient_of_requisition, reveal
from tracker.specimens.patients import Patient, Vault
from tracker.station.admitting import admitted, tell_left
from tracker.station.entering import occasion_of
from tracker.station.identifying import identify
from tracker.station.label_trials import Trial, numbered_here
from tracker.station.on_the_way import OnTheWay
from tracker.station.performing import Hand, operator_of, perform, permitted, require_work
from tracker.station.resuming import ALREADY_STORED, context, not_again, resumed, stored
from tracker.station.timing import Times, Watch, is_before, require_not_ahead
from tracker.store.connection import Connection
from tracker.store.database import Database

KEPT_CHARACTERS = 8192
"""A longer scan is refused like any over 128, and recorded up to here."""

_IDENTITY_TAKEN = Verdict(
    "identity_taken",
    Tone.REFUSE,
    "NOT DONE",
    "Another scan is stored under this one's identity.",
    "nothing was posted",
    "the recording was changed, or put together from several",
    "Scan the pack itself, and look where the recording came from.",
)


@dataclass(frozen=True, slots=True)
class Handler:
    """What handling a scan needs, none of which changes while the station is open."""

    database: Database
    journal: Journal
    rules: Rules
    vault: Vault | None
    """None where the patients' key is not on this machine: supplies are worked on all the same."""
    zone: ZoneInfo | None = None
    clock: Callable[[], datetime] = utc_now
    deadlines: DeadlineRules = field(default_factory=DeadlineRules)
    registers: Path | None = None
    """The folder of the public registers."""
    try_labels: Trial | None = None
    """Draws patients' labels on trial before their tubes have numbers; None where none are printed."""
    watch: Watch = field(default_factory=Watch, repr=False, compare=False)
    on_the_way: OnTheWay = field(default_factory=OnTheWay, repr=False, compare=False)

    def today(self, at: datetime) -> date:
        """The clinic's date for what moves now by a scan of ``at``: the later of that and of the clinic's own clock.

        A recording of last month must not shelve what has expired since, nor a device whose clock is behind. The day on
        which a lot expires is the clinic's, not Greenwich's.
        """
        return max(at.astimezone(self.zone).date(), self.clock().astimezone(self.zone).date())

    def handle(self, desk: Desk, scan: Scan, signed: tuple[Signer, ...] = ()) -> Step:
        """Do all of it, or record the refusal. What is returned is on disk; ``signed`` are the signatures given for it.

        Raises :class:`tracker.errors.StoreError` where nothing could be written: then nothing was, and the scan can be
        handed in again.
        """
        today, times = self.today(scan.at), Times(self.clock())
        step = Step(desk, ALREADY_STORED, is_private=may_answer(desk, scan))
        before_it = desk
        try:
            with self.database.writing() as connection:
                times = self.watch.look(connection, self.journal.station_id, times.now)
                before = _recorded(connection, scan)
                if before == "other":
                    return self._refuse_identity(connection, desk, scan, times)
                if before == "unreadable":
                    return replace(not_again(desk), is_private=True)
                told = stored(connection, scan) if before else None
                desk, rules = admitted(connection, desk, self.rules)
                if told is not None and rules.asks_pin and desk.session is None:
                    return replace(step, desk=desk)
                subject = identify(
                    connection, scan, desk, today, self.vault, self.registers, rules, self.on_the_way.numbers
                )
                times = replace(times, is_before=is_before(subject, scan.at))
                step = advance(desk, subject, scan, today=today, rules=rules, floor=times.floor, signed=signed)
                if told is not None:
                    return replace(resumed(connection, desk, scan, told, step), is_private=step.is_private)
                require_not_ahead(scan, step.orders, times.now)
                scanned = Occasion(scan.id, stamp(scan.at), today, is_now=times.is_of(scan.at), zone=self.zone)
                occasion = occasion_of(connection, desk, step.orders, scanned, times)
                hand = Hand(Authority(connection), operator_of(step.desk))
                if step.desk.session is not None:
                    require_work(hand.authority, subject, desk, step.desk)
                changes = [perform(connection, order, occasion, self.deadlines, hand) for order in step.orders]
                if self.try_labels is not None and (numbers := numbered_here(step.orders)):
                    self.try_labels(connection, numbers)
                signed = kept_of(step, signed)
                self._record(
                    connection, scan, step, changes, times, day=today.isoformat(), occasion=occasion, signed=signed
                )
                if signed:
                    given = tuple(Given(each.badge, each.name, each.meaning) for each in signed)
                    sign(connection, Pen(self.journal, stamp(times.now)), scan.id, given)
                tell_left(connection, self.journal, before_it, step, stamp(times.now))
        except Refusal as refusal:
            # The unknown code that this scan left unanswered is not lost with it.
            parked = tuple(order for order in step.orders if isinstance(order, Park))
            if refusal.code == "not_identified":
                desk = unidentified(desk)
            step = replace(after_refusal(desk, refused(refusal)), orders=parked, is_private=step.is_private)
            occasion = Occasion(scan.id, stamp(scan.at), today, zone=self.zone)
            with self.database.writing() as connection:
                hand = Hand(Authority(connection), operator_of(step.desk))
                step = replace(step, orders=permitted(hand.authority, parked, hand.operator))
                changes = [perform(connection, order, occasion, self.deadlines, hand) for order in step.orders]
                self._record(connection, scan, step, changes, times)
        return self._told(step, times)

    def _told(self, step: Step, times: Times) -> Step:
        """``step``, which is on disk."""
        step = self.watch.told(step, times)
        self.watch.stored(times)
        return step

    def enter_item(self, new: NewItem, at: datetime, desk: Desk) -> Item:
        """A new item for a code that nobody had entered. Raises :class:`Refusal` or :class:`StoreError`."""
        try:
            meaning = understand(new.text, today=self.today(at))
        except BarcodeError:
            meaning = None
        by = desk.operator.badge if desk.operator else "unsigned"
        with self.database.writing() as connection:
            pen = Pen(self.journal, stamp(at), by, self.zone)
            return create_item(connection, pen, new, meaning if isinstance(meaning, ItemCode) else None)

    def enter_requisition(self, new: NewRequisition, at: datetime, desk: Desk) -> str:
        """An order entered by hand; its house code. Raises :class:`Refusal` or :class:`StoreError`."""
        vault = self.open_vault()
        by = desk.operator.badge if desk.operator else "unsigned"
        with self.database.writing() as connection:
            return create_requisition(connection, vault, Pen(self.journal, stamp(at), by, self.zone), new)

    def reveal_patient(self, requisition: str, reason: str, at: datetime, desk: Desk) -> Patient:
        """The patient of a requisition in the clear, once it is on disk who asked and why. Raises :class:`Refusal`."""
        if desk.operator is None:
            hint = "Scan your badge, then ask again: who looks at a name is recorded."
            raise Refusal("A patient's name is shown to nobody in particular.", hint=hint, code="sign_on_first")
        # In a hand-off the receiver acts, and whoever has signed in by PIN looks.
        by = desk.session.badge if desk.session is not None else desk.operator.badge
        vault = self.open_vault()
        with self.database.writing() as connection:
            pen = Pen(self.journal, stamp(at), by, self.zone)
            return reveal(connection, vault, pen, patient_of_requisition(connection, requisition), reason)

    def open_vault(self) -> Vault:
        """What opens patients' fields. Raises :class:`StoreError` (``patient_key``) where their key is not here."""
        if self.vault is None:
            raise StoreError(
                "The key of this clinic's patients is not here.",
                hint="Put it back into the keys folder and start again.",
                code="patient_key",
            )
        return self.vault

    def record_fault(self, desk: Desk, scan: Scan, fault: Exception) -> Step:
        """Record a scan at which the program itself failed; nothing moved. Only the fault's kind is kept, never its text,
        which may quote the scan."""
        kind = type(fault.__cause__ or fault).__name__
        verdict = Verdict(
            "program_fault",
            Tone.REFUSE,
            "NOT DONE",
            "The program failed at this scan.",
            "nothing was posted",
            f"{kind}; the scan is recorded",
            "Put it aside, go on with the next, and tell whoever looks after the program.",
        )
        step = replace(after_refusal(desk, verdict), is_private=may_answer(desk, scan))
        with self.database.writing() as connection:
            times = self.watch.look(connection, self.journal.station_id, self.clock())
            self._record(connection, scan, step, [], times, fault=kind)
        return self._told(step, times)

    def _refuse_identity(self, connection: Connection, desk: Desk, scan: Scan, times: Times) -> Step:
        """Record a scan whose identity another scan bears, under a new one; nothing moves."""
        step = replace(after_refusal(desk, _IDENTITY_TAKEN), is_private=may_answer(desk, scan))
        self._record(connection, replace(scan, id=new_id()), step, [], times)
        return step

    def _record(
        self,
        connection: Connection,
        scan: Scan,
        step: Step,
        changes: Sequence[Mapping[str, Value]],
        times: Times,
        fault: str | None = None,
        day: str = "",
        occasion: Occasion | None = None,
        signed: tuple[Signer, ...] = (),
    ) -> None:
        """The raw scan, and the event that commits to it without quoting it. What a paper says is told at its own time."""
        data = storable(scan.data[:KEPT_CHARACTERS])
        source, aim = storable(scan.source), storable(scan.aim)
        evidence = storable((scan.without_answer() if step.is_private else scan).evidence)
        symbology = storable(scan.symbology)
        salt = secrets.token_bytes(16)
        at = stamp(scan.at)
        # Part of an answer that only the patient should know: what is thrown away at once can never leak.
        kept = (None, None) if step.is_private else (data, salt)
        connection.exec_driver_sql(
            "INSERT INTO scan (id, at, source, aim, data, salt, quality, evidence, verdict, symbology)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (scan.id, at, source, aim, *kept, scan.quality, evidence, step.verdict.code, symbology),
        )
        body: dict[str, Value] = {
            "desk": context(step.desk),
            "job": step.desk.job.value,
            "scan": sealed_scan(salt, data, aim, scan.quality.value, source, symbology),
            "verdict": step.verdict.code,
            **times.words(scan.at),
        }
        if occasion is not None and occasion.entered_by:
            at = occasion.at
            body |= {"entered_by": occasion.entered_by, "stored": stamp(times.now)}
        if changes:
            body |= {"changes": changes, "day": day}
        if fault is not None:
            body["fault"] = fault
        if step.desk.operator is not None:
            body["by"] = step.desk.operator.badge
        if step.desk.session is not None:
            body["signed_in"] = step.desk.session.badge
        if signed:
            body[TO_SIGN] = [each.badge for each in signed]
        self.journal.append(connection, scan.id, "scan", at, body)


def _recorded(connection: Connection, scan: Scan) -> Literal["", "same", "other", "unreadable"]:
    """Whether this very scan reached the disk before, by a retry or because its recording is played again; or another
    one under its identity. Of one that was private or erased nobody can tell which."""
    found = connection.exec_driver_sql("SELECT data, aim FROM scan WHERE id = ?", (scan.id,)).first()
    if found is None:
        return ""
    if found[0] is None:
        return "unreadable"
    here = (storable(scan.data[:KEPT_CHARACTERS]), storable(scan.aim))
    return "same" if tuple(found) == here else "other"


def may_answer(desk: Desk, scan: Scan) -> bool:
    """Whether ``scan`` may be part of what a patient said, or names one, where nobody got so far as to tell what it is."""
    return is_asking(desk) or house.is_spelling(scan.data) or personal.names_patient(scan.data, scan.aim)


def is_posted(step: Step) -> bool:
    """Whether the scan changed stock or the catalogue."""
    return step.verdict.tone is Tone.ACCEPT and bool(step.orders)


_ASKED_IN_PASSING = (Code.CHALLENGE, Code.PIN_ASKED, Code.SIGN_ASKED)
"""Asked each time, without anything having gone wrong."""


@dataclass(slots=True)
class Tally:
    """How many scans ended how; ``refused_by_code`` counts verdict codes."""

    posted: int = 0
    noted: int = 0
    refused_by_code: Counter[str] = field(default_factory=Counter)

    def add(self, step: Step) -> None:
        # A patient's identifiers are asked for in every collection: that nothing went wrong must stay visible.
        if step.verdict.tone in (Tone.ASK, Tone.REFUSE) and step.verdict.code not in _ASKED_IN_PASSING:
            self.refused_by_code[step.verdict.code] += 1
        elif is_posted(step):
            self.posted += 1
        else:
            self.noted += 1
