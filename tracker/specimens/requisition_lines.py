"""A requisition's wanted tubes: one more, one given up, one wanted again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.specimens import identifying
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.deciding import require_legal, require_text
from tracker.specimens.orders import AddOn, NotDrawn, Reopen
from tracker.specimens.parties import require_staff
from tracker.specimens.standing import standings
from tracker.specimens.states import Do, State, hl7_event
from tracker.specimens.stepping import Act, take
from tracker.store.connection import Connection


def requisition_code(connection: Connection, requisition_id: int) -> str:
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
class WantedTube:
    requisition: str
    container_id: int
    container: str
    specimen: str | None
    not_drawn: str | None


def wanted_tube(connection: Connection, requisition_id: int, line: int) -> WantedTube:
    """A wanted tube that was not given up. Raises :class:`Refusal`: ``unknown_line``, ``not_drawn``."""
    code = requisition_code(connection, requisition_id)
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
    return WantedTube(code, *found)


def add_on(connection: Connection, order: AddOn) -> Mapping[str, Value]:
    """One more tube than was ordered, on the next free line."""
    require_staff(connection, order.by)
    code = requisition_code(connection, order.requisition_id)
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
    line = wanted_tube(connection, order.requisition_id, order.line)
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
    code = requisition_code(connection, order.requisition_id)
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
