"""Everything a screen or report may ask of specimens, bound to one consistent view and one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.specimens import queries, requisitions
from tracker.specimens.board import Board, WithoutPlace, board, missing, without_place
from tracker.specimens.facts import DrawnLot, Specimen
from tracker.specimens.family import History
from tracker.specimens.holder_facts import Shipment
from tracker.specimens.requisition_facts import Requisition
from tracker.specimens.resolving import holder_subject
from tracker.specimens.subjects import HolderSubject, ShipmentSubject
from tracker.specimens.vault import Vault
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class SpecimenReader:
    """Short-lived: it lives as long as its read transaction, and nothing it returns depends on it afterwards.

    ``vault`` None: patients are shown as ``••``.
    """

    connection: Connection
    now: datetime
    vault: Vault | None = None

    def board(self, limit: int = 50) -> Board:
        return board(self.connection, self.now, limit)

    def missing(self, limit: int = 200) -> tuple[Specimen, ...]:
        return missing(self.connection, self.now, limit)

    def find(self, number: str) -> Specimen | None:
        return queries.specimen_by_number(self.connection, number)

    def timeline(self, number: str) -> History | None:
        """None for a number that was never used here."""
        specimen = self.find(number)
        if specimen is None:
            return None
        return History(
            specimen,
            requisitions.patient_of(self.connection, self.vault, specimen.requisition_code),
            queries.timeline(self.connection, specimen.id),
            queries.parents(self.connection, specimen.id),
            queries.children(self.connection, specimen.id),
            tuple(self.lots_of([specimen]).get(specimen.id, ())),
            queries.filled_by(self.connection, specimen.id),
        )

    def lineage(self, number: str) -> tuple[History, ...]:
        """The specimen with all that it was filled from, up the whole line: the oldest first, itself last. Nothing for a
        number that was never used here."""
        found = (self.timeline(each) for each in queries.lineage(self.connection, number))
        return tuple(history for history in found if history is not None)

    def lots_of(self, specimens: Iterable[Specimen]) -> Mapping[int, Sequence[DrawnLot]]:
        """By the specimens' ids."""
        return queries.lots_of(self.connection, (each.id for each in specimens))

    def requisition(self, code: str) -> Requisition | None:
        """By house code, or by the ordering system's number."""
        return requisitions.requisition_by_code(self.connection, self.vault, code)

    def holder(self, code: str) -> HolderSubject | None:
        """A rack, box or bag with all that stands in it."""
        return holder_subject(self.connection, code)

    def shipment(self, code: str) -> ShipmentSubject | None:
        """A trip with what is in it, or was lost with it."""
        found = queries.shipment_by_code(self.connection, code)
        return ShipmentSubject(found, queries.specimens_of(self.connection, found.id)) if found else None

    def manifest(self, code: str) -> ShipmentSubject | None:
        """A trip with all that departed with it, wherever that is now; before it departs, with all in it."""
        found = queries.shipment_by_code(self.connection, code)
        if found is None:
            return None
        packed = queries.manifest_of if found.departed_at is not None else queries.specimens_of
        return ShipmentSubject(found, packed(self.connection, found.id))

    def open_shipments(self) -> tuple[Shipment, ...]:
        """Being packed, on the way, or not yet reconciled; what is expected first comes first."""
        return queries.shipments(
            self.connection,
            "WHERE v.state IN ('open', 'departed', 'arrived') ORDER BY v.expected_at IS NULL, v.expected_at, v.id",
        )

    def without_place(self, limit: int = 200) -> WithoutPlace:
        return without_place(self.connection, self.now, limit)

    def by_lot(self, item_code: str, lot: str) -> tuple[Specimen, ...]:
        """Specimens that were drawn into containers of this lot, e.g. of a recalled one. A lot's letters count in either
        case: wedges and suppliers' files change that."""
        return queries.specimens(
            self.connection,
            "WHERE s.id IN (SELECT n.specimen_id FROM item i JOIN lot t ON t.item_id = i.id"
            " JOIN specimen_lot n ON n.lot_id = t.id WHERE i.code = ? AND t.number = ? COLLATE NOCASE) ORDER BY s.number",
            (item_code, lot),
        )

    def lot_state(self, item_code: str, lot: str) -> str | None:
        """``usable``, ``quarantined`` or ``recalled``; None for a lot that was never entered. Of several that differ by the
        case of a letter, one that must not be used."""
        found = self.connection.exec_driver_sql(
            "SELECT t.state FROM item i JOIN lot t ON t.item_id = i.id WHERE i.code = ? AND t.number = ? COLLATE NOCASE"
            " ORDER BY t.state = 'usable', t.id",
            (item_code, lot),
        ).scalar()
        return str(found) if found is not None else None
