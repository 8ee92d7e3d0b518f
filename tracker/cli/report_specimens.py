"""Reports about specimens, and the two of them that are papers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tracker.cli.report_asked import Wanted
from tracker.config import Settings
from tracker.inventory.tracing import trace
from tracker.labelling.faults import in_families
from tracker.labelling.finding import item_named
from tracker.reports import specimens as tables
from tracker.reports.table import Table
from tracker.reports.trace import trace_table
from tracker.specimens.reader import SpecimenReader
from tracker.station.opening import clock_of, today_of
from tracker.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Papered:
    """A paper that is made already, and whether it tells of something that is to be done."""

    content: bytes
    has_findings: bool = False


def _reader(connection: Connection) -> SpecimenReader:
    return SpecimenReader(connection, clock_of(connection)())


def missing(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    return _alarming(tables.missing(_reader(connection), settings.zone))


def without_place(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    return _alarming(tables.without_place(_reader(connection), settings.zone))


def _alarming(table: Table) -> Table:
    """Every line of it is something to do."""
    return replace(table, has_findings=bool(table.rows))


def specimens(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    return tables.specimens(_reader(connection), settings.zone)


def lot(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    item, _ = item_named(connection, wanted.what[0])
    table, is_any_open = tables.drawn_in(_reader(connection), item.code, wanted.what[1], settings.zone)
    return replace(table, has_findings=is_any_open)


def trace_lot(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    item, _ = item_named(connection, wanted.what[0])
    traced = trace(connection, item, wanted.what[1])
    drawn = _reader(connection).by_lot(item.code, traced.lot.number) if traced.lot.number else ()
    return trace_table(traced, drawn, today_of(connection, settings), settings.zone)


def custody(connection: Connection, settings: Settings, wanted: Wanted) -> Table | Papered:
    # With all that draws on paper, a fifth of a second that no other report needs.
    from labels.card import Paper
    from tracker.reports import specimen_custody
    from tracker.reports.custody import checkpoint_over, custody_of, line_of, paper_of
    from tracker.reports.custody_pdf import custody_pdf

    reader, number = _reader(connection), wanted.what[0]
    is_missing = tables.is_missing(reader, number)
    if wanted.form != "pdf":
        return replace(specimen_custody.custody(reader, number, settings.zone), has_findings=is_missing)
    line = line_of(reader, number)
    found = custody_of(reader, line, checkpoint_over(reader.connection, line), settings.zone)
    with in_families():
        return Papered(custody_pdf(paper_of(found), Paper(wanted.paper)), is_missing)


def manifest(connection: Connection, settings: Settings, wanted: Wanted) -> Table | Papered:
    from labels.card import Paper
    from tracker.reports.manifest import manifest_pdf, manifest_table
    from tracker.reports.manifests import manifest_of

    found = manifest_of(_reader(connection), wanted.what[0].upper(), clinic_clia=settings.clia, zone=settings.zone)
    if wanted.form != "pdf":
        return manifest_table(found)
    with in_families():
        return Papered(manifest_pdf(found, Paper(wanted.paper)))
