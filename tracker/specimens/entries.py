"""What a clinic tells of tests, tubes, partners, racks and orders, as checked rows, and what is known of them already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from tracker.specimens.facts import Container, PartyKind, Test, Transport
from tracker.specimens.holder_facts import HolderKind
from tracker.specimens.patients import Patient

NO_LIMIT: Final = 0
"""In a row: the file says that there is no such limit. None: it does not say, and what is known stays."""


@dataclass(frozen=True, slots=True)
class ContainerRow:
    code: str
    name: str
    draw_order: int
    volume_ul: int
    item_code: str
    """The catalogue's item; empty where the file does not say."""
    line: int


@dataclass(frozen=True, slots=True)
class TestRow:
    """Limits are minutes from collection, :data:`NO_LIMIT` or None."""

    __test__ = False

    code: str
    name: str
    container_code: str
    min_volume_ul: int
    transport: Transport
    spin_minutes: int | None
    receive_minutes: int | None
    test_minutes: int | None
    retention_days: int
    needs_witness: bool
    line: int


@dataclass(frozen=True, slots=True)
class PartnerRow:
    code: str
    """Empty for the known partner of this kind and name, else a new one."""
    name: str
    kind: PartyKind
    clia: str
    transit_minutes: int
    line: int


@dataclass(frozen=True, slots=True)
class HolderRow:
    code: str
    """Empty for the known holder of this kind and name, else a new one."""
    name: str
    kind: HolderKind
    rows: int
    columns: int
    location_code: str
    line: int


@dataclass(frozen=True, slots=True)
class NewRequisition:
    """What a clinician has ordered, for whom."""

    patient: Patient = field(repr=False)
    tests: tuple[str, ...]
    """Codes."""
    provider: str
    is_stat: bool = False
    number: str = ""
    """The ordering system's own; empty where it was entered by hand."""
    ordered_at: datetime | None = None
    """None: now. Without a zone it is the clinic's wall clock."""


@dataclass(frozen=True, slots=True)
class RequisitionRow:
    new: NewRequisition
    line: int


@dataclass(frozen=True, slots=True)
class KnownLab:
    """What the clinic's laboratory tables hold, as far as a file can contradict it."""

    containers: Mapping[str, Container] = field(default_factory=dict)
    """By code."""
    tests: Mapping[str, Test] = field(default_factory=dict)
    """By code."""
    partners: Mapping[str, str] = field(default_factory=dict)
    """House code → CLIA number, empty where there is none."""
    partner_names: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(kind, name) → house code."""


NOTHING_KNOWN_OF_THE_LAB: Final = KnownLab()
