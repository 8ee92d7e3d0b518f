"""Of what stands out each event in a sentence: of whom, of what, from what to what. Never of which patient by name.

A review asks "do you know him?", and whoever is asked has to be told who: by name and badge, as the events tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.people.access import Role
from tracker.people.permissions import TO, Permission
from tracker.people.review_rules import Event, changes_of
from tracker.people.review_things import Things

PRIVILEGED = frozenset({Role.LEAD, Role.PRIVACY_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR})
"""Who says what others may do, or looks after them: what is done to their badges weighs more."""
_OF_PEOPLE = frozenset({"enrolled", "proof_reset", "code_given", "badge_replaced", "badge_revoked", "released"})


@dataclass(frozen=True, slots=True)
class Telling:
    """``things`` knows everybody's name and role now, and what an item is called."""

    things: Things

    def words(self, code: str, event: Event) -> str:
        """What the event says of the line ``code`` that it belongs to."""
        tell = _TELL.get(code)
        said = tell(self.things, event) if tell is not None else _plainly(self.things, event)
        reason = str(event.get("reason") or "")
        return f"{said}: {reason}" if said and reason else said or reason

    def weighs(self, code: str, event: Event) -> bool:
        """Whether it is about somebody who may do much, or about what all of a role may do."""
        if code == "permissions":
            return True
        if code == "role_given":
            return bool({str(event.get("before")), str(event.get("after"))} & PRIVILEGED)
        return code in _OF_PEOPLE and self.things.role(event.get("badge")) in PRIVILEGED


def _whose(things: Things, event: Event) -> str:
    return things.person(event.get("badge"))


def _enrolled(things: Things, event: Event) -> str:
    badge = str(event.get("badge"))
    role = things.role(badge)
    return f"{event.get('name')} ({badge}), " + (f"{_role(role)} now" if role else "taken back since")


def _renamed(things: Things, event: Event) -> str:
    return f"{event.get('before')} is {event.get('name')} now ({event.get('badge')})"


def _role_given(things: Things, event: Event) -> str:
    return f"{_whose(things, event)}: {_role(event.get('before'))} to {_role(event.get('after'))}"


def _permitted(things: Things, event: Event) -> str:
    after = "may" if event.get("after") == "allowed" else "may not"
    return f"{_role(event.get('role'))}: {after} {_permission(event.get('permission'))}"


def _replaced(things: Things, event: Event) -> str:
    return f"{event.get('name')}: {event.get('badge')} in the place of {event.get('before')}"


def _licence(things: Things, event: Event) -> str:
    said = (
        f"{_whose(things, event)}: {_role(event.get('licence'))} {event.get('number')}, until {event.get('expires_on')}"
    )
    if "number_before" not in event:
        return said
    return f"{said}, before {event['number_before']} until {event.get('expired_on_before')}"


def _failed(things: Things, event: Event) -> str:
    whose = _whose(things, event) if event.get("badge") else "what is nobody's badge"
    return f"{whose}, {event.get('failed', '')} in a row"


def _reprinted(things: Things, event: Event) -> str:
    return f"specimen {event.get('specimen', '')}, copy {event.get('reprint', '')}"


def _gone(things: Things, event: Event) -> str:
    of = ", ".join(str(each) for each in _list(event, "specimens") or _list(event, "codes"))
    return f"{of or 'label'}, at {event.get('printer') or 'its printer'}"


def _of_patient(things: Things, event: Event) -> str:
    of = ", ".join(str(each) for each in _list(event, "requisitions"))
    return f"the patient of {of}" if of else "a patient without an order"


def _all_patients(things: Things, event: Event) -> str:
    return f"{event.get('patients', '')} patients"


def _restored(things: Things, event: Event) -> str:
    return f"{event.get('backup', '')}, made {things.time(event.get('made_at'))}"


def _pruned(things: Things, event: Event) -> str:
    return f"{event.get('count', '')} {event.get('what', '')}, before {things.time(event.get('before'))}"


