"""At the patient's side: who he is, and the tubes drawn from him with the lots that they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.specimens import identifying, licensed
from tracker.specimens.challenging import knows_the_name
from tracker.specimens.deadlines import DeadlineRules, limits
from tracker.specimens.deciding import require_legal
from tracker.specimens.facts import Test
from tracker.specimens.orders import Draw, Identify
from tracker.specimens.parties import require_staff
from tracker.specimens.placing import room
from tracker.specimens.queries import tests_of
from tracker.specimens.requisition_lines import requisition_code
from tracker.specimens.retention import keep_until
from tracker.specimens.rows import when
from tracker.specimens.standing import Standing, in_words, standings
from tracker.specimens.states import Do, State
from tracker.specimens.stepping import Act, take
from tracker.store.connection import Connection

OUT_OF_ORDER = "drawn out of order of draw"
"""The condition of a tube whose additives may be another's, too (CLSI GP41): whoever reads its result must see it."""


def identify(connection: Connection, order: Identify, occasion: Occasion) -> Mapping[str, Value]:
    """The challenge, passed or failed. What was answered is told nowhere; that the name was shown before it is."""
    require_staff(connection, order.by)
    code = requisition_code(connection, order.requisition_id)
    identifying.record(connection, order, occasion)
    shown = identifying.revealed(connection, order.requisition_id)
    is_known = knows_the_name(shown, order.by, when(occasion.at))
    return {
        **({"revealed_before": True} if is_known else {}),
        "do": "requisition.identify",
        "by": order.by,
        "requisition": code,
        "is_match": order.is_match,
        "asked": list(order.asked),
    }


def draw(connection: Connection, order: Draw, occasion: Occasion, rules: DeadlineRules) -> Mapping[str, Value]:
    """The tube is full and carries its label. From now on whoever drew it answers for it, and its limits run."""
    require_staff(connection, order.by)
    licensed.require_good(connection, order.by, occasion)
    (before,) = standings(connection, (order.number,))
    require_legal(connection, Do.COLLECT, (before,), order.by)
    assert before.requisition_id is not None, "only a requisition's tube has a label and nothing in it"
    identifying.require(connection, before.requisition_id, order.by, occasion)
    lot = _lot(connection, order.lot_id, before) if order.lot_id is not None else None
    place_id = room(connection, place_id=order.place_id).id if order.place_id is not None else None
    tests = tests_of(connection, (before.id,)).get(before.id, ())
    after = replace(_limited(before, tests, occasion.at), state=State.COLLECTED, custodian=order.by, place_id=place_id)
    condition = OUT_OF_ORDER if "draw_order" in order.flags else None
    exemption = licensed.exempted(connection, order.by, licensed.day_of(occasion))
    reason = exemption.words if exemption is not None else None
    act = Act(Do.COLLECT, order.by, occasion, rules, reason=reason, condition=condition)
    words = take(connection, act, [(before, after)]).words
    if lot is not None:
        connection.exec_driver_sql(
            "INSERT INTO specimen_lot (specimen_id, lot_id) VALUES (?, ?)", (before.id, order.lot_id)
        )
        words["lot"] = lot
    flags = [*order.flags, *((licensed.LAPSED,) if exemption is not None else ())]
    return {**words, "flags": flags} if flags else words


def _limited(before: Standing, tests: Sequence[Test], at: str) -> Standing:
    found = limits(tests, when(at))
    return replace(
        before,
        collected_at=at,
        spin_by=stamp(found.spin_by) if found.spin_by else None,
        receive_by=stamp(found.receive_by) if found.receive_by else None,
        test_by=stamp(found.test_by) if found.test_by else None,
        keep_until=keep_until(tests, at),
    )


def _lot(connection: Connection, lot_id: int, before: Standing) -> list[Value]:
    """The tube lot as ``[item, lot]``; whether it may still be used is asked where the stock is taken.

    Raises :class:`Refusal` (``other_container``) for a lot of anything but this specimen's kind of container.
    """
    found = connection.exec_driver_sql(
        "SELECT i.code, t.number, c.name FROM lot t JOIN item i ON i.id = t.item_id"
        " JOIN container c ON c.item_id = i.id WHERE t.id = ? AND c.id = ?",
        (lot_id, before.container_id),
    ).first()
    if found is None:
        raise Refusal(
            f"{in_words([before.number])} is not drawn into a container of this lot.",
            hint="Scan the pack that the tube came from.",
            code="other_container",
        )
    return [found[0], found[1]]
