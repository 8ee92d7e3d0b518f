"""Database rows to facts: the columns that every query selects, and the one place that knows their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from tracker.journal.late import is_late
from tracker.specimens.facts import (
    Container,
    CustodyStep,
    DueKind,
    Partner,
    Party,
    PartyKind,
    Specimen,
    Spot,
    Test,
    Transport,
)
from tracker.specimens.holder_facts import Holder, HolderKind, Shipment, ShipmentState
from tracker.specimens.parties import named
from tracker.specimens.states import Do, State
from tracker.specimens.storage import slot_name
from tracker.specimens.transport import strictest

SPOT = "p.id, p.path, h.code, h.name, {of}.slot, h.columns, v.code"
SPOT_JOINS = (
    " LEFT JOIN location p ON p.id = {of}.place_id LEFT JOIN holder h ON h.id = {of}.holder_id"
    " LEFT JOIN shipment v ON v.id = {of}.shipment_id"
)
SPECIMEN = (
    "s.id, s.number, c.name, c.code, s.state, s.steps, s.custodian, "
    + SPOT.format(of="s")
    + ", s.since, s.labelled_at, s.collected_at, s.spun_at, s.received_at, s.tested_at, s.due_at, s.due_kind,"
    " s.missing_at, s.keep_until, r.code, s.is_pool, s.rejected_at, s.rejected_for"
)
SPECIMEN_FROM = (
    "specimen s JOIN container c ON c.id = s.container_id"
    + SPOT_JOINS.format(of="s")
    + " LEFT JOIN requisition r ON r.id = s.requisition_id"
)
STEP = (
    "k.seq, k.do, k.at, k.done_by, k.state, k.custodian, "
    + SPOT.format(of="k")
    + ", k.reason, k.condition, k.method, k.witness, k.event_id, "
    # Whatever was entered afterwards the journal alone tells: so it cannot be told otherwise than it is signed.
    + ", ".join(
        f"CASE WHEN json_valid(CAST(j.body AS TEXT)) THEN json_extract(CAST(j.body AS TEXT), '$.{name}') END"
        for name in ("entered_by", "stored", "proved_by")
    )
)
STEP_FROM = "custody_step k LEFT JOIN journal j ON j.event_id = k.event_id" + SPOT_JOINS.format(of="k")
CONTAINER = "c.id, c.code, c.name, c.draw_order, c.volume_ul, c.item_id"
TEST = (
    "t.code, t.name, t.container_id, t.min_volume_ul, t.transport, t.spin_minutes, t.receive_minutes, t.test_minutes,"
    " t.retention_days, t.needs_witness"
)
HOLDER = "h.id, h.code, h.name, h.kind, h.rows, h.columns, h.place_id, p.path, p.code"
HOLDER_FROM = "holder h LEFT JOIN location p ON p.id = h.place_id"
SHIPMENT = (
    "v.id, v.code, v.state, v.sender, v.target, v.transport, v.seal, v.courier, v.opened_at, v.departed_at,"
    " v.expected_at, v.arrived_at, v.reason"
)
PARTNER = "a.code, a.name, a.kind, a.clia, a.transit_minutes"

CUSTODIAN, SPOT_AT = 6, 7
"""Where a SPECIMEN row has them; a STEP row has both one column earlier."""
STEP_PARTIES = (3, 5, 16, 18, 20)
"""Where a STEP row has who did it, the custodian, the witness, who entered it afterwards, and who answered for it by
his PIN."""
HOLDER_WIDTH = 9


# A board's times repeat: all tubes of a rack were accepted at once.
@lru_cache(maxsize=4096)
def when(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _maybe(text: str | None) -> datetime | None:
    return when(text) if text is not None else None


def spot(row: Sequence[Any]) -> Spot:
    """From ``SPOT``."""
    place_id, place, code, holder, slot, columns, shipment = row[:7]
    name = slot_name(slot, columns) if slot is not None and columns else ""
    return Spot(place_id, place or "", code, holder or "", slot, name, shipment)


def specimen(row: Sequence[Any], known: Mapping[str, Party], tests: Sequence[Test]) -> Specimen:
    """From ``SPECIMEN``, with everybody in it, and its tests in order of their codes."""
    at = row[SPOT_AT + 7 :]
    return Specimen(
        id=row[0],
        number=row[1],
        container=row[2],
        container_code=row[3],
        state=State(row[4]),
        steps=row[5],
        custodian=named(known, row[CUSTODIAN]),
        spot=spot(row[SPOT_AT:]),
        since=when(at[0]),
        labelled_at=_maybe(at[1]),
        collected_at=_maybe(at[2]),
        spun_at=_maybe(at[3]),
        received_at=_maybe(at[4]),
        tested_at=_maybe(at[5]),
        due_at=_maybe(at[6]),
        due_kind=DueKind(at[7]) if at[7] is not None else None,
        missing_at=_maybe(at[8]),
        keep_until=_maybe(at[9]),
        requisition_code=at[10],
        transport=strictest(test.transport for test in tests) or Transport.AMBIENT,
        tests=tuple(test.code for test in tests),
        needs_witness=any(test.needs_witness for test in tests),
        is_pool=bool(at[11]),
        is_spun_for_tests=not tests or any(test.spin_minutes is not None for test in tests),
        rejected_at=_maybe(at[12]),
        rejected_for=at[13] or "",
    )


def step(row: Sequence[Any], known: Mapping[str, Party]) -> CustodyStep:
    """From ``STEP``, with everybody in it."""
    # Nobody says of a recording who has played it: whose scans it has, answers for them.
    entered = row[18] or (row[3] if is_late(row[2], row[19]) else None)
    by, witness, entered_by, proved_by = (named(known, each) for each in (row[3], row[16], entered, row[20]))
    return CustodyStep(
        seq=row[0],
        do=Do(row[1]),
        at=when(row[2]),
        by=by.name if by else "",
        by_code=row[3],
        state=State(row[4]),
        custodian=named(known, row[5]),
        spot=spot(row[6:]),
        reason=row[13] or "",
        condition=row[14] or "",
        method=row[15] or "",
        witness=witness.name if witness else "",
        event_id=row[17],
        witness_code=row[16] or "",
        entered_at=when(row[19]) if entered else None,
        entered_by=entered_by.name if entered_by else "",
        entered_by_code=entered or "",
        proved_by=proved_by.name if proved_by else "",
        proved_by_code=row[20] or "",
    )


def container(row: Sequence[Any]) -> Container:
    return Container(row[0], row[1], row[2], row[3], row[4], row[5])


def test(row: Sequence[Any]) -> Test:
    return Test(row[0], row[1], row[2], row[3], Transport(row[4]), row[5], row[6], row[7], row[8], bool(row[9]))


def holder(row: Sequence[Any]) -> Holder:
    return Holder(row[0], row[1], row[2], HolderKind(row[3]), row[4], row[5], row[6], row[7] or "", row[8])


def shipment(row: Sequence[Any], held_in: Holder, known: Mapping[str, Party]) -> Shipment:
    """From ``SHIPMENT``, with its bag and everybody in it."""
    sender = named(known, row[3])
    assert sender is not None
    return Shipment(
        id=row[0],
        code=row[1],
        holder=held_in,
        state=ShipmentState(row[2]),
        sender=sender,
        target=named(known, row[4]),
        transport=Transport(row[5]) if row[5] is not None else None,
        seal=row[6] or "",
        courier=named(known, row[7]),
        opened_at=when(row[8]),
        departed_at=_maybe(row[9]),
        expected_at=_maybe(row[10]),
        arrived_at=_maybe(row[11]),
        reason=row[12] or "",
    )


def partner(row: Sequence[Any]) -> Partner:
    return Partner(row[0], row[1], PartyKind(row[2]), row[3], row[4])
