"""``tracker audit review``: what stands out in what was done, as a list that somebody signs."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import say
from tracker.cli.options import DatabaseOption, settings_for
from tracker.cli.report_options import ForceOption, FormatOption, PaperOption, ToOption
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.config import Settings
    from tracker.reports.table import Table
    from tracker.store.connection import Connection

ACTIONS = ("review",)
UNSIGNED = 1
"""Exit status while something stands out that nobody has signed for: cron mails it."""


def audit(
    action: Annotated[str, typer.Argument(help="review.")],
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="All since that day, with what was signed for.")
    ] = None,
    sign_off: Annotated[bool, typer.Option("--sign-off", help="Sign for what is listed: it was looked at.")] = False,
    note: Annotated[str, typer.Option("--note", help="What came of it; it stays in the journal.")] = "",
    badge: Annotated[
        str,
        typer.Option("--badge", help="Whose hand this is; needed for --sign-off, and where the clinic asks for PINs."),
    ] = "",
    format: FormatOption = None,  # noqa: A002 (the public flag)
    to: ToOption = None,
    force: ForceOption = False,
    paper: PaperOption = "letter",
    database: DatabaseOption = None,
) -> int:
    """What stands out since the last review: work outside opening hours, many names shown to one person, warnings answered
    YES, labels printed again, stock adjusted, clocks set back, wrong PINs, emergency access, exports, erasures, deletions.

    Exit status 1 while something is signed by nobody. --sign-off lists it once more and signs for exactly that.
    """
    if action not in ACTIONS:
        raise ConfigurationError(f"There is no action '{action}'.", hint=f"There are: {', '.join(ACTIONS)}.")
    if note and not sign_off:
        raise ConfigurationError("--note belongs to --sign-off.", hint="See: tracker audit --help")
    if since is not None and sign_off:
        raise ConfigurationError("--sign-off signs for what nobody has signed for.", hint="Leave --since out.")
    settings = settings_for(database)
    table = _signed(settings, badge, note) if sign_off else _listed(settings, since, badge)
    _write(settings, table, format, to, paper, may_replace=force)
    return UNSIGNED if table.has_findings else 0


def _listed(settings: Settings, since: str | None, badge: str) -> Table:
    from tracker.cli.proving import open_as, require_unattended
    from tracker.cli.report_asked import Filters, days_of
    from tracker.people.noticing import noticed
    from tracker.people.permissions import Permission
    from tracker.people.permitting import may, require
    from tracker.people.reviews import reviews, unsigned
    from tracker.people.staff import require_badge
    from tracker.reports.review import review_table
    from tracker.station.opening import open_store, today_of
    from tracker.station.reviewing import looked_of

    looked = looked_of(settings)
    store = open_as(settings, badge)[0] if badge else open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            if badge:
                require_badge(connection, badge)
                if not may(connection, badge, Permission.AUDIT_SIGN):
                    require(connection, badge, Permission.JOURNAL_READ)
            else:
                require_unattended(connection, settings, "audit")
            today = today_of(connection, settings)
            day = days_of(Filters(since=since), today).since
            if day is None:
                found = unsigned(connection, looked)
            else:
                least = datetime.combine(day, time(), settings.zone).astimezone(settings.zone)
                found = tuple(sorted(noticed(connection, looked, least=least), key=lambda each: each.first_at))
            names: dict[str, str] = dict(connection.exec_driver_sql("SELECT badge, name FROM staff").all())
            signs = _who_signs(connection, badge)
            return review_table(found, reviews(connection), names, today, settings.zone, signs)
    finally:
        store.close()


def _who_signs(connection: Connection, badge: str) -> str:
    """How it is signed, told to whoever may; else by whom: to try what one may not do is on record, too."""
    from tracker.people.permissions import Permission
    from tracker.people.permitting import may
    from tracker.people.reviewing import other_reviewers
    from tracker.reports.review import SIGN

    if not badge or may(connection, badge, Permission.AUDIT_SIGN):
        return SIGN
    return f"{' or '.join(other_reviewers(connection, badge)[:3]) or 'Nobody here'} may sign for it."


def _signed(settings: Settings, badge: str, note: str) -> Table:
    from tracker.cli.proving import open_as
    from tracker.journal.occasion import stamp
    from tracker.journal.pen import Pen
    from tracker.people.reviewing import ALONE, other_reviewers, own_acts
    from tracker.people.reviewing import sign_off as sign
    from tracker.people.reviews import look, reviews, unsigned
    from tracker.reports.review import review_table
    from tracker.specimens.nameless import require_nameless
    from tracker.station.opening import clock_of, today_of, vault_at_hand
    from tracker.station.reviewing import looked_of
    from tracker.text import counted

    looked = looked_of(settings)
    store, journal = open_as(settings, badge)
    try:
        vault = vault_at_hand(store, settings)
        with store.reading() as connection:
            before = look(connection, looked)
        with store.writing() as connection:
            pen = Pen(journal, stamp(clock_of(connection)()), badge, settings.zone)
            found = sign(connection, pen, looked, note, found=before)
            require_nameless(connection, vault, pen, "audit", note)
            names: dict[str, str] = dict(connection.exec_driver_sql("SELECT badge, name FROM staff").all())
            table = review_table(found, reviews(connection), names, today_of(connection, settings), settings.zone)
        with store.reading() as connection:
            left, others = unsigned(connection, looked), other_reviewers(connection, badge)
    finally:
        store.close()
    say(f"✔ signed for {len(found)} {'line' if len(found) == 1 else 'lines'}")
    if own := own_acts(before, left, badge):
        who = " or ".join(others[:2])
        say(f"! What you did yourself, or the keys did for you, is left ({counted(own, 'line')}):")
        say(f"  {who} looks at it and signs.")
    if own := own_acts(before, found, badge):
        say(f"! {own} of them {'is' if own == 1 else 'are'} your own. {ALONE}")
    return table


def _write(
    settings: Settings, table: Table, form: str | None, to: Path | None, paper: str, *, may_replace: bool
) -> None:
    from tracker.cli.report_asked import FORMATS, form_of
    from tracker.cli.report_forms import written
    from tracker.cli.writing import write_new, write_out
    from tracker.reports.clinic import clinic_name
    from tracker.station.opening import open_store

    chosen = form_of(form, to)
    if chosen not in FORMATS:
        raise ConfigurationError(f"There is no format '{chosen}'.", hint=f"There are: {', '.join(FORMATS)}.")
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            clinic = clinic_name(connection)
    finally:
        store.close()
    content = written(table, chosen, clinic=clinic, paper=paper)
    if to is None:
        write_out(content, chosen)
    else:
        data = content.encode() if isinstance(content, str) else content
        write_new(to, lambda: data, may_replace=may_replace)
