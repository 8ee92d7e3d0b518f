"""Labels of tubes that nobody has drawn yet: each is a specimen with nothing in it."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.specimens import identifying, licensed
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.order_of_times import require_label_made
from tracker.specimens.orders import Label, Reprint
from tracker.specimens.parties import require_staff
from tracker.specimens.queries import tests_of
from tracker.specimens.requisition_lines import WantedTube, wanted_tube
from tracker.specimens.requisitions import is_on_roll
from tracker.specimens.standing import fresh, in_words
from tracker.specimens.states import Do, State
from tracker.specimens.stepping import Act, take
from tracker.store.connection import Connection


def label(connection: Connection, order: Label, occasion: Occasion, rules: DeadlineRules) -> Mapping[str, Value]:
    """A specimen for one wanted tube: nothing is in it yet, and nobody answers for it."""
    require_staff(connection, order.by)
    licensed.require_good(connection, order.by, occasion)
    line = wanted_tube(connection, order.requisition_id, order.line)
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


def _require_unlabelled(order: Label, line: WantedTube) -> None:
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
