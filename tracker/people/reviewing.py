"""Signing off that what stands out was looked at, in an event that says what it covers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.journal.signed import TO_SIGN
from tracker.people.access import asks_pin
from tracker.people.permissions import Permission
from tracker.people.permitting import Authority, needs
from tracker.people.review_lines import Looked, Noticed
from tracker.people.reviews import REVIEWED, Found, last_review, look
from tracker.people.signatures import Given, sign
from tracker.people.staff import require_badge
from tracker.store.connection import Connection

LONGEST_NOTE = 200
ALONE = (
    "Nobody else may sign here: give a second person the right (a privacy officer, a lead), or ask one from outside."
)
"""Said to whoever signs for his own lines."""
_NAMED = 2


@needs(Permission.AUDIT_SIGN)
def sign_off(
    connection: Connection,
    pen: Pen,
    looked: Looked,
    note: str,
    chosen: Sequence[Noticed] | None = None,
    given: tuple[Given, ...] = (),
    found: Found | None = None,
) -> tuple[Noticed, ...]:
    """Sign for ``chosen``, as it was listed, or for everything up to now; returns what was signed for. ``pen.by`` is the
    badge of whoever has looked, ``given`` his signature where the clinic asks for PINs. What he did himself, and what the
    keys did for him, another signs for, where there is one who may: of everything up to now it is left. ``found`` is of a
    look just before, and up to there is signed for; where another has signed meanwhile it is looked anew.

    Raises :class:`Refusal`: ``badge_missing``, ``badge_unknown``, ``note_missing``, ``nothing_to_review``,
    ``own_lines``, ``reviewed_meanwhile``.
    """
    require_badge(connection, pen.by)
    line = one_line(note)
    if line is None:
        raise Refusal(
            "A review is signed with a note.",
            hint=f"One line of at most {LONGEST_NOTE} characters that names no patient: 'asked both, reasons are good'.",
            code="note_missing",
        )
    if found is None or found.last_review != last_review(connection):
        found = look(connection, looked)
    if not found.lines:
        raise Refusal(
            "Nothing stands out since the last review.", hint="There is nothing to sign.", code="nothing_to_review"
        )
    signed = _chosen(connection, found, pen.by, chosen)
    own = own_acts(found, signed, pen.by)
    _record(connection, pen, line, signed, given, _ends(found, signed), own)
    return signed


def _ends(found: Found, signed: Sequence[Noticed]) -> Mapping[str, int]:
    """Up to which number of each station's journal nothing is left to look at, so that the next look begins there: to the
    end, or to before the first event that waits for another. Two who leave their own lines to each other would never close
    a review."""
    done = {(each.line, each.last_seq) for each in signed}
    ends = dict(found.ends)
    for each in found.lines:
        if (each.line, each.last_seq) not in done:
            ends[each.station] = min(ends.get(each.station, 0), each.seq - 1)
    return {station: seq for station, seq in ends.items() if seq > 0}


def _chosen(connection: Connection, found: Found, by: str, chosen: Sequence[Noticed] | None) -> tuple[Noticed, ...]:
    """Those of ``found`` that ``by`` signs for, each up to where it was listed."""
    others = other_reviewers(connection, by)
    barred = {each.line for each in found.lines if found.is_of(each, by)} if others else set()
    there = {each.line for each in found.lines}
    if chosen is None:
        signed = tuple(each for each in found.lines if each.line not in barred)
    elif any(each.line not in there for each in chosen):
        raise Refusal(
            "Another has signed for some of it meanwhile.", hint="Look at the list again.", code="reviewed_meanwhile"
        )
    else:
        signed = tuple(chosen)
    if not signed or any(each.line in barred for each in signed):
        raise Refusal(
            "What you did yourself, or the keys did for you, is not signed for by you.",
            hint=f"{' or '.join(others[:_NAMED])} looks at it and signs.",
            code="own_lines",
        )
    return signed


def _record(
    connection: Connection,
    pen: Pen,
    note: str,
    signed: Sequence[Noticed],
    given: tuple[Given, ...],
    ends: Mapping[str, int],
    own: int,
) -> None:
    """``ends``: nothing else stands out up to there. What was signed for beyond it is told line by line."""
    event_id = new_id()
    body: dict[str, Value] = {
        "by": pen.by,
        "ends": dict(ends),
        "note": note,
        "noticed": dict(sorted(Counter(each.code for each in signed).items())),
        "own": own,
    }
    beyond = [each for each in signed if each.last_seq > ends.get(each.station, 0)]
    if beyond or not ends:
        body["lines"] = [[*each.line, each.last_seq] for each in beyond]
    if given:
        body[TO_SIGN] = [each.badge for each in given]
    pen.journal.append(connection, event_id, REVIEWED, pen.at, body)
    sign(connection, pen, event_id, given)
    _keep(connection, pen, event_id, note, beyond, ends)


def _keep(
    connection: Connection, pen: Pen, event_id: str, note: str, lines: Sequence[Noticed], ends: Mapping[str, int]
) -> None:
    """The rows of a review that is in the journal."""
    ids: dict[str, int] = dict(connection.exec_driver_sql("SELECT name, id FROM station").all())
    review_id = connection.exec_driver_sql(
        "INSERT INTO audit_review (event_id, at, done_by, note) VALUES (?, ?, ?, ?) RETURNING id",
        (event_id, pen.at, pen.by, note),
    ).scalar_one()
    if ends:
        connection.exec_driver_sql(
            "INSERT INTO audit_review_end (review_id, station_id, seq) VALUES (?, ?, ?)",
            [(review_id, ids[name], seq) for name, seq in ends.items()],
        )
    if lines:
        connection.exec_driver_sql(
            "INSERT INTO audit_review_line (review_id, station_id, code, who, key, seq) VALUES (?, ?, ?, ?, ?, ?)",
            [(review_id, ids[each.station], each.code, each.by, each.key, each.last_seq) for each in lines],
        )


def other_reviewers(connection: Connection, badge: str) -> tuple[str, ...]:
    """The names of all others who may sign, and can: with a proof of their own where the clinic asks for it."""
    rows = connection.exec_driver_sql(
        "SELECT badge, name FROM staff s WHERE ended_at IS NULL AND badge <> ?"
        + (
            " AND EXISTS (SELECT 1 FROM credential c WHERE c.badge = s.badge AND must_change = 0)"
            * asks_pin(connection)
        )
        + " ORDER BY name",
        (badge,),
    ).all()
    authority = Authority(connection)
    return tuple(name for other, name in rows if authority.may(other, Permission.AUDIT_SIGN))


def own_acts(found: Found, signed: Sequence[Noticed], badge: str) -> int:
    """How many of these lines are the reviewer's own, under whatever badge: nobody else may sign for them here."""
    return sum(found.is_of(each, badge) for each in signed)


def one_line(text: str, longest: int = LONGEST_NOTE) -> str | None:
    """``text`` as the journal may keep it; None where it is empty, too long, or cannot be printed."""
    line = re.sub(" +", " ", text).strip(" ")
    return line if line and line.isprintable() and len(line) <= longest else None
