"""One specimen's whole custody as a table, with what it was filled from and what was filled from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from tracker.errors import Refusal
from tracker.reports.badges import printed_names, with_badges
from tracker.reports.custody_pdf import signed_words
from tracker.reports.specimen_cells import day_of, lots_in_words, name_of, time_of, where_of
from tracker.reports.table import Cell, Column, Table
from tracker.specimens.evidence import signatures
from tracker.specimens.facts import CustodyStep
from tracker.specimens.family import History, before
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import Do, hl7_event

_COLUMNS = (
    Column("specimen", "specimen"),
    Column("relation", "relation"),
    Column("seq", "step", "right"),
    Column("at", "time"),
    Column("do", "what"),
    Column("hl7", "HL7"),
    Column("by", "by"),
    Column("state", "state"),
    Column("custodian", "with"),
    Column("where", "where"),
    Column("shipment", "manifest"),
    Column("reason", "reason"),
    Column("condition", "condition"),
    Column("method", "method"),
    Column("witness", "witness"),
    Column("entered_at", "entered afterwards"),
    Column("entered_by", "entered by"),
    Column("proved_by", "by the PIN of"),
    Column("lots", "drawn with"),
    Column("event_id", "event"),
)


def custody(reader: SpecimenReader, number: str, zone: tzinfo | None = None) -> Table:
    """One specimen from its label to now, oldest step first. ``number`` may have a space before its check digits.

    What it was filled from comes before it, each up to the filling (``relation`` ``source``), and its aliquots and pools
    after it with their latest step (``child``); its own steps are ``itself``. The lots that it was drawn with stand in the
    step of its collection, and say if one is recalled.

    Raises :class:`Refusal` (``unknown_specimen``).
    """
    line = reader.lineage(number.replace(" ", ""))
    if not line:
        raise Refusal(
            f"Specimen {number} was never used here.", hint="Give the ten digits on its label.", code="unknown_specimen"
        )
    printed = printed_names(reader.connection)
    rows = tuple(
        (history.specimen.number, relation, *_step_row(with_badges(step, printed), lots_in_words(history.lots), zone))
        for relation, history, steps in _family(reader, line)
        for step in steps
    )
    specimen = line[-1].specimen
    unfit = f", REJECTED ({specimen.rejected_for})" if specimen.is_rejected else ""
    title = f"Custody of {specimen.shown}, {specimen.container}{unfit}"
    return Table("custody", title, day_of(reader, zone), _COLUMNS, rows, _signed(reader, line, zone))


def _signed(reader: SpecimenReader, line: tuple[History, ...], zone: tzinfo | None) -> tuple[str, ...]:
    """Each signature beside the step that it stands for."""
    steps = [(history.specimen.shown, step) for history in line for step in history.steps]
    found = signatures(reader.connection, {step.event_id for _, step in steps})
    return tuple(
        f"Step {step.seq} of {shown} ({step.do.value}) is signed: {signed_words(each, zone)}."
        for shown, step in steps
        for each in found.get(step.event_id, ())
    )


def _family(
    reader: SpecimenReader, line: tuple[History, ...]
) -> Iterator[tuple[str, History, tuple[CustodyStep, ...]]]:
    for source, steps in before(line):
        yield "source", source, steps
    yield "itself", line[-1], line[-1].steps
    for child in line[-1].children:
        history = reader.timeline(child.number)
        assert history is not None
        yield "child", history, history.steps[-1:]


def _step_row(step: CustodyStep, lots: str | None, zone: tzinfo | None) -> tuple[Cell, ...]:
    return (
        step.seq,
        time_of(step.at, zone),
        step.do.value,
        hl7_event(step.do),
        step.by,
        step.state.value,
        name_of(step.custodian),
        where_of(step.spot),
        step.spot.shipment_code,
        step.reason or None,
        step.condition or None,
        step.method or None,
        step.witness or None,
        time_of(step.entered_at, zone),
        step.entered_by or None,
        step.proved_by or None,
        lots if step.do is Do.COLLECT else None,
        step.event_id,
    )
