"""Questions to specimens and what they stand and travel in, each answered by frozen facts from one consistent view.

Any number of specimens costs three statements: their rows, everybody in them, their tests. A rack of 96 asks no more often
than one tube. A question that a partial index shall answer repeats that index's condition, even where another one implies
it: SQLite looks for the words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from tracker.specimens import rows
from tracker.specimens.facts import Container, CustodyStep, DrawnLot, Partner, Party, Specimen, Test
from tracker.specimens.holder_facts import Holder, Shipment
from tracker.specimens.parties import parties
from tracker.specimens.rows import (
    CONTAINER,
    CUSTODIAN,
    HOLDER,
    HOLDER_FROM,
    HOLDER_WIDTH,
    PARTNER,
    SHIPMENT,
    SPECIMEN,
    SPECIMEN_FROM,
    STEP,
    STEP_FROM,
    STEP_PARTIES,
    TEST,
)
from tracker.store.connection import Connection, Row, Values


def specimens(connection: Connection, rest: str, values: Values = ()) -> tuple[Specimen, ...]:
    """The specimens that ``rest`` (WHERE, ORDER BY, LIMIT over ``s``) selects."""
    found = connection.exec_driver_sql(f"SELECT {SPECIMEN} FROM {SPECIMEN_FROM} {rest}", values).all()
    if not found:
        return ()
    known = parties(connection, (row[CUSTODIAN] for row in found))
    tests = tests_of(connection, (row[0] for row in found))
    return tuple(rows.specimen(row, known, tests.get(row[0], ())) for row in found)


def tests_of(connection: Connection, specimen_ids: Iterable[int]) -> Mapping[int, Sequence[Test]]:
    """The tests that each specimen was drawn for, in order of their codes."""
    found = connection.exec_driver_sql(
        f"SELECT n.specimen_id, {TEST} FROM specimen_test n JOIN test_kind t ON t.id = n.test_id"
        " WHERE n.specimen_id IN (SELECT value FROM json_each(?)) ORDER BY t.code",
        (json.dumps(list(specimen_ids)),),
    )
    tests: dict[int, list[Test]] = {}
    for row in found:
        tests.setdefault(row[0], []).append(rows.test(row[1:]))
    return tests


def specimen_by_number(connection: Connection, number: str) -> Specimen | None:
    found = specimens(connection, "WHERE s.number = ?", (number,))
    return found[0] if found else None


def specimens_by_number(connection: Connection, numbers: Iterable[str]) -> tuple[Specimen, ...]:
    """Those of these numbers, in no order that anybody may count on."""
    return specimens(connection, "WHERE s.number IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))


def specimens_in(connection: Connection, holder_id: int) -> tuple[Specimen, ...]:
    """All that stands in a rack, box or bag: by slot, what has none last and by number."""
    return specimens(connection, "WHERE s.holder_id = ? ORDER BY s.slot IS NULL, s.slot, s.number", (holder_id,))


def specimens_of(connection: Connection, shipment_id: int) -> tuple[Specimen, ...]:
    """What a shipment has in it, or lost: each until somebody has taken it over."""
    return specimens(connection, "WHERE s.shipment_id = ? ORDER BY s.number", (shipment_id,))


def manifest_of(connection: Connection, shipment_id: int) -> tuple[Specimen, ...]:
    """All that departed with a shipment, wherever it is now."""
    return specimens(
        connection,
        "WHERE s.id IN (SELECT specimen_id FROM custody_step WHERE shipment_id = ? AND do = 'depart') ORDER BY s.number",
        (shipment_id,),
    )


def departure_of(connection: Connection, shipment_id: int) -> str | None:
    """The id of the event by which a shipment departed."""
    found = connection.exec_driver_sql(
        "SELECT event_id FROM custody_step WHERE shipment_id = ? AND do = 'depart' LIMIT 1", (shipment_id,)
    ).scalar()
    return str(found) if found is not None else None


def released_by(connection: Connection, badge: str) -> tuple[Specimen, ...]:
    """What a person offers and nobody has accepted yet."""
    return specimens(
        connection,
        "WHERE s.custodian = ? AND s.state = 'released' AND s.state NOT IN ('disposed', 'not_collected')"
        " ORDER BY s.since, s.number",
        (badge,),
    )


def held_by(connection: Connection, badge: str) -> int:
    """How many open specimens are in a person's name."""
    found = connection.exec_driver_sql(
        "SELECT count(*) FROM specimen WHERE custodian = ? AND state NOT IN ('disposed', 'not_collected')", (badge,)
    )
    return int(found.scalar_one())


def children(connection: Connection, specimen_id: int) -> tuple[Specimen, ...]:
    """Aliquots and pools that were filled from it."""
    return specimens(
        connection,
        "WHERE s.id IN (SELECT specimen_id FROM specimen_parent WHERE parent_id = ?) ORDER BY s.id",
        (specimen_id,),
    )


