"""Taking back what a scan did by mistake, by a step of its own: nothing is edited, and the timeline shows both."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.specimens.deadlines import DeadlineRules, missing_at
from tracker.specimens.holder_facts import ShipmentState
from tracker.specimens.order_of_times import in_force
from tracker.specimens.orders import Retract
from tracker.specimens.parties import require_staff
from tracker.specimens.placing import stands
from tracker.specimens.queries import tests_of
from tracker.specimens.retention import keep_until
from tracker.specimens.rows import when
from tracker.specimens.standing import Standing, in_words, standings
from tracker.specimens.states import RETRACTABLE, UNDER_WAY, Do, State
from tracker.specimens.stepping import Act, take
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class _Past:
    """One step as it was written."""

    seq: int
    event_id: str
    do: Do
    at: str
    by: str
    state: State
    custodian: str | None
    place_id: int | None
    holder_id: int | None
    slot: int | None
    shipment_id: int | None
    rejected_at: str | None
    rejected_for: str | None


def retract(connection: Connection, order: Retract, occasion: Occasion, rules: DeadlineRules) -> Mapping[str, Value]:
    """Each specimen stands again as it did before the scan ``event_id``; what ran before it runs on.

    Raises :class:`Refusal`: ``nothing_to_undo``, ``not_yours``, ``followed``, ``not_retractable``, and where the place that
    it would go back to is gone ``slot_taken``, ``bag_gone``, ``holder_moved``.
    """
    require_staff(connection, order.by)
    before = _of_event(connection, order.event_id)
    pasts = _pasts(connection, before)
    after = [_restored(connection, each, pasts[each.id], order, rules) for each in before]
    _require_room(connection, after)
    reopened = _reopen(connection, after)
    words = take(connection, Act(Do.RETRACT, order.by, occasion, rules), list(zip(before, after, strict=True))).words
    _forget_lots(connection, [now for now in after if now.state is State.LABELLED])
    return {**words, "of": order.event_id, **({"reopened": reopened} if reopened else {})}


def _of_event(connection: Connection, event_id: str) -> list[Standing]:
    numbers = connection.exec_driver_sql(
        "SELECT DISTINCT s.number FROM custody_step k JOIN specimen s ON s.id = k.specimen_id WHERE k.event_id = ?"
        " ORDER BY s.number",
        (event_id,),
    ).all()
    if not numbers:
        raise Refusal("That scan moved no specimen.", hint="Look at the tube's timeline: FIND.", code="nothing_to_undo")
    return standings(connection, [row[0] for row in numbers])


def _pasts(connection: Connection, of: Sequence[Standing]) -> Mapping[int, list[_Past]]:
    found = connection.exec_driver_sql(
        "SELECT specimen_id, seq, event_id, do, at, done_by, state, custodian, place_id, holder_id, slot,"
        " shipment_id, rejected_at, rejected_for FROM custody_step"
        " WHERE specimen_id IN (SELECT value FROM json_each(?)) ORDER BY specimen_id, seq",
        (json.dumps([each.id for each in of]),),
    )
    pasts: dict[int, list[_Past]] = {}
    for row in found:
        pasts.setdefault(row[0], []).append(_Past(row[1], row[2], Do(row[3]), row[4], row[5], State(row[6]), *row[7:]))
    return pasts


def _restored(
    connection: Connection, each: Standing, past: Sequence[_Past], order: Retract, rules: DeadlineRules
) -> Standing:
    taken = [step for step in past if step.event_id == order.event_id]
    _require_retractable(each, past, taken, order)
    valid = in_force([step for step in past if step.seq < taken[0].seq])
    last = valid[-1]
    back = replace(
        each,
        state=last.state,
        custodian=last.custodian,
        place_id=last.place_id,
        holder_id=last.holder_id,
        slot=last.slot,
        shipment_id=last.shipment_id,
        rejected_at=last.rejected_at,
        rejected_for=last.rejected_for,
    )
    back = _untimed(connection, back, taken, valid)
    if (each.state, each.custodian) != (last.state, last.custodian) or Do.TEST in {step.do for step in taken}:
        tested_at = when(back.tested_at) if back.tested_at is not None else None
        late = missing_at(last.state, when(_since(valid)), None, rules, tested_at=tested_at)
        back = replace(back, missing_at=stamp(late) if late else None)
    return back


def _require_retractable(each: Standing, past: Sequence[_Past], taken: Sequence[_Past], order: Retract) -> None:
    if taken[-1].seq != each.steps or past[-1].seq != each.steps:
        raise Refusal(
            f"{in_words([each.number])} has been in other hands or places since: that scan cannot be taken back.",
            hint="Go on from where it is now: FIND shows it.",
            code="followed",
        )
    fixed = [step.do for step in taken if step.do not in RETRACTABLE]
    if fixed:
        raise Refusal(
            f"{in_words([each.number])}: {fixed[0].value.replace('_', ' ')} stands.",
            hint="It has left the room or was confirmed twice; what is wrong is set right by a further step.",
            code="not_retractable",
        )
    if any(step.by != order.by for step in taken):
        raise Refusal(
            f"{in_words([each.number])}: somebody else did this.",
            hint="Only whoever did it takes it back: he scans his own badge, then UNDO.",
            code="not_yours",
        )


def _since(valid: Sequence[_Past]) -> str:
    """When it came into its last state and hands."""
    last = valid[-1]
    at = last.at
    for step in reversed(valid):
        if (step.state, step.custodian) != (last.state, last.custodian):
            break
        at = step.at
    return at


_RECEIVES = frozenset({Do.ACCEPT, Do.REJECT, Do.FIND, Do.TAKE_OVER})


def _untimed(connection: Connection, back: Standing, taken: Sequence[_Past], valid: Sequence[_Past]) -> Standing:
    """Without the times that the steps taken back had set. What was set before them stays."""
    dos, before = {step.do for step in taken}, {step.do for step in valid}
    if Do.COLLECT in dos:
        return replace(back, collected_at=None, spin_by=None, receive_by=None, test_by=None, keep_until=None)
    ats = {step.at for step in taken}
    if Do.SPIN in dos - before and back.spun_at in ats:
        back = replace(back, spun_at=None)
    if dos & _RECEIVES and not before & _RECEIVES and back.received_at in ats:
        back = replace(back, received_at=None)
    if Do.TEST in dos - before and back.tested_at in ats:
        tests = tests_of(connection, (back.id,)).get(back.id, ())
        back = replace(
            back, tested_at=None, keep_until=keep_until(tests, back.collected_at) if back.collected_at else None
        )
    return back


def _require_room(connection: Connection, after: Sequence[Standing]) -> None:
    """What it goes back to must still be there, and free."""
    moving = {each.id for each in after}
    known = stands(connection, (each.holder_id for each in after))
    for each in after:
        if each.holder_id is None:
            continue
        holder = known[each.holder_id]
        if each.state is State.STORED and holder.place_id != each.place_id:
            raise Refusal(
                f"{holder.name} stands somewhere else by now.", hint="Store the tube again.", code="holder_moved"
            )
        found = connection.exec_driver_sql(
            "SELECT id FROM specimen WHERE holder_id = ? AND slot = ?", (each.holder_id, each.slot)
        ).scalar()
        if found is not None and found not in moving:
            raise Refusal(
                f"Its slot in {holder.name} is taken by now.", hint="Store the tube again.", code="slot_taken"
            )


def _reopen(connection: Connection, after: Sequence[Standing]) -> dict[str, Value]:
    """A tube goes back into a bag only as long as that is on the same trip; a reconciled one has it outstanding again.
    Returns the new state of such a one, by its code."""
    reopened: dict[str, Value] = {}
    for shipment_id in {each.shipment_id for each in after if each.shipment_id is not None}:
        code, found, arrived_at, holder_id = connection.exec_driver_sql(
            "SELECT code, state, arrived_at, holder_id FROM shipment WHERE id = ?", (shipment_id,)
        ).one()
        state = ShipmentState(found)
        is_under_way = any(each.state in UNDER_WAY for each in after if each.shipment_id == shipment_id)
        live = connection.exec_driver_sql(
            "SELECT id FROM shipment WHERE holder_id = ? AND state IN ('open', 'departed', 'arrived')", (holder_id,)
        ).scalar()
        fits = (
            {ShipmentState.DEPARTED, ShipmentState.ARRIVED, ShipmentState.RECONCILED}
            if is_under_way
            else {ShipmentState.OPEN}
        )
        if state not in fits or live not in (None, shipment_id):
            raise Refusal(
                "The bag that it was in has gone on without it.", hint="Go on from where it is now.", code="bag_gone"
            )
        if state is ShipmentState.RECONCILED:
            again = ShipmentState.ARRIVED if arrived_at is not None else ShipmentState.DEPARTED
            connection.exec_driver_sql("UPDATE shipment SET state = ? WHERE id = ?", (again, shipment_id))
            reopened[code] = again.value
    return reopened


def _forget_lots(connection: Connection, after: Sequence[Standing]) -> None:
    """A tube that was not drawn after all has used no lot."""
    if after:
        connection.exec_driver_sql(
            "DELETE FROM specimen_lot WHERE specimen_id IN (SELECT value FROM json_each(?))",
            (json.dumps([each.id for each in after]),),
        )
