"""Who gives this command: in a clinic that asks for PINs the badge's owner proves it; nobody else acts in his name.

The PIN is typed unseen, or is the first line of a pipe (``--pin-stdin``). Never on the command line, where every program of
the machine could read it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

import typer

from tracker.cli.console import say
from tracker.errors import ConfigurationError, Refusal, StoreError, TrackerError
from tracker.text import safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.config import Settings
    from tracker.journal.pen import Pen
    from tracker.journal.writing import Journal
    from tracker.people.permissions import Permission
    from tracker.people.proofs import Proof
    from tracker.people.signing_in import Claim, Turn
    from tracker.store.connection import Connection
    from tracker.store.database import Database

T = TypeVar("T")
pin_from_pipe: ContextVar[bool] = ContextVar("pin_from_pipe", default=False)
"""``--pin-stdin``, which every verb has that acts under a badge (:mod:`tracker.cli.verbs`)."""
badge_given: ContextVar[str] = ContextVar("badge_given", default="")
"""What ``--badge`` said, for what lies too deep in a verb to be handed it."""
verb_used: ContextVar[str] = ContextVar("verb_used", default="")
"""The verb that runs, as the table of verbs has it."""
COMMAND_LINE = "command line"
"""In whose name events are written where no badge was given."""
_LONGEST = 1024
_KEPT = frozenset({"not_permitted", "reason_names_patient", "label_patient", "name_of_patient"})
"""Refusals that are on record themselves."""
_MENDS = frozenset({"backup", "restore"})
"""What must go on where the database does not say any more that PINs are asked for."""


def acting() -> str:
    """In whose name events are written: the badge's, else this command line's."""
    return badge_given.get() or COMMAND_LINE


def open_as(settings: Settings, badge: str | None = None, *, may_be_nobody: bool = False) -> tuple[Database, Journal]:
    """The store and this station's hand in its journal, once the owner of ``badge`` (else of :data:`badge_given`) has proved
    himself.

    Where the clinic goes by badges alone nothing is asked. Each write holds the proof to be what it was, and refuses
    (``proof_changed``) where it was reset meanwhile. Raises :class:`Refusal`: ``badge_missing`` for what is done in
    nobody's name, unless ``may_be_nobody``, and whatever signing in at a station refuses; tries are counted alike.
    """
    from tracker.people.access import asks_pin
    from tracker.station.opening import open_pen

    badge = badge_given.get() if badge is None else badge
    store, journal = open_pen(settings)
    try:
        with store.reading() as connection:
            is_asking = asks_pin(connection)
        if is_asking and badge:
            store = _proved(settings, store, journal, badge)
        elif is_asking and not may_be_nobody:
            raise Refusal(
                "Nothing is changed here in nobody's name.",
                hint="Say whose hand this is: --badge and the code on your badge.",
                code="badge_missing",
            )
    except BaseException:
        store.close()
        raise
    return store, journal


@contextmanager
def written_as(
    settings: Settings, badge: str, reason: str = "", numbers: tuple[str, ...] = ()
) -> Iterator[tuple[Connection, Pen]]:
    """One transaction in the name of ``badge``, by the clinic's clock; without one in this command line's. ``reason`` and
    ``numbers`` are what the journal keeps of it, and name no patient: looked at behind all else, before the commit.

    Raises what :func:`open_as` raises, and :class:`Refusal` (``badge_unknown``, or that one of them names somebody).
    """
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.people.staff import require_badge
    from tracker.specimens.nameless import require_nameless, require_nameless_number
    from tracker.station.opening import clock_of, vault_at_hand

    store, journal = open_as(settings, badge)
    try:
        vault = vault_at_hand(store, settings) if reason or any(numbers) else None
        with store.writing() as connection:
            if badge:
                require_badge(connection, badge)
            pen = Pen(journal, stamp(clock_of(connection)()), badge or COMMAND_LINE, settings.zone)
            yield connection, pen
            require_nameless(connection, vault, pen, verb_used.get(), reason)
            for number in numbers:
                require_nameless_number(connection, vault, pen, verb_used.get(), number)
    finally:
        store.close()


def require_as(settings: Settings, permission: Permission) -> Callable[[Connection], object]:
    """Refuse (``not_permitted``) a command that its badge does not permit, and without one what somebody must answer for.
    Of a clinic that is not there, or that cannot be opened, nobody can be asked: a backup is put back all the same, and one
    is made and put back where the database does not say any more that PINs are asked for.
    What comes back is asked again by whoever waits for more answers before he acts (``proof_changed``)."""
    from tracker.people.permissions import Permission
    from tracker.people.permitting import require
    from tracker.people.pins_gone import PINS_GONE

    try:
        store, _ = open_as(settings, may_be_nobody=True)
    except StoreError:
        return lambda connection: None
    except Refusal as error:
        if error.code != PINS_GONE or permission is not Permission.PROGRAM_BACKUP:
            raise
        return lambda connection: None
    try:
        with store.reading() as connection:
            require(connection, acting(), permission)
    finally:
        store.close()
    return store.begins or (lambda connection: None)


def keep_refused(error: BaseException) -> None:
    """Put on record that this verb was not permitted, or that what was to be kept of it named a patient. What cannot be kept
    changes nothing: it was refused."""
    from tracker.cli.options import settings_used

    settings = settings_used.get()
    if settings is None or not isinstance(error, Refusal) or error.code not in _KEPT:
        return
    from tracker.people.permitting import NotPermitted
    from tracker.people.tried import hand_of, keep_try
    from tracker.specimens.naming import NamesPatient, keep_named
    from tracker.station.opening import open_pen

    def keep(connection: Connection, pen: Pen) -> bool:
        if isinstance(error, NotPermitted):
            return keep_try(connection, pen, error.permission, verb_used.get())
        return isinstance(error, NamesPatient) and keep_named(connection, pen, error.what)

    by = error.by if isinstance(error, NotPermitted | NamesPatient) else ""
    with suppress(TrackerError):
        store, journal = open_pen(settings)
        try:
            with store.reading() as connection:
                hand = hand_of(connection, by, COMMAND_LINE)
            turns_of(settings, store, journal)(keep, hand)
        finally:
            store.close()


def require_named(settings: Settings, name: str) -> None:
    """Refuse (``badge_missing``) without a badge what takes the clinic's data along, unless settings.toml lets it go."""
    from tracker.station.opening import open_store

    if badge_given.get():
        return
    try:
        store = open_store(settings, is_readonly=True)
    except StoreError:
        return
    try:
        with store.reading() as connection:
            require_unattended(connection, settings, name)
    finally:
        store.close()


