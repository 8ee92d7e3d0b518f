"""``tracker init``: a new clinic, and the lead who founds it."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.console import say
from tracker.cli.options import DatabaseOption, settings_for
from tracker.errors import ConfigurationError


def init(
    clinic: Annotated[str, typer.Option("--clinic", help="The clinic's name, as the screens show it.")],
    no_sign_in: Annotated[
        bool, typer.Option("--no-sign-in", help="A badge alone signs on; PINs can be asked for later.")
    ] = False,
    lead: Annotated[str, typer.Option("--lead", metavar="NAME", help="The first lead, as the screens show him.")] = "",
    pin_stdin: Annotated[
        bool, typer.Option("--pin-stdin", help="His PIN is on the first two lines of standard input, twice alike.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """A new, empty, encrypted database, its keys, and its first lead, who chooses a PIN."""
    from tracker.cli.proving import ask_new_proof, is_terminal, pin_from_pipe
    from tracker.people.staff import require_name
    from tracker.station import found_clinic
    from tracker.station.clinic_keys import database_key
    from tracker.station.founding import make_first_lead
    from tracker.station.own_database import require_own

    settings = settings_for(database)
    if not no_sign_in:
        require_own(settings)
    if not (no_sign_in or pin_stdin or is_terminal()):
        raise ConfigurationError(
            "The first lead chooses a PIN, and there is no terminal to type it at.",
            hint="Add --pin-stdin, and write the PIN into the pipe on two lines, twice alike; or --no-sign-in for a clinic"
            " that asks for none.",
            code="proof",
        )
    pin_from_pipe.set(pin_stdin)
    name, proof = "", None
    if not no_sign_in:
        # Before anything is made: whoever breaks off leaves nothing behind.
        name = lead or ("Lead" if pin_stdin else str(typer.prompt("your name, as the screens show it", err=True)))
        require_name(name)
        proof = ask_new_proof("", name)
    found_clinic(settings, clinic)
    badge = make_first_lead(settings, name, proof) if proof is not None else ""
    secret = database_key(settings)
    say(f"✔ {clinic}: an empty database at {settings.database}")
    say(f"  Its key is kept in {secret.kept_in}. Without that key nobody can read the database: back it up apart.")
    if badge:
        say(f"✔ {name} is its lead, with the badge {badge}: write it down, and print it:")
        say(f"  tracker label badge {badge} --badge {badge} --to badge.pdf")
        say(f"  The others: tracker staff add NAME --role ROLE --badge {badge}")
        say("! Add a second lead first (--role lead): where the only one is shut out or away, nobody lets anybody in.")
    else:
        say("! A badge alone signs on here. To ask for PINs: tracker staff ask-pins --badge BADGE")
    whose = f" --badge {badge}" if badge else ""
    say(f"  Next: tracker import locations FILE.csv{whose}, then items, par and stock.")
