"""The tables of specimens and their custody, in the manner of :mod:`tracker.inventory.tables`: a description that a test
holds against the migrated tables, for whoever reads the program and for Alembic. No query uses these classes.
"""

from __future__ import annotations

from sqlalchemy import Text
from sqlmodel import Field, SQLModel


class ContainerRecord(SQLModel, table=True):
    __tablename__ = "container"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    draw_order: int
    volume_ul: int
    item_id: int | None = Field(default=None, foreign_key="item.id")


class TestKindRecord(SQLModel, table=True):
    __tablename__ = "test_kind"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    container_id: int = Field(foreign_key="container.id")
    min_volume_ul: int
    transport: str = Field(sa_type=Text)
    spin_minutes: int | None = None
    receive_minutes: int | None = None
    test_minutes: int | None = None
    retention_days: int
    needs_witness: int


class PartnerRecord(SQLModel, table=True):
    __tablename__ = "partner"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    clia: str | None = Field(default=None, sa_type=Text)
    transit_minutes: int


class HolderRecord(SQLModel, table=True):
    """A rack or box with a grid, or a bag."""

    __tablename__ = "holder"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=Text, unique=True)
    name: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    rows: int
    columns: int
    place_id: int | None = Field(default=None, foreign_key="location.id")


class PatientRecord(SQLModel, table=True):
    """Encrypted field by field; all of it is NULL once erased."""

    __tablename__ = "patient"
    id: int | None = Field(default=None, primary_key=True)
    salt: bytes | None = None
    name: bytes | None = None
    born: bytes | None = None
    record: bytes | None = None
    name_index: bytes | None = None
    record_index: bytes | None = Field(default=None, unique=True)
    erased_at: str | None = Field(default=None, sa_type=Text)


class RequisitionRecord(SQLModel, table=True):
    __tablename__ = "requisition"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=Text, unique=True)
    number: str | None = Field(default=None, sa_type=Text, unique=True)
    patient_id: int = Field(foreign_key="patient.id")
    ordered_at: str = Field(sa_type=Text)
    provider: str = Field(sa_type=Text)
    priority: str = Field(sa_type=Text)


class RequisitionTestRecord(SQLModel, table=True):
    __tablename__ = "requisition_test"
    requisition_id: int = Field(foreign_key="requisition.id", primary_key=True)
    test_id: int = Field(foreign_key="test_kind.id", primary_key=True)


class PatientIdentifiedRecord(SQLModel, table=True):
    """Who has passed the challenge for a requisition, and on which clinic day last."""

    __tablename__ = "patient_identified"
    requisition_id: int = Field(foreign_key="requisition.id", primary_key=True)
    done_by: str = Field(sa_type=Text, primary_key=True)
    day: str = Field(sa_type=Text)
    event_id: str = Field(sa_type=Text)


class ShipmentRecord(SQLModel, table=True):
    """One trip of one bag."""

    __tablename__ = "shipment"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=Text, unique=True)
    holder_id: int = Field(foreign_key="holder.id")
    state: str = Field(sa_type=Text)
    sender: str = Field(sa_type=Text)
    target: str | None = Field(default=None, sa_type=Text)
    transport: str | None = Field(default=None, sa_type=Text)
    seal: str | None = Field(default=None, sa_type=Text)
    courier: str | None = Field(default=None, sa_type=Text)
    opened_at: str = Field(sa_type=Text)
    departed_at: str | None = Field(default=None, sa_type=Text)
    expected_at: str | None = Field(default=None, sa_type=Text)
    arrived_at: str | None = Field(default=None, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)


