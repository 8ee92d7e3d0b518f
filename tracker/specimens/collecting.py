"""At the patient's side: labels, tubes drawn and not drawn, and the lots that they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion, stamp
from tracker.specimens import identifying, licensed
from tracker.specimens.challenging import knows_the_name
from tracker.specimens.deadlines import DeadlineRules, limits
from tracker.specimens.deciding import require_legal, require_text
from tracker.specimens.facts import Test
from tracker.specimens.order_of_times import require_label_made
from tracker.specimens.orders import AddOn, Draw, Identify, Label, NotDrawn, Reopen, Reprint
from tracker.specimens.parties import require_staff
from tracker.specimens.placing import room
from tracker.specimens.queries import tests_of
from tracker.specimens.requisitions import is_on_roll
from tracker.specimens.retention import keep_until
from tracker.specimens.rows import when
from tracker.specimens.standing import Standing, fresh, in_words, standings
from tracker.specimens.states import Do, State, hl7_event
from tracker.specimens.stepping import Act, take
from tracker.store.connection import Connection

OUT_OF_ORDER = "drawn out of order of draw"
"""The condition of a tube whose additives may be another's, too (CLSI GP41): whoever reads its result must see it."""


def identify(connection: Connection, order: Identify, occasion: Occasion) -> Mapping[str, Value]:
    """The challenge, passed or failed. What was answered is told nowhere; that the name was shown before it is."""
    require_staff(connection, order.by)
    code = _requisition(connection, order.requisition_id)
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


def _requisition(connection: Connection, requisition_id: int) -> str:
    """The requisition's code. Raises :class:`Refusal`: ``unknown_requisition``, ``patient_erased``."""
    found = connection.exec_driver_sql(
        "SELECT r.code, p.salt IS NULL FROM requisition r JOIN patient p ON p.id = r.patient_id WHERE r.id = ?",
        (requisition_id,),
    ).first()
    if found is None:
        raise Refusal(
            "This requisition was never entered here.", hint="Enter or import it first.", code="unknown_requisition"
        )
    if found[1]:
        raise Refusal(
            f"The patient of requisition {found[0]} was erased.",
            hint="Nothing can be collected on it: have a new requisition made.",
            code="patient_erased",
        )
    return str(found[0])


@dataclass(frozen=True, slots=True)
class _Line:
    requisition: str
    container_id: int
    container: str
    specimen: str | None
    not_drawn: str | None


def _line(connection: Connection, requisition_id: int, line: int) -> _Line:
    """A wanted tube that was not given up. Raises :class:`Refusal`: ``unknown_line``, ``not_drawn``."""
    code = _requisition(connection, requisition_id)
    found = connection.exec_driver_sql(
        "SELECT c.id, c.code, s.number, n.not_drawn FROM requisition_tube n JOIN container c ON c.id = n.container_id"
        " LEFT JOIN specimen s ON s.id = n.specimen_id WHERE n.requisition_id = ? AND n.line = ?",
        (requisition_id, line),
    ).first()
    if found is None:
        raise Refusal(
            f"Requisition {code} wants no tube {line}.", hint="Scan the requisition again.", code="unknown_line"
        )
    if found[3] is not None:
        raise Refusal(
            f"Tube {line} of requisition {code} was given up as not drawn.",
            hint="To draw it after all, scan the requisition, then YES.",
            code="not_drawn",
        )
    return _Line(code, *found)


def label(connection: Connection, order: Label, occasion: Occasion, rules: DeadlineRules) -> Mapping[str, Value]:
    """A specimen for one wanted tube: nothing is in it yet, and nobody answers for it."""
    require_staff(connection, order.by)
    licensed.require_good(connection, order.by, occasion)
    line = _line(connection, order.requisition_id, order.line)
    identifying.require(connection, order.requisition_id, order.by, occasion)
    _require_unlabelled(order, line)
    require_free(connection, order.number, is_roll=order.is_roll)
    require_label_made(connection, order.number, occasion)
    now = fresh(order.number, order.requisition_id, line.container_id, occasion.at)
    act = Act(Do.BIND if order.is_roll else Do.LABEL, order.by, occasion, rules)
    taken = take(connection, act, [(None, now)])
    specimen_id = taken.standings[0].id
    connection.exec_driver_sql(
        "UPDATE requisition_tube SET specimen_id = ? WHERE requisition_id = ? AND line = ?",
        (specimen_id, order.requisition_id, order.line),
    )
    connection.exec_driver_sql(
        "INSERT INTO specimen_test (specimen_id, test_id) SELECT ?, n.test_id FROM requisition_test n"
        " JOIN test_kind t ON t.id = n.test_id WHERE n.requisition_id = ? AND t.container_id = ?",
        (specimen_id, order.requisition_id, line.container_id),
    )
    tests = tests_of(connection, (specimen_id,)).get(specimen_id, ())
    return {
        **taken.words,
        "requisition": line.requisition,
        "line": order.line,
        "container": line.container,
        "tests": [test.code for test in tests],
    }


def reprint(connection: Connection, order: Reprint) -> Mapping[str, Value]:
    """Labels of tubes that nobody has drawn come out again. Raises Refusal (``drawn_already``): a full tube has its own."""
    require_staff(connection, order.by)
    for number in order.numbers:
        state = connection.exec_driver_sql("SELECT state FROM specimen WHERE number = ?", (number,)).scalar()
        if state != State.LABELLED:
            raise Refusal(
                f"{in_words([number])} is not waiting to be drawn.",
                hint="A label that is spoilt on a full tube: tracker label specimen, with its reason.",
                code="drawn_already",
            )
    told: dict[str, Value] = {
        "do": "specimen.reprint",
        "specimens": list(order.numbers),
        "reason": order.reason,
        "by": order.by,
    }
    return {**told, "is_lacking": True} if order.is_lacking else told


