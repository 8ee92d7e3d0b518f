"""Writing steps of custody: the specimen's row, the step beside it, and the words by which the journal tells of both.

One order makes one statement of each kind, for one tube or for a rack of 96.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.specimens.deadlines import DeadlineRules, Limits, missing_at, next_due
from tracker.specimens.order_of_times import require_in_order
from tracker.specimens.parties import is_partner
from tracker.specimens.rows import when
from tracker.specimens.standing import COLUMNS, MAY_CHANGE, TIMES, Standing, in_words
from tracker.specimens.states import Do, State, hl7_event
from tracker.store.connection import Connection

Pair = tuple[Standing | None, Standing]
"""A specimen before its step (None where the step makes it) and after."""


@dataclass(frozen=True, slots=True)
class Act:
    """What the steps of one order have in common."""

    do: Do
    by: str
    occasion: Occasion
    rules: DeadlineRules
    reason: str | None = None
    condition: str | None = None
    method: str | None = None
    witness: str | None = None
    expected_at: str | None = None
    """When the bag is expected, where this sends it off."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written: ``words`` for the journal, the specimens as they now are."""

    words: dict[str, Value]
    standings: Sequence[Standing]


def take(connection: Connection, act: Act, pairs: Sequence[Pair]) -> Taken:
    """Take the steps, all or, by an exception that rolls the transaction back, none."""
    require_in_order(connection, [before for before, _ in pairs if before is not None], act.occasion)
    after = [_settled(before, now, act) for before, now in pairs]
    known = [now for (before, _), now in zip(pairs, after, strict=True) if before is not None]
    _update(connection, pairs, known)
    after = [now if now.id else _insert(connection, now) for now in after]
    connection.exec_driver_sql(_INSERT_STEP, [_step_row(now, act) for now in after])
    return Taken(_told(connection, act, pairs, after), after)


def _settled(before: Standing | None, after: Standing, act: Act) -> Standing:
    """``after`` with what follows from it: its next limit, and from when on it is missing."""
    due = next_due(
        Limits(_time(after.spin_by), _time(after.receive_by), _time(after.test_by)),
        is_spun=after.spun_at is not None,
        is_received=after.received_at is not None,
        is_tested=after.tested_at is not None,
        is_rejected=after.rejected_at is not None,
        state=after.state,
        is_with_partner=is_partner(after.custodian),
    )
    return replace(
        after,
        steps=(before.steps if before else 0) + 1,
        since=act.occasion.at,
        due_at=stamp(due.at) if due else None,
        due_kind=due.kind if due else None,
        missing_at=_missing_at(before, after, act),
    )


def _missing_at(before: Standing | None, after: Standing, act: Act) -> str | None:
    """The clock by which it goes missing runs on while state and custodian stay: a noted condition moves nothing. Only the
    test at the point of care sets another one. A step taken back has brought its own. What is declared lost has been
    missing for as long as nobody knew where it was."""
    is_same = before is not None and _clock(before) == _clock(after)
    if is_same or act.do is Do.RETRACT:
        return after.missing_at
    late = missing_at(
        after.state,
        when(act.occasion.at),
        _time(act.expected_at),
        act.rules,
        tested_at=_time(after.tested_at),
        is_with_partner=is_partner(after.custodian),
    )
    missing = stamp(late) if late else None
    if act.do is Do.LOSE and missing is not None and before is not None and before.missing_at is not None:
        return min(missing, before.missing_at)
    return missing


def _clock(each: Standing) -> tuple[State, str | None, bool]:
    """What its clock depends on: state, custodian, and whether whoever collected it has tested it, too."""
    return each.state, each.custodian, each.state is State.COLLECTED and each.tested_at is not None


def _time(text: str | None) -> datetime | None:
    return when(text) if text is not None else None


