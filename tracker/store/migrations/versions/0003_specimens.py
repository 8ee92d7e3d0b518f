"""Patients, requisitions, specimens with their custody, and what they stand and travel in.

A custodian is told by the house code of a person (``B``), a place (``L``) or a partner (``P``), as in the journal. What a
specimen is and where, is kept beside its steps in the same transaction, so that a board over 100,000 open specimens
reads no events. Only what was filled from collected specimens of several patients may belong to no requisition: a pool,
and its aliquots of any depth. Patient data is in ``patient`` alone, encrypted field by field; erased fields are NULL.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATES = (
    "'labelled', 'collected', 'released', 'departed', 'arrived', 'accepted', 'rejected', 'stored', 'retrieved', 'lost',"
    " 'disposed', 'not_collected'"
)

TABLES = (
    """CREATE TABLE container (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        draw_order INTEGER NOT NULL CHECK (draw_order >= 0),
        volume_ul INTEGER NOT NULL CHECK (volume_ul >= 1),
        item_id INTEGER REFERENCES item
    ) STRICT""",
    """CREATE TABLE test_kind (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        container_id INTEGER NOT NULL REFERENCES container,
        min_volume_ul INTEGER NOT NULL CHECK (min_volume_ul >= 0),
        transport TEXT NOT NULL CHECK (transport IN ('ambient', 'refrigerated', 'frozen')),
        spin_minutes INTEGER CHECK (spin_minutes >= 1),
        receive_minutes INTEGER CHECK (receive_minutes >= 1),
        test_minutes INTEGER CHECK (test_minutes >= 1),
        retention_days INTEGER NOT NULL CHECK (retention_days >= 0),
        needs_witness INTEGER NOT NULL CHECK (needs_witness IN (0, 1))
    ) STRICT""",
    """CREATE TABLE partner (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('courier', 'laboratory', 'site')),
        clia TEXT,
        transit_minutes INTEGER NOT NULL CHECK (transit_minutes >= 1),
        CHECK (kind <> 'laboratory' OR clia IS NOT NULL)
    ) STRICT""",
    """CREATE TABLE holder (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('rack', 'box', 'bag')),
        rows INTEGER NOT NULL CHECK (rows BETWEEN 0 AND 26),
        columns INTEGER NOT NULL CHECK (columns BETWEEN 0 AND 40),
        place_id INTEGER REFERENCES location,
        CHECK ((rows = 0) = (columns = 0)),
        CHECK (kind = 'bag' OR rows > 0)
    ) STRICT""",
    """CREATE TABLE patient (
        id INTEGER PRIMARY KEY,
        salt BLOB,
        name BLOB,
        born BLOB,
        record BLOB,
        name_index BLOB,
        record_index BLOB UNIQUE,
        erased_at TEXT,
        CHECK (erased_at IS NULL OR coalesce(salt, name, born, record, name_index, record_index) IS NULL)
    ) STRICT""",
    "CREATE INDEX patient_by_name ON patient (name_index) WHERE name_index IS NOT NULL",
    """CREATE TABLE requisition (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        number TEXT UNIQUE,
        patient_id INTEGER NOT NULL REFERENCES patient,
        ordered_at TEXT NOT NULL,
        provider TEXT NOT NULL,
        priority TEXT NOT NULL CHECK (priority IN ('routine', 'stat'))
    ) STRICT""",
    "CREATE INDEX requisition_by_patient ON requisition (patient_id)",
    """CREATE TABLE requisition_test (
        requisition_id INTEGER NOT NULL REFERENCES requisition,
        test_id INTEGER NOT NULL REFERENCES test_kind,
        PRIMARY KEY (requisition_id, test_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE patient_identified (
        requisition_id INTEGER NOT NULL REFERENCES requisition,
        done_by TEXT NOT NULL,
        day TEXT NOT NULL,
        event_id TEXT NOT NULL REFERENCES journal (event_id) DEFERRABLE INITIALLY DEFERRED,
        PRIMARY KEY (requisition_id, done_by)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE shipment (
        id INTEGER PRIMARY KEY,
        code TEXT NOT NULL UNIQUE,
        holder_id INTEGER NOT NULL REFERENCES holder,
        state TEXT NOT NULL CHECK (state IN ('open', 'departed', 'arrived', 'reconciled', 'lost')),
        sender TEXT NOT NULL,
        target TEXT,
        transport TEXT CHECK (transport IN ('ambient', 'refrigerated', 'frozen')),
        seal TEXT,
        courier TEXT,
        opened_at TEXT NOT NULL,
        departed_at TEXT,
        expected_at TEXT,
        arrived_at TEXT,
        reason TEXT,
        CHECK (state IN ('open', 'lost') OR (departed_at IS NOT NULL AND courier IS NOT NULL AND target IS NOT NULL
            AND expected_at IS NOT NULL))
    ) STRICT""",
    """CREATE UNIQUE INDEX shipment_of_bag ON shipment (holder_id)
        WHERE state IN ('open', 'departed', 'arrived')""",
    f"""CREATE TABLE specimen (
        id INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        requisition_id INTEGER REFERENCES requisition,
        container_id INTEGER NOT NULL REFERENCES container,
        is_pool INTEGER NOT NULL CHECK (is_pool IN (0, 1)),
        state TEXT NOT NULL CHECK (state IN ({STATES})),
        steps INTEGER NOT NULL CHECK (steps >= 1),
        custodian TEXT,
        place_id INTEGER REFERENCES location,
        holder_id INTEGER REFERENCES holder,
        slot INTEGER CHECK (slot >= 1),
        shipment_id INTEGER REFERENCES shipment,
        since TEXT NOT NULL,
        labelled_at TEXT,
        collected_at TEXT,
        spun_at TEXT,
        received_at TEXT,
        tested_at TEXT,
        spin_by TEXT,
        receive_by TEXT,
        test_by TEXT,
        due_at TEXT,
        due_kind TEXT CHECK (due_kind IN ('spin', 'receive', 'test')),
        missing_at TEXT,
        keep_until TEXT,
        rejected_at TEXT,
        rejected_for TEXT,
        UNIQUE (holder_id, slot),
        CHECK ((custodian IS NULL) = (state IN ('labelled', 'not_collected'))),
        CHECK (slot IS NULL OR holder_id IS NOT NULL),
        CHECK ((due_at IS NULL) = (due_kind IS NULL)),
        CHECK ((rejected_at IS NULL) = (rejected_for IS NULL)),
        CHECK (rejected_at IS NULL OR state NOT IN ('collected', 'accepted', 'retrieved')),
        CHECK (rejected_at IS NULL OR due_at IS NULL),
        CHECK (rejected_at IS NOT NULL OR state <> 'rejected'),
        CHECK (requisition_id IS NOT NULL OR collected_at IS NOT NULL)
    ) STRICT""",
    """CREATE INDEX specimen_open ON specimen (state, due_at)
        WHERE state NOT IN ('disposed', 'not_collected')""",
    "CREATE INDEX specimen_due ON specimen (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX specimen_missing ON specimen (missing_at) WHERE missing_at IS NOT NULL",
    """CREATE INDEX specimen_rejected ON specimen (rejected_at)
        WHERE rejected_at IS NOT NULL AND state NOT IN ('disposed', 'not_collected')""",
    "CREATE INDEX specimen_by_requisition ON specimen (requisition_id)",
    """CREATE INDEX specimen_by_custodian ON specimen (custodian, state)
        WHERE state NOT IN ('disposed', 'not_collected')""",
    "CREATE INDEX specimen_by_holder ON specimen (holder_id) WHERE holder_id IS NOT NULL",
    "CREATE INDEX specimen_by_shipment ON specimen (shipment_id) WHERE shipment_id IS NOT NULL",
    """CREATE TABLE requisition_tube (
        requisition_id INTEGER NOT NULL REFERENCES requisition,
        line INTEGER NOT NULL CHECK (line >= 1),
        container_id INTEGER NOT NULL REFERENCES container,
        is_add_on INTEGER NOT NULL CHECK (is_add_on IN (0, 1)),
        specimen_id INTEGER REFERENCES specimen,
        not_drawn TEXT,
        PRIMARY KEY (requisition_id, line)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE specimen_test (
        specimen_id INTEGER NOT NULL REFERENCES specimen,
        test_id INTEGER NOT NULL REFERENCES test_kind,
        PRIMARY KEY (specimen_id, test_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE specimen_parent (
        specimen_id INTEGER NOT NULL REFERENCES specimen,
        parent_id INTEGER NOT NULL REFERENCES specimen,
        PRIMARY KEY (specimen_id, parent_id),
        CHECK (specimen_id > parent_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX specimen_child ON specimen_parent (parent_id)",
    """CREATE TABLE specimen_lot (
        specimen_id INTEGER NOT NULL REFERENCES specimen,
        lot_id INTEGER NOT NULL REFERENCES lot,
        PRIMARY KEY (specimen_id, lot_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX specimen_by_lot ON specimen_lot (lot_id)",
    f"""CREATE TABLE custody_step (
        specimen_id INTEGER NOT NULL REFERENCES specimen,
        seq INTEGER NOT NULL CHECK (seq >= 1),
        event_id TEXT NOT NULL REFERENCES journal (event_id) DEFERRABLE INITIALLY DEFERRED,
        do TEXT NOT NULL,
        at TEXT NOT NULL,
        done_by TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ({STATES})),
        custodian TEXT,
        place_id INTEGER REFERENCES location,
        holder_id INTEGER REFERENCES holder,
        slot INTEGER,
        shipment_id INTEGER REFERENCES shipment,
        reason TEXT,
        condition TEXT,
        method TEXT,
        witness TEXT,
        rejected_at TEXT,
        rejected_for TEXT,
        PRIMARY KEY (specimen_id, seq)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX custody_step_by_event ON custody_step (event_id)",
    """CREATE INDEX custody_step_on_manifest ON custody_step (shipment_id)
        WHERE do = 'depart'""",
    """CREATE TABLE tube_roll (
        first INTEGER PRIMARY KEY,
        last INTEGER NOT NULL CHECK (last >= first)
    ) STRICT""",
    """CREATE TABLE closed_day (
        day TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        done_by TEXT NOT NULL,
        latest_at TEXT,
        latest_by TEXT
    ) STRICT, WITHOUT ROWID""",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
