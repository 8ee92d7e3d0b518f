"""What ``tracker staff`` does with badges and PINs: each in somebody's name, where the clinic asks for PINs in a lead's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.cli.console import out, out_json, say
from tracker.cli.staff_desk import at_work
from tracker.cli.staff_proofs import ask_pins, choose_proof, release_person, reset_proof, show_code
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.people.access import Role
    from tracker.people.badges import StaffLine
    from tracker.store.connection import Connection


ACTIONS = {
    "list": (0, 0),
    "add": (1, 1),
    "rename": (2, 2),
    "pin": (1, 1),
    "reset": (1, 1),
    "release": (1, 1),
    "revoke": (1, 1),
    "replace": (1, 2),
    "ask-pins": (0, 0),
}
"""How many words stand behind each, at least and at most."""


def staff_people(
    settings: Settings, action: str, given: tuple[str, ...], by: str, role: str, *, as_json: bool = False
) -> int:
    least, most = ACTIONS[action]
    if not least <= len(given) <= most or not all(given) or (role and action != "add"):
        raise ConfigurationError(f"'{action}' stands with other words behind it.", hint="See: tracker staff --help")
    acts: dict[str, Callable[[], None]] = {
        "list": lambda: _list(settings, by, as_json=as_json),
        "add": lambda: _add(settings, given[0], by, _role(role)),
        "rename": lambda: _rename(settings, given[0], given[1], by),
        "pin": lambda: choose_proof(settings, given[0]),
        "reset": lambda: reset_proof(settings, given[0], by),
        "release": lambda: release_person(settings, given[0], by),
        "revoke": lambda: _revoke(settings, given[0], by),
        "replace": lambda: _replace(settings, given[0], given[1] if len(given) > 1 else "", by),
        "ask-pins": lambda: ask_pins(settings, by),
    }
    acts[action]()
    return 0


def _list(settings: Settings, by: str, *, as_json: bool) -> None:
    """Whoever proves himself and may see who works here sees the codes, too; nobody in particular could print badges of
    them."""
    from tracker.cli.proving import open_as, require_unattended
    from tracker.people.access import asks_pin
    from tracker.people.badges import staff_list
    from tracker.people.permissions import Permission
    from tracker.people.permitting import NO_PERSON, require
    from tracker.people.staff import badge_masked
    from tracker.station.opening import open_store

    store = open_as(settings, by)[0] if by else open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            require(connection, by or NO_PERSON, Permission.PEOPLE_SEE)
            if not by:
                require_unattended(connection, settings, "staff")
            found, is_masked = staff_list(connection), asks_pin(connection) and not by
    finally:
        store.close()
    if is_masked:
        found = tuple(replace(each, badge=badge_masked(each.badge)) for each in found)
    if as_json:
        out_json({"staff": [_object(each) for each in found]})
        return
    out(f"{'badge':12}  {'name':20}  {'role':15}  {'proof':10}  state")
    for each in found:
        proof = each.proof if not each.proof.startswith("code") else "code"
        out(f"{each.badge:12}  {each.name[:20]:20}  {each.role.replace('_', ' '):15}  {proof or '–':10}  {each.state}")
    if is_masked:
        say("  Whole badge codes: tracker staff list --badge BADGE")


def _object(line: StaffLine) -> dict[str, object]:
    return {
        "badge": line.badge,
        "name": line.name,
        "role": line.role,
        "proof": line.proof.partition(" ")[0] or None,
        "failed_tries": line.failed,
        "state": line.state.replace(" ", "_"),
        "ended_at": line.ended_at,
    }


def _add(settings: Settings, name: str, by: str, role: Role) -> None:
    from tracker.labelling.badges import free_badge_codes
    from tracker.people.access import asks_pin
    from tracker.people.badges import hire
    from tracker.people.credentials import reset, with_code
    from tracker.people.hashing import Hasher
    from tracker.specimens.names_kept import require_staffs_name
    from tracker.station.opening import vault_at_hand
    from tracker.station.pepper import made_pepper

    with at_work(settings, by) as (store, pen):
        with store.reading() as connection:
            is_asking = asks_pin(connection)
            (badge,) = free_badge_codes(connection, 1)
        code, verifier = with_code(Hasher(made_pepper(store, settings)), badge) if is_asking else (None, "")
        with store.writing() as connection:
            hire(connection, pen, badge, name, role)
            if code is not None:
                reset(connection, pen, badge, verifier)
            require_staffs_name(connection, vault_at_hand(store, settings), pen, name)
    say(f"✔ {badge} belongs to {name}, {role.replace('_', ' ')}")
    say(f"  Print it: tracker label badge {badge} --badge YOURS --to badge.pdf")
    if code is not None:
        show_code(code.as_bytes.decode(), name)


def _rename(settings: Settings, badge: str, name: str, by: str) -> None:
    from tracker.people.staff import enrol, require_active
    from tracker.specimens.names_kept import require_staffs_name
    from tracker.station.opening import vault_at_hand

    with at_work(settings, by) as (store, pen), store.writing() as connection:
        require_active(connection, badge)
        enrol(connection, pen, badge, name)
        require_staffs_name(connection, vault_at_hand(store, settings), pen, name)
    say(f"✔ {badge} belongs to {name}")


def _revoke(settings: Settings, badge: str, by: str) -> None:
    from tracker.people.badges import revoke
    from tracker.people.staff import name_of

    with at_work(settings, by) as (store, pen), store.writing() as connection:
        revoke(connection, pen, badge)
        name = name_of(connection, badge)
        held = _held(connection, badge)
    say(f"✔ {badge} of {name} is revoked: it is refused everywhere from now on")
    _tell_held(held)


def _replace(settings: Settings, old: str, new: str, by: str) -> None:
    from tracker.barcodes import house
    from tracker.barcodes.meaning import BadgeCode
    from tracker.labelling.badges import free_badge_codes
    from tracker.people.badges import replace_badge
    from tracker.people.hashing import Hasher
    from tracker.station.pepper import pepper_of

    if new and not isinstance(house.parse(new), BadgeCode):
        raise ConfigurationError(f"{new} is not a badge's code.", hint="Leave it out, and one is drawn.")
    with at_work(settings, by) as (store, pen), store.writing() as connection:
        new = new or free_badge_codes(connection, 1)[0]
        name = replace_badge(
            connection, pen, old, new, lambda *badges: Hasher(pepper_of(connection, settings)).sealed(*badges)
        )
        held = _held(connection, old)
    say(f"✔ {new} is the badge of {name} now, with the same PIN; {old} is refused everywhere")
    say(f"  Print it: tracker label badge {new} --badge YOURS --to badge.pdf")
    _tell_held(held)


def _held(connection: Connection, badge: str) -> int:
    from tracker.specimens.queries import held_by

    return held_by(connection, badge)


def _tell_held(held: int) -> None:
    if held:
        say(
            f"! {held} specimens are still in the old badge's name: take each over by scanning it in ACCEPT, with a witness."
        )


def _role(said: str) -> Role:
    from tracker.people.access import Role

    try:
        return Role(said.lower().replace("-", "_").replace(" ", "_")) if said else Role.ASSISTANT
    except ValueError:
        names = ", ".join(each.replace("_", " ") for each in Role)
        raise ConfigurationError(f"There is no role '{said}'.", hint=f"There are: {names}.") from None
