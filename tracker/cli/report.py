"""``tracker report``: questions with a table for an answer, and papers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.options import DatabaseOption, settings_for
from tracker.cli.report_asked import Filters, Wanted, form_of, require_known
from tracker.cli.report_options import (
    AsOfOption,
    BadgeOption,
    BundleOption,
    ByOption,
    DaysOption,
    ForceOption,
    FormatOption,
    ItemOption,
    NameArgument,
    PaperOption,
    PersonOption,
    RecordOption,
    RoomOption,
    SinceOption,
    SiteOption,
    ToOption,
    UntilOption,
    WhatArgument,
)
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from tracker.config import Settings

FINDINGS = 1
"""Exit status where somebody has to do something: cron mails it."""


def report(
    name: NameArgument,
    what: WhatArgument = None,
    format: FormatOption = None,  # noqa: A002 (the public flag)
    to: ToOption = None,
    as_of: AsOfOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    site: SiteOption = None,
    room: RoomOption = None,
    item: ItemOption = None,
    days: DaysOption = None,
    by: ByOption = None,
    person: PersonOption = None,
    record: RecordOption = False,
    bundle: BundleOption = None,
    force: ForceOption = False,
    badge: BadgeOption = "",
    paper: PaperOption = "letter",
    database: DatabaseOption = None,
) -> int:
    """A question to the records as a table, JSON, CSV, XLSX or PDF; custody also as a signed bundle.

    A filter that a report does not know is refused. Where nothing is said a period is the last 365 days (fefo, stockouts:
    90), expiring looks 90 days ahead, a shipment of 3 days is not late yet, and what nobody has used for 180 days is dead;
    --days N changes each of these.

    Exit status 1 where today has something to do; where something is to be ordered (reorder); where expiring lists
    expired stock; where a store is out of something now (stockouts); where a traced lot must not be used and some of
    it stands here; where recalls names what stands here; where a delivery came otherwise than it was ordered, or is
    late (deliveries); where a shipment between sites is on the way for more than 3 days, or holds what must not be
    used (transfers); where a recall is open, stock of a closed one has turned up, or some is held back without any;
    where a count is open or due; where missing lists a specimen; where open does, which has no acknowledged place and
    keeps the day from being closed; where the one that custody tells of is missing; where an access to patients' data
    stands out and no review has signed for it; where a specimen drawn with the lot is still open; and where a licence
    of staff has run out, or does within 60 days.
    """
    filters = Filters(as_of, since, until, site, room, item, days, by, person)
    wanted = Wanted(name, tuple(what or ()), form_of(format, to), paper, filters)
    _require_known(wanted)
    if record:
        _require_by_record(wanted)
    settings = settings_for(database)
    if bundle is not None:
        return _bundle(settings, wanted, bundle, badge, is_alone=format is None and to is None, may_replace=force)
    return _answered(settings, wanted, to, badge, may_replace=force, by_record=record)


def _require_by_record(wanted: Wanted) -> None:
    if wanted.name != "access":
        raise ConfigurationError("--record belongs to access.", hint="See: tracker report --help")
    if wanted.what:
        raise ConfigurationError(
            "A record number does not stand on a command line: every program of this machine could read it there.",
            hint='Leave it out, and it is asked for; or pipe it in as {"record_number": "..."}. For a requisition: its'
            " code, without --record.",
        )


def _record_number() -> str:
    """Behind the PIN, which is a pipe's first line."""
    from tracker.cli.asking import ask_fields

    given = ask_fields(("record_number",), ("record_number",)).get("record_number")
    if not given:
        raise ConfigurationError("No record number was given.", hint='Pipe it in as {"record_number": "..."}.')
    return given


def _require_known(wanted: Wanted) -> None:
    from tracker.cli.report_kinds import KINDS

    require_known(wanted, KINDS)


def _answered(
    settings: Settings, wanted: Wanted, to: Path | None, badge: str, *, may_replace: bool, by_record: bool
) -> int:
    from tracker.cli.proving import open_as, require_unattended
    from tracker.cli.report_forms import written
    from tracker.cli.report_kinds import KINDS
    from tracker.cli.writing import write_new, write_out
    from tracker.people.access import asks_pin
    from tracker.people.permitting import NO_PERSON, require
    from tracker.reports.clinic import clinic_name
    from tracker.station.opening import open_store

    store = open_as(settings, badge)[0] if badge else open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            if badge and not asks_pin(connection):
                raise ConfigurationError("--badge belongs to --bundle.", hint="Other reports are not recorded.")
            kind = KINDS[wanted.name]
            require(connection, badge or NO_PERSON, kind.permission)
            if not badge:
                person = "-person" if wanted.filters.by == "person" else ""
                require_unattended(connection, settings, wanted.name + person)
        if by_record:
            wanted = replace(wanted, record=_record_number())
        with store.reading() as connection:
            answer = kind.answer(connection, settings, wanted)
            clinic = clinic_name(connection)
    finally:
        store.close()

    def made() -> str | bytes:
        return written(answer, wanted.form, clinic=clinic, paper=wanted.paper)

    if to is None:
        write_out(made(), wanted.form)
    else:
        write_new(to, lambda: _as_bytes(made()), may_replace=may_replace)
    return FINDINGS if answer.has_findings else 0


def _as_bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _bundle(settings: Settings, wanted: Wanted, path: Path, badge: str, *, is_alone: bool, may_replace: bool) -> int:
    from tracker.cli.custody_bundle import write_custody_bundle

    if wanted.name != "custody" or not is_alone:
        raise ConfigurationError(
            "--bundle belongs to custody, and holds a PDF and a timeline.",
            hint="Write: tracker report custody NUMBER --bundle FILE.zip.",
        )
    return write_custody_bundle(settings, wanted.what[0], path, badge, wanted.paper, may_replace=may_replace)