def _require_unlabelled(order: Label, line: _Line) -> None:
    if line.specimen is not None:
        raise Refusal(
            f"Tube {order.line} has a label: {in_words([line.specimen])}.",
            hint="Print that one again; if it cannot be drawn, say NOT DRAWN.",
            code="labelled_already",
        )


def require_free(connection: Connection, number: str, *, is_roll: bool) -> None:
    """Refuse a number that is used (``number_used``), of no roll (``number_of_no_roll``), lies on one and is printed anew
    (``number_on_roll``), or is no specimen's (``not_a_specimen_number``)."""
    if not number.isdigit() or len(number) != 10 or house.specimen_code(int(number[:8])) != number:
        raise Refusal("This is no specimen number.", hint="Scan the tube's own label.", code="not_a_specimen_number")
    if connection.exec_driver_sql("SELECT 1 FROM specimen WHERE number = ?", (number,)).first():
        raise Refusal(
            f"{in_words([number])} is another specimen's already.",
            hint="Put the tube aside; take the next label, or scan the requisition again.",
            code="number_used",
        )
    if is_on_roll(connection, number) == is_roll:
        return
    if is_roll:
        raise Refusal(
            f"{in_words([number])} lies on no roll of ours.",
            hint="Is it another clinic's label? Take one from our own roll.",
            code="number_of_no_roll",
        )
    raise Refusal(
        f"{in_words([number])} lies on a roll: the same label exists already.",
        hint="Scan the requisition again for the next number.",
        code="number_on_roll",
    )


def add_on(connection: Connection, order: AddOn) -> Mapping[str, Value]:
    """One more tube than was ordered, on the next free line."""
    require_staff(connection, order.by)
    code = _requisition(connection, order.requisition_id)
    container = connection.exec_driver_sql("SELECT code FROM container WHERE id = ?", (order.container_id,)).scalar()
    if container is None:
        raise Refusal(
            "This kind of container was never entered here.", hint="Choose one of the list.", code="unknown_container"
        )
    line = connection.exec_driver_sql(
        "INSERT INTO requisition_tube (requisition_id, line, container_id, is_add_on)"
        " SELECT ?1, 1 + coalesce(max(line), 0), ?2, 1 FROM requisition_tube WHERE requisition_id = ?1 RETURNING line",
        (order.requisition_id, order.container_id),
    ).scalar_one()
    return {"do": "requisition.add_on", "by": order.by, "requisition": code, "line": line, "container": container}


def not_drawn(connection: Connection, order: NotDrawn, occasion: Occasion, rules: DeadlineRules) -> Mapping[str, Value]:
    """A wanted tube is given up; the label that was printed for it is void. Nobody need have identified the patient, since
    one who refuses does not answer; but it is told."""
    require_staff(connection, order.by)
    require_text(order.reason, "reason")
    line = _line(connection, order.requisition_id, order.line)
    words: Mapping[str, Value] = {"do": "requisition.not_drawn", "by": order.by, "reason": order.reason}
    if line.specimen is not None:
        before = standings(connection, (line.specimen,))
        require_legal(connection, Do.NOT_COLLECT, before, order.by)
        act = Act(Do.NOT_COLLECT, order.by, occasion, rules, reason=order.reason)
        words = take(connection, act, [(before[0], replace(before[0], state=State.NOT_COLLECTED))]).words
    connection.exec_driver_sql(
        "UPDATE requisition_tube SET not_drawn = ? WHERE requisition_id = ? AND line = ?",
        (order.reason, order.requisition_id, order.line),
    )
    is_identified = identifying.has_identified(connection, order.requisition_id, order.by, occasion)
    return {
        **words,
        "hl7": hl7_event(Do.NOT_COLLECT),
        "requisition": line.requisition,
        "line": order.line,
        "is_identified": is_identified,
    }


def reopen(connection: Connection, order: Reopen, occasion: Occasion) -> Mapping[str, Value]:
    """A line that was given up is wanted again, by whoever has the patient before him. Refused: ``drawn_already``."""
    require_staff(connection, order.by)
    code = _requisition(connection, order.requisition_id)
    identifying.require(connection, order.requisition_id, order.by, occasion)
    was = connection.exec_driver_sql(
        "SELECT not_drawn FROM requisition_tube WHERE requisition_id = ? AND line = ?",
        (order.requisition_id, order.line),
    ).scalar()
    if was is None:
        raise Refusal(
            f"Tube {order.line} of requisition {code} was not given up.",
            hint="Scan the requisition again: it shows what is wanted.",
            code="drawn_already",
        )
    connection.exec_driver_sql(
        "UPDATE requisition_tube SET not_drawn = NULL, specimen_id = NULL WHERE requisition_id = ? AND line = ?",
        (order.requisition_id, order.line),
    )
    return {"do": "requisition.reopen", "by": order.by, "requisition": code, "line": order.line, "was": was}


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
    words = take(connection, Act(Do.COLLECT, order.by, occasion, rules, condition=condition), [(before, after)]).words
    if lot is not None:
        connection.exec_driver_sql(
            "INSERT INTO specimen_lot (specimen_id, lot_id) VALUES (?, ?)", (before.id, order.lot_id)
        )
        words["lot"] = lot
    return {**words, "flags": list(order.flags)} if order.flags else words


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
