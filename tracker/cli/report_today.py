"""``tracker report today``: what is to be done, what harms most first, for people and for cron."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.cli.report_asked import Wanted
from tracker.config import Settings
from tracker.inventory.scope import scope_of
from tracker.reports.columns import number
from tracker.reports.table import Column, Table
from tracker.specimens.reader import SpecimenReader
from tracker.station.duties import duties
from tracker.station.duty import Duty
from tracker.station.opening import clock_of, count_rules_of, today_of
from tracker.station.reader import StationReader
from tracker.station.reviewing import looked_of
from tracker.store.connection import Connection

COLUMNS = (
    Column("harm", "harm"),
    Column("code", "code"),
    number("count", "count"),
    Column("what", "to do"),
    Column("why", "why", is_prose=True),
    Column("command", "asked for by"),
)

NO_PAST = "missing specimens, labels in doubt, parked codes, open counts and recalls are told as they stand now"


_WHOLE = "Specimens, labels, licences and reviews are the whole clinic's; codes put aside have no site."


def today(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    """Exit status 1 where there is something to do, however little it harms."""
    day, now = today_of(connection, settings), clock_of(connection)()
    scope = scope_of(connection, site=wanted.filters.site or "")
    reader = StationReader(
        connection, day, SpecimenReader(connection, now), None, (), count_rules_of(settings), settings.restock_days,
        looked=looked_of(settings), review_days=settings.review_days, scope=scope,
    )  # fmt: skip
    found = duties(reader, now)
    rows = tuple((each.harm.name.lower(), each.code, each.count, each.what, each.why, each.command) for each in found)
    lines = tuple(_lines(found))
    title, notes = f"What is to be done{scope.words}", (_WHOLE,) if scope.site is not None else ()
    return Table("today", title, day, COLUMNS, rows, notes, has_findings=bool(rows), lines=lines)


def _lines(found: Sequence[Duty]) -> Iterator[str]:
    for each in found:
        yield f"{each.harm.name.lower():<8} {each.what}: {each.why}"
        yield f"         {each.command}"
