"""``tracker staff release|reset BADGE --by-keys``: the last lead is let in by whoever holds the machine and the keys.

He could change the database without this program as well; this way it is on record, and stands first in the next review.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from tracker.cli.console import say
from tracker.errors import Refusal
from tracker.text import safe

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.journal.pen import Pen
    from tracker.store.database import Database


def release(settings: Settings, badge: str) -> None:
    """Lets him try again. Asks why, which stays in the journal. Refuses (``no_terminal``) a script, besides what the service
    refuses."""
    from tracker.people.credentials import release_by_keys

    with _by_keys(settings, badge, "let in") as (store, pen, name, why), store.writing() as connection:
        release_by_keys(connection, pen, badge, why)
    say(f"✔ {name} may try again, with the PIN that he has")
    _say_recorded()


def reset(settings: Settings, badge: str) -> None:
    """Shows a one-time code for the last lead, who has forgotten his PIN; or for any lead, where the secret that PINs are
    checked with is lost, and with it everybody's PIN. Likewise."""
    from tracker.cli.staff_proofs import show_code
    from tracker.people.credentials import reset_by_keys, with_code
    from tracker.people.hashing import Hasher
    from tracker.people.peppered import tell_pepper
    from tracker.station.pepper import is_lost, made_pepper, renewed_pepper

    with _by_keys(settings, badge, "given a new PIN") as (store, pen, name, why):
        with store.reading() as connection:
            is_new = is_lost(connection, settings)
        hasher = Hasher(renewed_pepper(settings) if is_new else made_pepper(store, settings))
        code, verifier = with_code(hasher, badge)
        with store.writing() as connection:
            tell_pepper(connection, hasher.id, pen if is_new else None)
            reset_by_keys(connection, pen, badge, verifier, why, is_pepper_new=is_new)
    if is_new:
        say("! The secret that PINs are checked with is a new one: everybody else needs a one-time code, too.")
    say(f"✔ {name} chooses a PIN at the next sign-in; the old one counts no longer")
    show_code(code.as_bytes.decode(), name)
    _say_recorded()


def _say_recorded() -> None:
    say("! It is on record as done by the keys, and stands first in the next review: tracker audit review")


@contextmanager
def _by_keys(settings: Settings, badge: str, done: str) -> Iterator[tuple[Database, Pen, str, str]]:
    """The open clinic, a pen in nobody's name, whose badge it is, and why."""
    from tracker.cli.proving import is_terminal
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.people.credentials import KEYS, require_alone
    from tracker.specimens.nameless import require_nameless
    from tracker.station.opening import clock_of, open_pen, vault_at_hand
    from tracker.station.pepper import is_lost

    if not is_terminal():
        raise Refusal(
            f"Nobody is {done} by the keys from a script.", hint="Run it at a terminal, by hand.", code="no_terminal"
        )
    store, journal = open_pen(settings)
    try:
        with store.reading() as connection:
            name = require_alone(connection, badge, is_pepper_lost=is_lost(connection, settings))
            at = stamp(clock_of(connection)())
        why = _reason(f"Who are you, and why is {name} {done}? The journal keeps it", done)
        vault, pen = vault_at_hand(store, settings), Pen(journal, at, KEYS, settings.zone)
        with store.reading() as connection:
            # Whoever holds the keys can open the patients with them: he waits for none.
            require_nameless(connection, vault, pen, "staff", why, may_wait=False)
        yield store, pen, name, why
    finally:
        store.close()


def _reason(question: str, done: str) -> str:
    from tracker.people.reviewing import LONGEST_NOTE, one_line

    why = one_line(str(typer.prompt(safe(question), err=True)))
    if why is None:
        raise Refusal(
            f"Without a reason nobody is {done}.",
            hint=f"One line of at most {LONGEST_NOTE} characters: who you are, and why.",
            code="note_missing",
        )
    return why
