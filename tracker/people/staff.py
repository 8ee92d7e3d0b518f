"""Badges and whom they belong to, so that every event carries who did it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.barcodes.house import has_house_shape
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.journal.told import event_told
from tracker.people.permissions import Permission
from tracker.people.permitting import needs
from tracker.store.connection import Connection

LONGEST_NAME = 40
ENROLLED, RENAMED = "staff.enrolled", "staff.renamed"
"""Kinds of the events. They bear the name, which is no patient's: who held a specimen is told by it, years later."""


@needs(Permission.PEOPLE_ENROL)
def enrol(connection: Connection, pen: Pen, badge: str, name: str) -> None:
    """Give ``badge`` to a person; a badge that is known gets the new name. Either is an event.

    Raises :class:`Refusal`: ``staff_name`` for what is no name, ``staff_name_taken`` for one that another badge bears: two
    people of one name could not be told apart on a report, nor a giver from his own second badge.
    """
    require_name(name)
    other = connection.exec_driver_sql(
        "SELECT badge FROM staff WHERE name = ? AND badge <> ? AND ended_at IS NULL", (name, badge)
    ).scalar()
    if other is not None:
        raise Refusal(
            f"The badge {other} bears this name already.",
            hint="Give the new badge another name, or first the old one: 'CMA 07, lost badge'.",
            code="staff_name_taken",
        )
    before = name_of(connection, badge)
    if before == name:
        return
    connection.exec_driver_sql(
        "INSERT INTO staff (badge, name) VALUES (?, ?) ON CONFLICT (badge) DO UPDATE SET name = excluded.name",
        (badge, name),
    )
    body: dict[str, Value] = {"badge": badge, "by": pen.by, "name": name}
    if before is not None:
        body["before"] = before
    pen.journal.append(connection, new_id(), RENAMED if before is not None else ENROLLED, pen.at, body)


def require_name(name: str) -> None:
    """Refuse (``staff_name``) what no screen's first line can show, and what a badge, a label or a command bears: who is
    called by another's badge could be taken for its owner."""
    if not name or name != name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise Refusal(
            f"A name is one line of 1 to {LONGEST_NAME} letters, digits and signs.",
            hint="What the screens show, e.g. 'CMA 07'.",
            code="staff_name",
        )
    if has_house_shape(name):
        raise Refusal(
            f"{name} is no name: it has the shape of a barcode of ours.",
            hint="What the screens show, e.g. 'CMA 07'.",
            code="staff_name",
        )


def require_badge(connection: Connection, badge: str) -> None:
    """Refuse a badge that was never given out (``badge_unknown``), and none at all (``badge_missing``).

    A badge is a claim of who somebody is, and no proof: the journal tells in whose name it was done.
    """
    if not badge:
        raise badge_missing()
    require_active(connection, badge)


def badge_unknown(badge: str) -> Refusal:
    """Of what was given as a badge and is nobody's: a name, often."""
    if not is_code(badge):
        return Refusal(
            "That is no badge's code.",
            hint="The code is printed on the badge, B and ten digits: --badge B0000000141. Whose is which: tracker staff.",
            code="badge_unknown",
        )
    return Refusal("Nobody has this badge.", hint="See 'tracker staff'.", code="badge_unknown")


def is_code(badge: str) -> bool:
    """Whether it may be a badge's code, by its shape."""
    return re.fullmatch(r"B[0-9]{10}", badge) is not None


def require_active(connection: Connection, badge: str) -> str:
    """The name of a badge's owner. Refuses one that was never given out (``badge_unknown``) or was taken back
    (``badge_revoked``)."""
    name = name_of(connection, badge)
    if name is None:
        raise badge_unknown(badge)
    if has_ended(connection, badge):
        raise badge_revoked(name)
    return name


def badge_revoked(name: str) -> Refusal:
    return Refusal(
        f"This badge of {name} has been revoked.",
        hint="Hand it to a lead, and use the one that you have now.",
        code="badge_revoked",
    )


def badge_missing() -> Refusal:
    """For what shows or changes a patient's data: it is done in somebody's name, or not at all."""
    return Refusal(
        "A patient's data is shown and changed in somebody's name only.",
        hint="Say whose hand this is: --badge and the code on your badge.",
        code="badge_missing",
    )


def name_of(connection: Connection, badge: str) -> str | None:
    """The name shown on the screen for a badge; None for a badge that was never given out."""
    found = connection.exec_driver_sql("SELECT name FROM staff WHERE badge = ?", (badge,)).scalar()
    return str(found) if found is not None else None


@dataclass(frozen=True, slots=True)
class Called:
    """Since event ``seq`` of ``station``, at ``at`` (a stamp), a badge's owner is called ``name``."""

    at: str
    station: str
    seq: int
    name: str

    def is_before(self, at: str, station: str, seq: int) -> bool:
        """Whether it held at another event already: by its station's own order, else by the time."""
        return self.seq < seq if self.station == station else self.at <= at


def names_over_time(connection: Connection) -> Mapping[str, tuple[Called, ...]]:
    """Of each badge what its owner was called, the first first: a lead can give a badge another's name, and what was done
    before was done under the former one."""
    found: dict[str, list[Called]] = {}
    for station, seq, body in connection.exec_driver_sql(
        "SELECT s.name, j.seq, j.body FROM journal j JOIN station s ON s.id = j.station_id"
        " WHERE instr(body, ?) > 0 OR instr(body, ?) > 0 ORDER BY j.rowid",
        tuple(f'"kind":"{kind}"'.encode() for kind in (ENROLLED, RENAMED)),
    ):
        event = event_told(body)
        if event is not None and event["kind"] in (ENROLLED, RENAMED):
            called = found.setdefault(str(event.get("badge")), [])
            if not called and event.get("before"):
                called.append(Called("", station, 0, str(event["before"])))
            called.append(Called(str(event["at"]), station, seq, str(event.get("name"))))
    return {badge: tuple(names) for badge, names in found.items()}


def has_ended(connection: Connection, badge: str) -> bool:
    """Whether a badge that was given out has been taken back."""
    found = connection.exec_driver_sql("SELECT 1 FROM staff WHERE badge = ? AND ended_at IS NOT NULL", (badge,))
    return found.first() is not None


def badge_masked(badge: str) -> str:
    """``B…141``: enough to tell two people apart, and too little to make a badge of."""
    return f"{badge[:1]}…{badge[-3:]}"


def badge_named(connection: Connection, name: str) -> str | None:
    """The badge of whoever the screens call ``name``; None for nobody who works here."""
    found = connection.exec_driver_sql("SELECT badge FROM staff WHERE name = ? AND ended_at IS NULL", (name,)).scalar()
    return str(found) if found is not None else None
