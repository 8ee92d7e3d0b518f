"""One patient's data in the two forms in which it is handed out: an object for programs, and lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from textwrap import wrap

from tracker.reports.table import Cell, Column, Table
from tracker.specimens.facts import CustodyStep
from tracker.specimens.family import History
from tracker.specimens.patient_copy import PatientCopy
from tracker.specimens.requisition_facts import Requisition
from tracker.text import safe

_WIDTH = 80
_COLUMNS = (
    Column("about", "about"),
    Column("at", "when"),
    Column("what", "what"),
    Column("by", "by"),
    Column("where", "where"),
    Column("more", "more"),
)


def copy_object(copy: PatientCopy, clinic: str, people: Mapping[str, str], zone: tzinfo | None) -> dict[str, object]:
    """For JSON. Times are ISO 8601 with the clinic's offset; ``people`` are names by badge."""
    patient = copy.patient
    return {
        "what": "all that this clinic's specimen tracker keeps of one patient (45 CFR 164.524)",
        "clinic": clinic,
        "made_at": _iso(copy.made_at, zone),
        "patient": {
            "family_name": patient.family,
            "given_name": patient.given,
            "birth_date": patient.born.isoformat(),
            "record_number": patient.record,
        },
        "requisitions": [_requisition(each, zone) for each in copy.requisitions],
        "specimens": [_specimen(each, zone) for each in copy.specimens],
        "accesses": [
            {
                "at": _iso(each.at, zone),
                "by": people.get(each.by, each.by),
                "what": each.act,
                "of": list(each.about),
                "reason": each.reason or None,
                "station": each.station,
            }
            for each in copy.accesses
        ],
        "scans": [{"at": _iso(at, zone), "data": data} for at, data in copy.scans],
    }


def _requisition(each: Requisition, zone: tzinfo | None) -> dict[str, object]:
    return {
        "code": each.code,
        "number": each.number or None,
        "ordered_at": _iso(each.ordered_at, zone),
        "provider": each.provider,
        "priority": "stat" if each.is_stat else "routine",
        "tests": list(each.tests),
        "tubes": [
            {
                "container": tube.container.name,
                "tests": list(tube.tests),
                "specimen": tube.specimen.number if tube.specimen else None,
                "not_drawn": tube.not_drawn or None,
            }
            for tube in each.tubes
        ],
    }


def _specimen(each: History, zone: tzinfo | None) -> dict[str, object]:
    specimen = each.specimen
    times = {
        name: _iso(at, zone)
        for name in ("labelled_at", "collected_at", "spun_at", "received_at", "tested_at", "keep_until", "rejected_at")
        if (at := getattr(specimen, name)) is not None
    }
    return {
        "number": specimen.number,
        "container": specimen.container,
        "state": specimen.state.value,
        "requisition": specimen.requisition_code,
        "tests": list(specimen.tests),
        "rejected_for": specimen.rejected_for or None,
        **times,
        "drawn_with": [lot.shown for lot in each.lots],
        "filled_from": [one.number for one in each.parents],
        "filled_into": [one.number for one in each.children],
        "custody": [_step(step, zone) for step in each.steps],
    }


def _step(step: CustodyStep, zone: tzinfo | None) -> dict[str, object]:
    said: dict[str, object] = {
        "at": _iso(step.at, zone),
        "what": step.do.value,
        "by": step.by,
        "with": step.custodian.name if step.custodian else None,
        "where": _where(step),
    }
    more = {"reason": step.reason, "condition": step.condition, "method": step.method, "witness": step.witness}
    return said | {name: words for name, words in more.items() if words}


def copy_table(copy: PatientCopy, people: Mapping[str, str], zone: tzinfo | None) -> Table:
    """The same to be read, one line for each thing that was done. The title, which a viewer shows above its window, names
    nobody."""
    rows = tuple(_rows(copy, people, zone))
    day = copy.made_at.astimezone(zone).date()
    note = "Results are not kept here: they are the laboratories'. 45 CFR 164.524."
    return Table(
        "patient", "All that is kept of one patient", day, _COLUMNS, rows, (note,), lines=tuple(_lines(rows, zone))
    )


def _rows(copy: PatientCopy, people: Mapping[str, str], zone: tzinfo | None) -> Iterator[tuple[Cell, ...]]:
    patient = copy.patient
    yield "patient", None, f"{patient.given} {patient.family}", None, None, f"born {patient.born.isoformat()}"
    if patient.record:
        yield "patient", None, "record number", None, None, patient.record
    for order in copy.requisitions:
        number = f" ({order.number})" if order.number else ""
        tests = f"{' '.join(order.tests)}, {'stat' if order.is_stat else 'routine'}"
        yield f"order {order.code}{number}", _iso(order.ordered_at, zone), "ordered", order.provider, None, tests
        for tube in order.tubes:
            if tube.not_drawn:
                yield f"order {order.code}", None, "not drawn", None, None, f"{tube.container.name}: {tube.not_drawn}"
    for history in copy.specimens:
        of = f"specimen {history.specimen.number}, {history.specimen.container}"
        for step in history.steps:
            more = "; ".join(part for part in (step.reason, step.condition, step.method, step.witness) if part)
            where = _where(step) or (step.custodian.name if step.custodian else None)
            yield of, _iso(step.at, zone), step.do.value.replace("_", " "), step.by, where, more or None
    for each in copy.accesses:
        what = f"{each.act}, {' '.join(each.about) or 'every patient'}"
        yield "seen", _iso(each.at, zone), what, people.get(each.by, each.by), each.station, each.reason or None
    for at, data in copy.scans:
        yield "scan that names the patient", _iso(at, zone), "scanned", None, None, data


def _lines(rows: Sequence[Sequence[Cell]], zone: tzinfo | None) -> Iterator[str]:
    """What a line is about stands above the lines that are about it."""
    told: Cell = None
    for about, at, what, by, where, more in rows:
        if about != told:
            yield from () if told is None else ("",)
            told = about
            yield from wrap(safe(about, 1000), _WIDTH)
        shown = f"{datetime.fromisoformat(str(at)).astimezone(zone):%Y-%m-%d %H:%M}  " if at else ""
        words = f"{shown}{what}"
        words += f", by {by}" if by else ""
        words += f", {where}" if where else ""
        words += f": {more}" if more else ""
        yield from wrap(safe(words, 1000), _WIDTH, initial_indent="  ", subsequent_indent=" " * 20)


def _where(step: CustodyStep) -> str | None:
    spot = step.spot
    holder = " ".join(part for part in (spot.holder, spot.slot_name) if part)
    return ", ".join(part for part in (spot.place, holder) if part) or None


def _iso(at: datetime, zone: tzinfo | None) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes")
