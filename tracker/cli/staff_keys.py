"""``tracker staff release BADGE --by-keys``: the last lead is let in by whoever holds the machine and the keys.

He could change the database without this program as well; this way it is on record, and stands first in the next review.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tracker.cli.console import say
from tracker.errors import Refusal
from tracker.text import safe

if TYPE_CHECKING:
    from tracker.config import Settings


def release(settings: Settings, badge: str) -> None:
    """Asks why, which stays in the journal. Refuses (``no_terminal``) a script, besides what the service refuses."""
    from tracker.cli.proving import is_terminal
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.people.credentials import KEYS, release_by_keys, require_alone
    from tracker.people.reviewing import LONGEST_NOTE, one_line
    from tracker.station.opening import clock_of, open_pen

    if not is_terminal():
        raise Refusal(
            "Nobody is let in by the keys from a script.", hint="Run it at a terminal, by hand.", code="no_terminal"
        )
    store, journal = open_pen(settings)
    try:
        with store.reading() as connection:
            name = require_alone(connection, badge)
        why = one_line(
            str(typer.prompt(safe(f"Who are you, and why is {name} let in? The journal keeps it"), err=True))
        )
        if why is None:
            raise Refusal(
                "Without a reason nobody is let in.",
                hint=f"One line of at most {LONGEST_NOTE} characters: who you are, and why.",
                code="note_missing",
            )
        with store.writing() as connection:
            release_by_keys(connection, Pen(journal, stamp(clock_of(connection)()), KEYS, settings.zone), badge, why)
    finally:
        store.close()
    say(f"✔ {name} may try again, with the PIN that he has")
    say("! It is on record as done by the keys, and stands first in the next review: tracker audit review")
