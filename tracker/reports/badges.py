"""People on a custody record: by name and the last digits of the badge, since a name can be changed and a badge cannot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from tracker.people.staff import ENROLLED, RENAMED
from tracker.specimens.facts import CustodyStep, Party
from tracker.store.connection import Connection

_SHOWN_DIGITS = 4


def printed_names(connection: Connection) -> Mapping[str, str]:
    """What is printed for each badge: ``CMA 07 …0723``; ``CMA 17 (before: CMA 07) …0723`` where its name was changed.

    The journal is asked for the names that were: all of it is read, a second or so for a million events.
    """
    names: dict[str, dict[str, None]] = {}
    for (body,) in connection.exec_driver_sql(
        'SELECT body FROM journal WHERE instr(body, CAST(\'"kind":"staff.\' AS BLOB)) > 0 ORDER BY rowid'
    ):
        event = json.loads(body)
        if event.get("kind") in (ENROLLED, RENAMED):
            names.setdefault(event["badge"], {}).update(
                dict.fromkeys((event.get("before", event["name"]), event["name"]))
            )
    staff = connection.exec_driver_sql("SELECT badge, name FROM staff")
    return {
        badge: _printed(badge, name, [each for each in names.get(badge, ()) if each != name]) for badge, name in staff
    }


def _printed(badge: str, name: str, former: list[str]) -> str:
    before = f" (before: {', '.join(former)})" if former else ""
    return f"{name}{before} …{badge[-_SHOWN_DIGITS:]}"


def with_badges(step: CustodyStep, printed: Mapping[str, str]) -> CustodyStep:
    """The step with its people as they are printed."""
    return replace(
        step,
        by=printed.get(step.by_code, step.by),
        custodian=printed_party(step.custodian, printed),
        witness=printed.get(step.witness_code, step.witness),
        entered_by=printed.get(step.entered_by_code, step.entered_by),
        proved_by=printed.get(step.proved_by_code, step.proved_by),
    )


def printed_party(party: Party | None, printed: Mapping[str, str]) -> Party | None:
    """A place or a partner stays as it is."""
    return replace(party, name=printed.get(party.code, party.name)) if party is not None else None