class SpecimenRecord(SQLModel, table=True):
    """Where it stands by its last step, kept in that step's transaction."""

    __tablename__ = "specimen"
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(sa_type=Text, unique=True)
    requisition_id: int | None = Field(default=None, foreign_key="requisition.id")
    container_id: int = Field(foreign_key="container.id")
    is_pool: int
    state: str = Field(sa_type=Text)
    steps: int
    custodian: str | None = Field(default=None, sa_type=Text)
    place_id: int | None = Field(default=None, foreign_key="location.id")
    holder_id: int | None = Field(default=None, foreign_key="holder.id")
    slot: int | None = None
    shipment_id: int | None = Field(default=None, foreign_key="shipment.id")
    since: str = Field(sa_type=Text)
    labelled_at: str | None = Field(default=None, sa_type=Text)
    collected_at: str | None = Field(default=None, sa_type=Text)
    spun_at: str | None = Field(default=None, sa_type=Text)
    received_at: str | None = Field(default=None, sa_type=Text)
    tested_at: str | None = Field(default=None, sa_type=Text)
    spin_by: str | None = Field(default=None, sa_type=Text)
    receive_by: str | None = Field(default=None, sa_type=Text)
    test_by: str | None = Field(default=None, sa_type=Text)
    due_at: str | None = Field(default=None, sa_type=Text)
    due_kind: str | None = Field(default=None, sa_type=Text)
    missing_at: str | None = Field(default=None, sa_type=Text)
    keep_until: str | None = Field(default=None, sa_type=Text)
    rejected_at: str | None = Field(default=None, sa_type=Text)
    rejected_for: str | None = Field(default=None, sa_type=Text)


class RequisitionTubeRecord(SQLModel, table=True):
    """One tube that is wanted, with the specimen that its label made."""

    __tablename__ = "requisition_tube"
    requisition_id: int = Field(foreign_key="requisition.id", primary_key=True)
    line: int = Field(primary_key=True)
    container_id: int = Field(foreign_key="container.id")
    is_add_on: int
    specimen_id: int | None = Field(default=None, foreign_key="specimen.id")
    not_drawn: str | None = Field(default=None, sa_type=Text)


class SpecimenTestRecord(SQLModel, table=True):
    __tablename__ = "specimen_test"
    specimen_id: int = Field(foreign_key="specimen.id", primary_key=True)
    test_id: int = Field(foreign_key="test_kind.id", primary_key=True)


class SpecimenParentRecord(SQLModel, table=True):
    """What an aliquot or a pool was filled from."""

    __tablename__ = "specimen_parent"
    specimen_id: int = Field(foreign_key="specimen.id", primary_key=True)
    parent_id: int = Field(foreign_key="specimen.id", primary_key=True)


class SpecimenLotRecord(SQLModel, table=True):
    """The tube lot that a specimen was drawn with."""

    __tablename__ = "specimen_lot"
    specimen_id: int = Field(foreign_key="specimen.id", primary_key=True)
    lot_id: int = Field(foreign_key="lot.id", primary_key=True)


class CustodyStepRecord(SQLModel, table=True):
    """One step in one specimen's custody. ``event_id`` is the journal's."""

    __tablename__ = "custody_step"
    specimen_id: int = Field(foreign_key="specimen.id", primary_key=True)
    seq: int = Field(primary_key=True)
    event_id: str = Field(sa_type=Text)
    do: str = Field(sa_type=Text)
    at: str = Field(sa_type=Text)
    done_by: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    custodian: str | None = Field(default=None, sa_type=Text)
    place_id: int | None = Field(default=None, foreign_key="location.id")
    holder_id: int | None = Field(default=None, foreign_key="holder.id")
    slot: int | None = None
    shipment_id: int | None = Field(default=None, foreign_key="shipment.id")
    reason: str | None = Field(default=None, sa_type=Text)
    condition: str | None = Field(default=None, sa_type=Text)
    method: str | None = Field(default=None, sa_type=Text)
    witness: str | None = Field(default=None, sa_type=Text)
    rejected_at: str | None = Field(default=None, sa_type=Text)
    rejected_for: str | None = Field(default=None, sa_type=Text)


class TubeRollRecord(SQLModel, table=True):
    """Numbers on labels printed beforehand: eight digits, without their check digits."""

    __tablename__ = "tube_roll"
    first: int | None = Field(default=None, primary_key=True)
    last: int


class ClosedDayRecord(SQLModel, table=True):
    __tablename__ = "closed_day"
    day: str = Field(sa_type=Text, primary_key=True)
    at: str = Field(sa_type=Text)
    done_by: str = Field(sa_type=Text)
    latest_at: str | None = Field(default=None, sa_type=Text)
    """When it was closed once more, the last time; so ``latest_by``."""
    latest_by: str | None = Field(default=None, sa_type=Text)
