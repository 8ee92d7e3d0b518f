"""What ``tracker staff`` does with PINs: each owner chooses his own; a lead resets, lets in again, has them asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.cli.console import out, say
from tracker.cli.staff_desk import at_work
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings


def choose_proof(settings: Settings, badge: str) -> None:
    """The owner's own act: with the PIN or one-time code that he has; or a first one, where none is asked for."""
    from tracker.cli.proving import ask_new_proof, ask_proof, turns_of
    from tracker.people.access import asks_pin
    from tracker.people.credentials import credential_of, set_proof
    from tracker.people.hashing import Hasher
    from tracker.people.signing_in import prove
    from tracker.people.staff import require_active
    from tracker.station.opening import open_pen
    from tracker.station.pepper import made_pepper

    store, journal = open_pen(settings)
    try:
        with store.reading() as connection:
            name = require_active(connection, badge)
            has_one = credential_of(connection, badge) is not None
            is_free = not asks_pin(connection) and not has_one
        hasher, turn = Hasher(made_pepper(store, settings)), turns_of(settings, store, journal)
        old, proved = None if is_free else ask_proof(name), ""
        if old is not None:
            proved = prove(turn, badge, old, hasher, is_choosing=True).verifier
        new = ask_new_proof(badge, name, old)
        verifier = hasher.made(badge, new)
        turn(lambda connection, pen: set_proof(connection, pen, badge, new, verifier, old, proved), badge)
    finally:
        store.close()
    say(f"✔ {name} has chosen; nobody else can see it")


def reset_proof(settings: Settings, badge: str, by: str) -> None:
    from tracker.people.credentials import reset, with_code
    from tracker.people.hashing import Hasher
    from tracker.people.staff import require_active
    from tracker.station.pepper import made_pepper

    with at_work(settings, by) as (store, pen):
        code, verifier = with_code(Hasher(made_pepper(store, settings)), badge)
        with store.writing() as connection:
            name = require_active(connection, badge)
            reset(connection, pen, badge, verifier)
    say(f"✔ {name} chooses a PIN at the next sign-in; the old one counts no longer")
    show_code(code.as_bytes.decode(), name)


def show_code(code: str, name: str) -> None:
    from tracker.people.credentials import CODE_HOURS

    say(f"  The one-time code for {name}, shown once and good for {CODE_HOURS} hours:")
    out(code)


def release_person(settings: Settings, badge: str, by: str) -> None:
    from tracker.people.credentials import release
    from tracker.people.staff import name_of

    with at_work(settings, by) as (store, pen), store.writing() as connection:
        release(connection, pen, badge)
        name = name_of(connection, badge)
    say(f"✔ {name} may try again, with the PIN that he has")


def ask_pins(settings: Settings, by: str) -> None:
    """The lead who says so chooses his own PIN first, where he has none."""
    from tracker.cli.proving import ask_new_proof
    from tracker.people.access import Role, asks_pin
    from tracker.people.badges import begin_asking
    from tracker.people.credentials import credential_of, set_proof
    from tracker.people.hashing import Hasher
    from tracker.people.leads import has_lead
    from tracker.people.roles import give_role
    from tracker.people.staff import require_active
    from tracker.station.pepper import made_pepper

    if not by:
        raise ConfigurationError(
            "A lead says so.", hint="--badge and the code on the lead's badge.", code="badge_missing"
        )
    with at_work(settings, by) as (store, pen):
        with store.reading() as connection:
            name = require_active(connection, by)
            needs_proof = not asks_pin(connection) and credential_of(connection, by) is None
        proof = ask_new_proof(by, name) if needs_proof else None
        verifier = Hasher(made_pepper(store, settings)).made(by, proof) if proof is not None else ""
        with store.writing() as connection:
            if not has_lead(connection):
                give_role(connection, pen, by, Role.LEAD)
            if proof is not None:
                set_proof(connection, pen, by, proof, verifier)
            is_new = begin_asking(connection, pen)
    if not is_new:
        say("✔ PINs are asked for already; nothing was changed")
        return
    say("✔ From now on every station asks for a PIN")
    say(
        f"  The others have none yet. For each: tracker staff reset BADGE --badge {by}; the code it shows is typed once."
    )