def require_unattended(connection: Connection, settings: Settings, name: str) -> None:
    """Refuse (``badge_missing``) what settings.toml does not let the command line do in nobody's name, where the clinic asks
    for PINs."""
    from tracker.config import UNATTENDED_NAMES
    from tracker.people.access import asks_pin
    from tracker.people.pins_gone import require_pins_stand

    if name not in _MENDS:
        require_pins_stand(connection)
    if asks_pin(connection) and name not in settings.unattended:
        names = ", ".join(f'"{each}"' for each in (*settings.unattended, name))
        cron = f" For cron, whoever keeps this machine writes into settings.toml: unattended = [{names}]"
        raise Refusal(
            f"Without a badge '{name}' is refused here.",
            hint=f"--badge and the code on your badge.{cron if name in UNATTENDED_NAMES else ''}",
            code="badge_missing",
        )


def _proved(settings: Settings, store: Database, journal: Journal, badge: str) -> Database:
    """``store`` to be written to for as long as the proof counts: somebody else may reset it while this verb waits for an
    answer, or looks through a long journal."""
    from tracker.journal.occasion import stamp
    from tracker.people.credentials import require_unchanged
    from tracker.station.opening import clock_of

    stands = _prove(settings, store, journal, badge).verifier
    return store.while_so(
        lambda connection: require_unchanged(connection, badge, stands, stamp(clock_of(connection)()))
    )