_UPDATE = f"UPDATE specimen SET {', '.join(f'{name} = ?' for name in MAY_CHANGE)} WHERE id = ? AND steps = ?"
_INSERT = f"INSERT INTO specimen ({', '.join(COLUMNS[1:])}) VALUES ({', '.join('?' * (len(COLUMNS) - 1))}) RETURNING id"
_INSERT_STEP = (
    "INSERT INTO custody_step (specimen_id, seq, event_id, do, at, done_by, state, custodian, place_id,"
    " holder_id, slot, shipment_id, reason, condition, method, witness, rejected_at, rejected_for)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _update(connection: Connection, pairs: Sequence[Pair], known: Sequence[Standing]) -> None:
    if not known:
        return
    _leave_slots([(before, after) for before, after in pairs if before is not None], connection)
    skipped = len(COLUMNS) - len(MAY_CHANGE)
    changed = connection.exec_driver_sql(
        _UPDATE, [(*now.as_row()[skipped:], now.id, now.steps - 1) for now in known]
    ).rowcount
    if changed != len(known):
        raise Refusal(
            f"{in_words([now.number for now in known])} was changed by somebody else at this moment.",
            hint="Scan it again: it is shown as it is now.",
            code="changed_meanwhile",
        )


def _leave_slots(moves: Sequence[tuple[Standing, Standing]], connection: Connection) -> None:
    """Two tubes may change places in one order: each leaves its slot before any takes one."""
    leaving = [
        before.id
        for before, after in moves
        if before.slot is not None and (before.holder_id, before.slot) != (after.holder_id, after.slot)
    ]
    if leaving:
        connection.exec_driver_sql(
            "UPDATE specimen SET slot = NULL WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(leaving),)
        )


def _insert(connection: Connection, now: Standing) -> Standing:
    return replace(now, id=int(connection.exec_driver_sql(_INSERT, now.as_row()[1:]).scalar_one()))


def _step_row(now: Standing, act: Act) -> tuple[object, ...]:
    return (
        now.id,
        now.steps,
        act.occasion.event_id,
        act.do,
        act.occasion.at,
        act.by,
        now.state,
        now.custodian,
        now.place_id,
        now.holder_id,
        now.slot,
        now.shipment_id,
        act.reason,
        act.condition,
        act.method,
        act.witness,
        now.rejected_at,
        now.rejected_for,
    )


def _told(connection: Connection, act: Act, pairs: Sequence[Pair], after: Sequence[Standing]) -> dict[str, Value]:
    """All that the steps wrote, in codes. What is the same for all specimens is said once, else in their order; what is
    nothing is left out. The number of each step (``seq``) is part of it: it orders what several stations tell of one
    specimen."""
    source = [before.custodian if before else None for before, _ in pairs]
    target = [now.custodian for now in after]
    words: dict[str, Value] = {
        "do": f"specimen.{act.do}",
        "hl7": hl7_event(act.do),
        "by": act.by,
        "seq": _common([now.steps for now in after]),
        "state": _common([now.state.value for now in after]),
        "from": _common(source) if source != target else None,
        "to": _common(target),
        **_told_where(connection, after),
        "reason": act.reason,
        "condition": act.condition,
        "method": act.method,
        "witness": act.witness,
        "rejected_at": _common([now.rejected_at for now in after]),
        "rejected_for": _common([now.rejected_for for now in after]),
        "times": _told_times(pairs, after),
    }
    return {
        "specimens": [now.number for now in after],
        **{key: said for key, said in words.items() if said is not None},
    }


def _told_times(pairs: Sequence[Pair], after: Sequence[Standing]) -> dict[str, Value] | None:
    """What the steps changed in :data:`TIMES`, null where they took it away: so the row can be held against the journal."""
    told: dict[str, Value] = {}
    for name in TIMES:
        now = [getattr(each, name) for each in after]
        if now != [getattr(before, name) if before is not None else None for before, _ in pairs]:
            told[name] = _common(now)
    return told or None


def _told_where(connection: Connection, after: Sequence[Standing]) -> dict[str, Value]:
    places = codes(connection, "location", (now.place_id for now in after))
    holders = codes(connection, "holder", (now.holder_id for now in after))
    shipments = codes(connection, "shipment", (now.shipment_id for now in after))
    return {
        "place": _common([places.get(now.place_id) for now in after]),
        "holder": _common([holders.get(now.holder_id) for now in after]),
        "slot": _common([now.slot for now in after]),
        "shipment": _common([shipments.get(now.shipment_id) for now in after]),
    }


def _common(values: Sequence[str | int | None]) -> Value:
    return values[0] if len(set(values)) == 1 else list(values)


def codes(connection: Connection, table: str, ids: Iterable[int | None]) -> Mapping[int | None, str]:
    """The house codes of rows of ``location``, ``holder`` or ``shipment``, by id."""
    asked = {each for each in ids if each is not None}
    if not asked:
        return {}
    return dict(
        connection.exec_driver_sql(
            f"SELECT id, code FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(asked)),)
        ).all()
    )
