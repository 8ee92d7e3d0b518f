"""One scan, from light to ledger: understood, resolved, judged, carried out and recorded in a single transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tracker.barcodes import house
from tracker.errors import Refusal, StoreError
from tracker.hardware.scan import Scan, new_id, utc_now
from tracker.inventory.orders import Park
from tracker.jobs.advancing import advance
from tracker.jobs.custody.collecting import is_asking, unidentified
from tracker.jobs.desk import Desk, Rules, Signer, Step
from tracker.jobs.outcomes import after_refusal
from tracker.jobs.signing import kept_of, meaning_of, stands_in
from tracker.jobs.subjects import Subject
from tracker.jobs.wording_desk import refused
from tracker.journal.occasion import Occasion, stamp
from tracker.journal.pen import Pen
from tracker.journal.writing import Journal
from tracker.people.permissions import Permission
from tracker.people.permitting import Authority
from tracker.people.signatures import Given, sign
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.looking_alike import may_name
from tracker.specimens.vault import Vault
from tracker.station.admitting import admitted, tell_left
from tracker.station.doubted import Doubted
from tracker.station.entering import occasion_of
from tracker.station.identifying import identify
from tracker.station.label_trials import Trial, numbered_here
from tracker.station.on_the_way import OnTheWay
from tracker.station.performing import Hand, operator_of, perform, permitted, require_work
from tracker.station.resuming import Stored, not_again, resumed
from tracker.station.scan_records import Entry, record, recorded
from tracker.station.timing import Times, Watch, is_before, require_not_ahead
from tracker.station.wording import ALREADY_STORED, IDENTITY_TAKEN, program_fault
from tracker.store.connection import Connection
from tracker.store.database import Database


@dataclass(slots=True)
class _InHand:
    """One scan on its way through: what is known of it so far, for whatever stops it."""

    scan: Scan
    before: Desk
    """As it was handed in."""
    desk: Desk
    """The same, once it is known who may still be at it."""
    today: date
    times: Times
    step: Step


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
    doubted: Doubted = field(default_factory=Doubted, repr=False, compare=False)

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
        step = Step(desk, ALREADY_STORED, is_private=may_answer(desk, scan))
        one = _InHand(scan, desk, desk, self.today(scan.at), Times(self.clock()), step)
        try:
            with self.database.writing() as connection:
                one.times = self.watch.look(connection, self.journal.station_id, one.times.now)
                before = recorded(connection, scan)
                if before == "other":
                    return self._refuse_identity(connection, one)
                if before == "unreadable":
                    return replace(not_again(desk), is_private=True)
                one.desk, rules = admitted(connection, desk, self.rules, self.doubted.badges)
                if before is not None:
                    return self._resume(connection, one, rules, before, signed)
                subject = self._advance(connection, one, rules, signed)
                self._carry_out(connection, one, subject, signed)
        except Refusal as refusal:
            with self.database.writing() as connection:
                self._refuse(connection, one, refusal)
        return self._told(one.step, one.times)

    def _resume(
        self, connection: Connection, one: _InHand, rules: Rules, before: Stored, signed: tuple[Signer, ...]
    ) -> Step:
        """Nothing is carried out of a scan that is in the journal already; the desk goes on behind it."""
        if rules.asks_pin and one.desk.session is None:
            return replace(one.step, desk=one.desk)
        self._advance(connection, one, rules, signed)
        return replace(resumed(connection, one.desk, one.scan, before, one.step), is_private=one.step.is_private)

    def _advance(self, connection: Connection, one: _InHand, rules: Rules, signed: tuple[Signer, ...]) -> Subject:
        """What the scan names, and what the desk makes of it; nothing is carried out yet."""
        scan, today = one.scan, one.today
        subject = identify(
            connection, scan, one.desk, today, self.vault, self.registers, rules, self.on_the_way.numbers, one.times.now
        )
        one.times = replace(one.times, is_before=is_before(subject, scan.at))
        one.step = advance(one.desk, subject, scan, today=today, rules=rules, floor=one.times.floor, signed=signed)
        return subject

    def _carry_out(self, connection: Connection, one: _InHand, subject: Subject, signed: tuple[Signer, ...]) -> None:
        """What the desk ordered, on the record with the scan and whoever signed for it."""
        scan, step, times = one.scan, one.step, one.times
        require_not_ahead(scan, step.orders, times.now)
        scanned = Occasion(scan.id, stamp(scan.at), one.today, is_now=times.is_of(scan.at), zone=self.zone)
        occasion = occasion_of(connection, one.desk, step.orders, scanned, times)
        hand = Hand(Authority(connection), operator_of(step.desk))
        if step.desk.session is not None:
            require_work(hand.authority, subject, one.desk, step.desk)
        for badge in stands_in(step.desk, signed):
            hand.authority.require(badge, Permission.PAPER_WITNESS)
        changes = [perform(connection, order, occasion, self.deadlines, hand) for order in step.orders]
        if self.try_labels is not None and (numbers := numbered_here(step.orders)):
            self.try_labels(connection, numbers)
        signed = kept_of(step, signed)
        record(connection, self.journal, Entry(scan, step, times, changes, occasion, signed))
        if signed:
            given = tuple(Given(each.badge, each.name, meaning_of(each)) for each in signed)
            sign(connection, Pen(self.journal, stamp(times.now)), scan.id, given)
        tell_left(connection, self.journal, one.before, step, stamp(times.now))

    def _refuse(self, connection: Connection, one: _InHand, refusal: Refusal) -> None:
        """Record the scan as refused. The unknown code that it left unanswered is not lost with it."""
        desk = unidentified(one.desk) if refusal.code == "not_identified" else one.desk
        step = replace(after_refusal(desk, refused(refusal)), is_private=one.step.is_private)
        hand = Hand(Authority(connection), operator_of(step.desk))
        parked = tuple(order for order in one.step.orders if isinstance(order, Park))
        one.step = replace(step, orders=permitted(hand.authority, parked, hand.operator))
        occasion = Occasion(one.scan.id, stamp(one.scan.at), one.today, zone=self.zone)
        changes = [perform(connection, order, occasion, self.deadlines, hand) for order in one.step.orders]
        record(connection, self.journal, Entry(one.scan, one.step, one.times, changes))

    def _refuse_identity(self, connection: Connection, one: _InHand) -> Step:
        """Record a scan whose identity another scan bears, under a new one; nothing moves."""
        step = replace(after_refusal(one.desk, IDENTITY_TAKEN), is_private=one.step.is_private)
        record(connection, self.journal, Entry(replace(one.scan, id=new_id()), step, one.times))
        return step

    def _told(self, step: Step, times: Times) -> Step:
        """``step``, which is on disk."""
        step = self.watch.told(step, times)
        self.watch.stored(times)
        return step

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
        step = replace(after_refusal(desk, program_fault(kind)), is_private=may_answer(desk, scan))
        with self.database.writing() as connection:
            times = self.watch.look(connection, self.journal.station_id, self.clock())
            record(connection, self.journal, Entry(scan, step, times, fault=kind))
        return self._told(step, times)


def may_answer(desk: Desk, scan: Scan) -> bool:
    """Whether ``scan`` may be part of what a patient said, or names one, where nobody got so far as to tell what it is."""
    return is_asking(desk) or house.is_spelling(scan.data) or may_name(scan)
