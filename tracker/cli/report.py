"""``tracker report``: questions with a table for an answer, and papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.options import DatabaseOption, settings_for
from tracker.cli.report_asked import Filters, Wanted, form_of, require_known
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings

FINDINGS = 1
"""Exit status where something is missing, or open that should not be: cron mails it."""


def report(
    name: Annotated[
        str,
        typer.Argument(
            help="stock, restock, expiring, parked, recalls, missing, open, specimens, afterwards; custody NUMBER,"
            " manifest SHIPMENT, lot ITEM LOT."
        ),
    ],
    what: Annotated[
        list[str] | None,
        typer.Argument(help="A specimen's number, a shipment's code, or an item (code, name or GTIN) and its lot."),
    ] = None,
    format: Annotated[  # noqa: A002 (the public flag)
        str | None, typer.Option("--format", help="table, json, csv, xlsx or pdf.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Into a file; its name tells the format.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="How it stood at that day's end.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="From that day on.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Up to that day's end.")] = None,
    site: Annotated[str | None, typer.Option("--site", help="Only there, by code or name.")] = None,
    room: Annotated[str | None, typer.Option("--room", help="Only there, by code or name.")] = None,
    item: Annotated[str | None, typer.Option("--item", help="Only this one: code, name or GTIN.")] = None,
    days: Annotated[int | None, typer.Option("--days", metavar="N", help="Within, or for, so many days.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="What a line is: item, room, person, month, reason.")] = None,
    bundle: Annotated[
        Path | None,
        typer.Option("--bundle", metavar="FILE.zip", help="Custody with all that proves it, for 'tracker verify'."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is, for --bundle.")] = "",
    paper: Annotated[str, typer.Option("--paper", help="letter or a4, for pdf.")] = "letter",
    database: DatabaseOption = None,
) -> int:
    """A question to the records as a table, JSON, CSV, XLSX or PDF; custody also as a signed bundle.

    A filter that a report does not know is refused. Exit status 1 where missing lists a specimen; where open does, which
    has no acknowledged place and keeps the day from being closed; where recalls names what stands here; where the one
    that custody tells of is missing; and where a specimen drawn with the lot is still open.
    """
    filters = Filters(as_of, since, until, site, room, item, days, by)
    wanted = Wanted(name, tuple(what or ()), form_of(format, to), paper, filters)
    _require_known(wanted)
    settings = settings_for(database)
    if bundle is not None:
        return _bundle(settings, wanted, bundle, badge, is_alone=format is None and to is None, may_replace=force)
    if badge:
        raise ConfigurationError("--badge belongs to --bundle.", hint="Other reports are not recorded.")
    return _answered(settings, wanted, to, may_replace=force)


def _require_known(wanted: Wanted) -> None:
    from tracker.cli.report_kinds import KINDS

    require_known(wanted, KINDS)


def _answered(settings: Settings, wanted: Wanted, to: Path | None, *, may_replace: bool) -> int:
    from tracker.cli.report_forms import written
    from tracker.cli.report_kinds import KINDS
    from tracker.cli.writing import write_new, write_out
    from tracker.reports.papers import clinic_name
    from tracker.station.opening import open_store

    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            answer = KINDS[wanted.name].answer(connection, settings, wanted)
            clinic = clinic_name(connection)
    finally:
        store.close()
    content = written(answer, wanted.form, clinic=clinic, paper=wanted.paper)
    if to is None:
        write_out(content, wanted.form)
    else:
        made = content.encode() if isinstance(content, str) else content
        write_new(to, lambda: made, may_replace=may_replace)
    return FINDINGS if answer.has_findings else 0


def _bundle(settings: Settings, wanted: Wanted, path: Path, badge: str, *, is_alone: bool, may_replace: bool) -> int:
    from tracker.cli.custody_bundle import write_custody_bundle

    if wanted.name != "custody" or not is_alone:
        raise ConfigurationError(
            "--bundle belongs to custody, and holds a PDF and a timeline.",
            hint="Write: tracker report custody NUMBER --bundle FILE.zip.",
        )
    return write_custody_bundle(settings, wanted.what[0], path, badge, wanted.paper, may_replace=may_replace)