def filled_by(connection: Connection, specimen_id: int) -> Mapping[str, str]:
    """The number of what was filled from it, by the id of the event that did so."""
    found = connection.exec_driver_sql(
        "SELECT k.event_id, s.number FROM specimen_parent n JOIN specimen s ON s.id = n.specimen_id"
        " JOIN custody_step k ON k.specimen_id = s.id AND k.seq = 1 WHERE n.parent_id = ?",
        (specimen_id,),
    )
    return dict(found.all())


def parents(connection: Connection, specimen_id: int) -> tuple[Specimen, ...]:
    return specimens(
        connection,
        "WHERE s.id IN (SELECT parent_id FROM specimen_parent WHERE specimen_id = ?) ORDER BY s.id",
        (specimen_id,),
    )


def lineage(connection: Connection, number: str) -> tuple[str, ...]:
    """A specimen's number and those of all that it was filled from, up the whole line, the oldest first."""
    found = connection.exec_driver_sql(
        "WITH RECURSIVE line (id) AS (SELECT id FROM specimen WHERE number = ?"
        " UNION SELECT n.parent_id FROM specimen_parent n JOIN line ON n.specimen_id = line.id)"
        # A child's id is higher than its parents': the table's own CHECK.
        " SELECT s.number FROM line JOIN specimen s ON s.id = line.id ORDER BY s.id",
        (number,),
    )
    return tuple(found.scalars())


def lots_of(connection: Connection, specimen_ids: Iterable[int]) -> Mapping[int, Sequence[DrawnLot]]:
    """The tube lots that each specimen was drawn with; one without any is left out."""
    found = connection.exec_driver_sql(
        "SELECT n.specimen_id, i.name, t.number, t.state FROM specimen_lot n JOIN lot t ON t.id = n.lot_id"
        " JOIN item i ON i.id = t.item_id WHERE n.specimen_id IN (SELECT value FROM json_each(?))"
        " ORDER BY i.name, t.number",
        (json.dumps(list(specimen_ids)),),
    )
    lots: dict[int, list[DrawnLot]] = {}
    for specimen_id, item, number, state in found:
        lots.setdefault(specimen_id, []).append(DrawnLot(item, number, state))
    return lots


def timeline(connection: Connection, specimen_id: int) -> tuple[CustodyStep, ...]:
    """Every step of custody, oldest first: by sequence, whatever the clocks said."""
    found = connection.exec_driver_sql(
        f"SELECT {STEP} FROM {STEP_FROM} WHERE k.specimen_id = ? ORDER BY k.seq", (specimen_id,)
    ).all()
    known = parties(connection, (row[at] for row in found for at in STEP_PARTIES))
    return tuple(rows.step(row, known) for row in found)


def holder_by_code(connection: Connection, code: str) -> Holder | None:
    found = connection.exec_driver_sql(f"SELECT {HOLDER} FROM {HOLDER_FROM} WHERE h.code = ?", (code,)).first()
    return rows.holder(found) if found else None


def partner_by_code(connection: Connection, code: str) -> Partner | None:
    found = connection.exec_driver_sql(f"SELECT {PARTNER} FROM partner a WHERE a.code = ?", (code,)).first()
    return rows.partner(found) if found else None


def shipments(connection: Connection, rest: str, values: Values = ()) -> tuple[Shipment, ...]:
    """The shipments that ``rest`` (WHERE, ORDER BY, LIMIT over ``v``) selects."""
    found = connection.exec_driver_sql(
        f"SELECT {HOLDER}, {SHIPMENT} FROM shipment v JOIN holder h ON h.id = v.holder_id"
        f" LEFT JOIN location p ON p.id = h.place_id {rest}",
        values,
    ).all()
    known = _everybody(connection, found)
    return tuple(rows.shipment(row[HOLDER_WIDTH:], rows.holder(row), known) for row in found)


def _everybody(connection: Connection, found: Sequence[Row]) -> Mapping[str, Party]:
    """Sender, target and courier of each."""
    return parties(connection, (row[HOLDER_WIDTH + at] for row in found for at in (3, 4, 7)))


def shipment_of(connection: Connection, holder_id: int) -> Shipment | None:
    """The trip that a bag is packed for or on; None between two trips."""
    found = shipments(connection, "WHERE v.holder_id = ? AND v.state IN ('open', 'departed', 'arrived')", (holder_id,))
    return found[0] if found else None


def shipment_by_code(connection: Connection, code: str) -> Shipment | None:
    found = shipments(connection, "WHERE v.code = ?", (code,))
    return found[0] if found else None


def containers(connection: Connection) -> tuple[Container, ...]:
    """Every kind that the clinic has, in order of draw."""
    found = connection.exec_driver_sql(f"SELECT {CONTAINER} FROM container c ORDER BY c.draw_order, c.code")
    return tuple(rows.container(row) for row in found)


def lost(connection: Connection) -> tuple[str, ...]:
    """The numbers of what is declared lost, in order."""
    found = connection.exec_driver_sql(
        "SELECT number FROM specimen WHERE state NOT IN ('disposed', 'not_collected') AND state = 'lost' ORDER BY number"
    )
    return tuple(found.scalars())


def specimens_numbered(connection: Connection, numbers: Iterable[str]) -> tuple[Specimen, ...]:
    """Those of the numbers that are known."""
    return specimens(connection, "WHERE s.number IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))
