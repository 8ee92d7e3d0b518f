"""``tracker report``: questions with a table for an answer, and papers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.options import DatabaseOption, settings_for
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.reports.table import Table
    from tracker.specimens.reader import SpecimenReader
    from tracker.store.connection import Connection

FORMATS = ("table", "json", "csv")
PAPERS = ("custody", "manifest")
"""Reports that are papers, too: the format pdf."""
FINDINGS = 1
"""Exit status where something is missing, or open that should not be: cron mails it."""

_NEEDS = {
    "custody": ("a specimen's number", "tracker report custody 2600447102"),
    "manifest": ("a shipment's code", "tracker report manifest T0000000000191"),
    "lot": ("an item and a lot", 'tracker report lot "EDTA tube" 2K417'),
}
"""What is written behind a report's name, and an example."""


def report(
    name: Annotated[
        str,
        typer.Argument(
            help="stock, restock, expiring, parked, reorder, par, recalls, missing, open, specimens, afterwards;"
            " custody NUMBER, manifest SHIPMENT, lot ITEM LOT."
        ),
    ],
    what: Annotated[
        list[str] | None,
        typer.Argument(help="A specimen's number, a shipment's code, or an item (code, name or GTIN) and its lot."),
    ] = None,
    format: Annotated[  # noqa: A002 (the public flag)
        str | None, typer.Option("--format", help="table, json or csv; pdf for custody and manifest.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Into a file; its name tells the format.")
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option("--bundle", metavar="FILE.zip", help="Custody with all that proves it, for 'tracker verify'."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is, for --bundle.")] = "",
    paper: Annotated[str, typer.Option("--paper", help="letter or a4, for pdf.")] = "letter",
    database: DatabaseOption = None,
) -> int:
    """A question to the records as a table, JSON or CSV; custody and manifest as a PDF, and custody as a signed bundle.

    Exit status 1 where missing lists a specimen; where open does, which has no acknowledged place and keeps the day from
    being closed; where recalls names what stands here; where the one that custody tells of is missing; and where a
    specimen drawn with the lot is still open.
    """
    from tracker.cli.writing import write_new, write_out
    from tracker.station.opening import open_store

    asked = _Asked(name, tuple(what or ()), _format(format, to), paper)
    _require_known(asked)
    settings = settings_for(database)
    if bundle is not None:
        return _bundle(settings, asked, bundle, badge, is_alone=format is None and to is None, may_replace=force)
    if badge:
        raise ConfigurationError("--badge belongs to --bundle.", hint="Other reports are not recorded.")
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            answer = _answer(connection, settings, asked)
    finally:
        store.close()
    if to is None:
        write_out(answer.content)
    else:
        content = answer.content.encode() if isinstance(answer.content, str) else answer.content
        write_new(to, lambda: content, may_replace=force)
    return FINDINGS if answer.has_findings else 0


@dataclass(frozen=True, slots=True)
class _Asked:
    name: str
    what: tuple[str, ...]
    form: str
    paper: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """``has_findings``: it tells of something that is missing."""

    content: str | bytes
    has_findings: bool = False


def _format(given: str | None, to: Path | None) -> str:
    ending = to.suffix.lower().removeprefix(".") if to is not None else ""
    return given or (ending if ending in ("pdf", "csv", "json") else "table")


def _require_known(asked: _Asked) -> None:
    from labels.card import Paper
    from tracker.reports import specimens, stock

    known = (*stock.REPORTS, *specimens.REPORTS, "recalls", "afterwards", *_NEEDS)
    formats = (*FORMATS, "pdf") if asked.name in PAPERS else FORMATS
    if asked.name not in known:
        raise ConfigurationError(f"There is no report '{asked.name}'.", hint=f"There are: {', '.join(known)}.")
    if asked.form not in formats:
        raise ConfigurationError(f"There is no format '{asked.form}'.", hint=f"There are: {', '.join(formats)}.")
    if asked.paper not in list(Paper):
        raise ConfigurationError(f"There is no paper '{asked.paper}'.", hint="There are: letter, a4.")
    needed, example = _NEEDS.get(asked.name, ("nothing", f"tracker report {asked.name}"))
    count = 0 if asked.name not in _NEEDS else 2 if asked.name == "lot" else 1
    if len(asked.what) != count or not all(asked.what):
        raise ConfigurationError(f"The report '{asked.name}' takes {needed}.", hint=f"Write it like: {example}.")


def _bundle(settings: Settings, asked: _Asked, path: Path, badge: str, *, is_alone: bool, may_replace: bool) -> int:
    from tracker.cli.custody_bundle import write_custody_bundle

    if asked.name != "custody" or not is_alone:
        raise ConfigurationError(
            "--bundle belongs to custody, and holds a PDF and a timeline.",
            hint="Write: tracker report custody NUMBER --bundle FILE.zip.",
        )
    return write_custody_bundle(settings, asked.what[0], path, badge, asked.paper, may_replace=may_replace)


def _answer(connection: Connection, settings: Settings, asked: _Asked) -> _Answer:
    from tracker.inventory.reader import Reader
    from tracker.labelling.finding import item_named
    from tracker.reports import specimens, stock
    from tracker.reports.afterwards import afterwards
    from tracker.specimens.reader import SpecimenReader
    from tracker.station.opening import clock_of, today_of

    if asked.name in stock.REPORTS:
        table = stock.REPORTS[asked.name](Reader(connection, today_of(connection, settings)))
        return _told(table, asked, has_findings=asked.name == "reorder" and bool(table.rows))
    if asked.name == "recalls":
        return _recalls(connection, settings, asked)
    if asked.name == "afterwards":
        return _told(afterwards(connection, today_of(connection, settings), settings.zone), asked)
    reader = SpecimenReader(connection, clock_of(connection)())
    if asked.name == "custody":
        return _custody(reader, settings, asked)
    if asked.name == "manifest":
        return _manifest(reader, settings, asked)
    if asked.name == "lot":
        item, _ = item_named(connection, asked.what[0])
        table, is_any_open = specimens.drawn_in(reader, item.code, asked.what[1], settings.zone)
        return _told(table, asked, has_findings=is_any_open)
    table = specimens.REPORTS[asked.name](reader, settings.zone)
    return _told(table, asked, has_findings=asked.name in ("missing", "open") and bool(table.rows))


def _recalls(connection: Connection, settings: Settings, asked: _Asked) -> _Answer:
    from tracker.inventory.reader import Reader
    from tracker.reports.recalls import recalls
    from tracker.station.opening import today_of
    from tracker.station.recalling import recalls_here

    table = recalls(Reader(connection, today_of(connection, settings)), recalls_here(connection, settings))
    return _told(table, asked, has_findings=bool(table.rows))


def _custody(reader: SpecimenReader, settings: Settings, asked: _Asked) -> _Answer:
    from labels.card import Paper
    from tracker.labelling.faults import in_families
    from tracker.reports import specimens
    from tracker.reports.custody import checkpoint_over, custody_of, line_of, paper_of
    from tracker.reports.custody_pdf import custody_pdf

    number = asked.what[0]
    is_missing = specimens.is_missing(reader, number)
    if asked.form != "pdf":
        return _told(specimens.custody(reader, number, settings.zone), asked, has_findings=is_missing)
    line = line_of(reader, number)
    custody = custody_of(reader, line, checkpoint_over(reader.connection, line), settings.zone)
    with in_families():
        return _Answer(custody_pdf(paper_of(custody), Paper(asked.paper)), is_missing)


def _manifest(reader: SpecimenReader, settings: Settings, asked: _Asked) -> _Answer:
    from labels.card import Paper
    from tracker.labelling.faults import in_families
    from tracker.reports.manifest import manifest_pdf, manifest_table
    from tracker.reports.manifests import manifest_of

    manifest = manifest_of(reader, asked.what[0].upper(), clinic_clia=settings.clia, zone=settings.zone)
    if asked.form != "pdf":
        return _told(manifest_table(manifest), asked)
    with in_families():
        return _Answer(manifest_pdf(manifest, Paper(asked.paper)))


def _told(table: Table, asked: _Asked, *, has_findings: bool = False) -> _Answer:
    from tracker.reports.table import as_csv, as_text
    from tracker.text import safe

    if asked.form == "json":
        # In ASCII, as all JSON here: no terminal can be driven by what a code contained.
        return _Answer(json.dumps(table.as_object(), ensure_ascii=True) + "\n", has_findings)
    if asked.form == "csv":
        return _Answer(as_csv(table), has_findings)
    return _Answer("".join(f"{safe(line, 2000)}\n" for line in as_text(table)), has_findings)
