"""Who may go on at this desk with the next scan: asked of the database each time, since another station may have had a badge
revoked, or the clinic ask for PINs from now on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tracker.hardware.scan import new_id
from tracker.jobs.desk import Desk, Rules, Step
from tracker.jobs.session import left
from tracker.jobs.verdict import Code
from tracker.journal.canonical import Value
from tracker.journal.writing import Journal
from tracker.people.access import ASKS_PIN, SIGN_IN
from tracker.people.pins_gone import pins_gone
from tracker.people.staff import has_ended
from tracker.store.connection import Connection

SIGNED_IN, SIGNED_OUT, SCREEN_LOCKED = "staff.signed_in", "staff.signed_out", "staff.locked_screen"
"""Kinds of events; each bears the session that begins or ends by it."""
_WHY: Mapping[str, str] = {Code.PIN_ASKED: "another badge", Code.SIGNED_OUT: "signed out", Code.SCREEN_LOCKED: "locked"}


def admitted(
    connection: Connection, desk: Desk, rules: Rules, doubted: frozenset[str] = frozenset()
) -> tuple[Desk, Rules]:
    """The desk without the session of somebody whose badge was revoked meanwhile, or is one of ``doubted``, and the rules as
    they are now. Refuses (``pins_gone``) where PINs were asked for when the station was opened, and are not any more."""
    badge = desk.session.badge if desk.session is not None else ""
    asks, is_active = connection.exec_driver_sql(
        "SELECT coalesce((SELECT value FROM setting WHERE name = ?), '') = ?,"
        " EXISTS (SELECT 1 FROM staff WHERE badge = ? AND ended_at IS NULL)",
        (SIGN_IN, ASKS_PIN, badge),
    ).one()
    if rules.asks_pin and not asks:
        raise pins_gone()
    if desk.session is not None and (not (asks and is_active) or badge in doubted):
        desk = left(desk)
    elif asks and desk.session is None and desk.operator is not None:
        # The clinic began to ask while this desk was somebody's by his badge alone.
        desk = replace(left(desk), signing=desk.signing)
    return desk, rules if rules.asks_pin == bool(asks) else replace(rules, asks_pin=bool(asks))


def tell_left(connection: Connection, journal: Journal, before: Desk, step: Step, at: str) -> None:
    """Journal the end of a session that ``step`` has ended; nothing where none has."""
    session = before.session
    if session is None or (step.desk.session is not None and step.desk.session.id == session.id):
        return
    why = _WHY.get(step.verdict.code) or (
        "badge revoked" if has_ended(connection, session.badge) else "rights in doubt"
    )
    kind = SCREEN_LOCKED if step.verdict.code == Code.SCREEN_LOCKED else SIGNED_OUT
    body: dict[str, Value] = {"badge": session.badge, "by": session.badge, "session": session.id, "why": why}
    journal.append(connection, new_id(), kind, at, body)