def _key(things: Things, event: Event) -> str:
    return f"{event.get('which', '')}"


def _bundle(things: Things, event: Event) -> str:
    return f"specimen {event.get('specimen', '')}"


def _denied(things: Things, event: Event) -> str:
    if event.get("verb"):
        return f"{event['verb']}, to {_permission(event.get('permission'))}"
    return f"a scan at {_role(event.get('job') or 'the desk')}"


def _named(things: Things, event: Event) -> str:
    return f"in what was written at {event.get('verb', '')}"


def _overridden(things: Things, event: Event) -> str:
    return "; ".join(
        f"{things.change(each)}, though {' and '.join(things.warning(one) for one in _list(each, 'overrides'))}"
        for each in changes_of(event)
        if _list(each, "overrides")
    )


def _only(*wanted: str) -> Callable[[Things, Event], str]:
    """Of a scan's changes those that the line is about."""

    def tell(things: Things, event: Event) -> str:
        return "; ".join(things.change(each) for each in changes_of(event) if each.get("do") in wanted)

    return tell


def _exempt(things: Things, event: Event) -> str:
    return "; ".join(
        f"{_role(each.get('licence'))} of {things.person(each.get('by'))}, {each.get('day')}: {each.get('reason')};"
        f" second person {things.person(each.get('witness'))}"
        for each in changes_of(event)
        if each.get("do") == "staff.exempt"
    )


def _late(things: Things, event: Event) -> str:
    return f"{_plainly(things, event)}, stored {things.time(event.get('stored'))}"


def _clock(things: Things, event: Event) -> str:
    return f"{_plainly(things, event)}, {event.get('clock_back_s')} s back"


def _plainly(things: Things, event: Event) -> str:
    """What was done, of an event that no line is about by itself."""
    said = "; ".join(things.change(each) for each in changes_of(event))
    return said or ("a scan" if event["kind"] == "scan" else str(event["kind"]).replace(".", " ").replace("_", " "))


_TELL: Mapping[str, Callable[[Things, Event], str]] = {
    "by_keys": _whose,
    "reset_by_keys": _whose,
    "break_glass": lambda things, event: f"until {things.time(event.get('until'))}",
    "all_exported": _all_patients,
    "exported": _of_patient,
    "erased": _of_patient,
    "restored": _restored,
    "pruned": _pruned,
    "key_changed": _key,
    "keys_exported": _key,
    "keys_imported": _key,
    "sign_in_changed": lambda things, event: "PINs are asked for from then on",
    "permissions": _permitted,
    "role_given": _role_given,
    "proof_reset": _whose,
    "code_given": _whose,
    "enrolled": _enrolled,
    "renamed": _renamed,
    "badge_replaced": _replaced,
    "badge_revoked": lambda things, event: f"{event.get('name')} ({event.get('badge')})",
    "released": _whose,
    "licence": _licence,
    "locked": _failed,
    "pin_failed": _failed,
    "denied": _denied,
    "named": _named,
    "exempt": _exempt,
    "drawn_lapsed": _only("specimen.collect"),
    "bundle": _bundle,
    "many_reveals": _of_patient,
    "reprinted": _reprinted,
    "printer_gone": _gone,
    "taken_over": _only("specimen.take_over"),
    "overridden": _overridden,
    "adjusted": _only("adjust"),
    "late": _late,
    "clock_back": _clock,
}
"""By the line's rule. What is not here is told as what was done: a scan of a wristband, work at night."""


def _list(told: Event, key: str) -> list[Any]:
    """Of an event that another hand may have written."""
    found = told.get(key)
    return found if isinstance(found, list) else []


def _role(name: object) -> str:
    return str(name).replace("_", " ")


def _permission(name: object) -> str:
    return TO[Permission(name)] if isinstance(name, str) and name in set(Permission) else str(name)