def _prove(settings: Settings, store: Database, journal: Journal, badge: str) -> Claim:
    from tracker.journal.occasion import stamp
    from tracker.people.hashing import Hasher
    from tracker.people.signing_in import prove, prove_to_look, take_spare
    from tracker.people.spare_tries import SpareTries
    from tracker.people.staff import badge_unknown, is_code, name_of
    from tracker.station.keeping_room import OF_A_FULL_DISK
    from tracker.station.opening import clock_of
    from tracker.station.own_database import require_own
    from tracker.station.pepper import pepper_of

    require_own(settings)
    with store.reading() as connection:
        hasher, name = Hasher(pepper_of(connection, settings)), name_of(connection, badge)
    if name is None and not is_code(badge):
        # Nobody's PIN is asked for in answer to a name.
        raise badge_unknown(badge)
    proof, spare, turn = ask_proof(name or badge), SpareTries(store.path), turns_of(settings, store, journal)
    try:
        take_spare(turn, spare)
        claimed = prove(turn, badge, proof, hasher)
        spare.make()
    except StoreError as error:
        if error.code not in OF_A_FULL_DISK:
            raise
        with store.reading() as connection:
            claimed = prove_to_look(connection, badge, stamp(clock_of(connection)()), proof, hasher, spare)
        say("! The disk is full: you can look at what is there, and change nothing.")
    return claimed


def turns_of(settings: Settings, store: Database, journal: Journal) -> Turn:
    """What a proof is tried by where no station holds the database: each part is a transaction of its own."""
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.station.opening import clock_of

    def turn(act: Callable[[Connection, Pen], T], by: str, /) -> T:
        with store.writing() as connection:
            return act(connection, Pen(journal, stamp(clock_of(connection)()), by, settings.zone))

    return turn


def ask_proof(name: str) -> Proof:
    """The PIN, passphrase or one-time code of ``name``."""
    return _proof(f"PIN of {name}")


def ask_new_proof(badge: str, name: str, before: Proof | None = None) -> Proof:
    """What its owner chooses: typed twice alike, and asked for again where it is too easy to guess, or what he has so far
    (``before``)."""
    while True:
        proof = _proof(f"a new PIN for {name}")
        fault = proof.fault(badge, name, before)
        again = None if fault else _proof("the same once more")
        if not fault and again == proof:
            return proof
        fault = fault or "The two are not the same."
        if _is_piped():
            raise Refusal(
                fault, hint="Write it on two lines: 6 to 12 digits, or 12 characters or more.", code="proof_weak"
            )
        say(f"✖ {fault}")


def _proof(question: str) -> Proof:
    from tracker.people.proofs import Proof

    if not _is_piped():
        return Proof(str(typer.prompt(safe(question), hide_input=True, err=True)))
    line = sys.stdin.readline(_LONGEST)
    if not line:
        raise ConfigurationError(
            "A PIN is asked for, and nobody is there to type it.",
            hint="Write it into the pipe, a line for each.",
            code="proof",
        )
    return Proof(line.removesuffix("\n").removesuffix("\r"))


def is_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return not sys.stdin.closed and sys.stdin.isatty()


def _is_piped() -> bool:
    """A pipe that holds other input (a patient's data) is not searched for a PIN unasked."""
    if pin_from_pipe.get():
        return True
    if sys.stdin.isatty():
        return False
    raise ConfigurationError(
        "A PIN is asked for, and there is no terminal to type it at.",
        hint="Run it at a terminal; or add --pin-stdin, and write the PIN into the pipe as its first line.",
        code="proof",
    )
