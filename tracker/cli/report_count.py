"""``tracker report count``: every count, what is due and how exact the past ones were; or one count by its lines."""

from __future__ import annotations

from datetime import timedelta

from tracker.cli.report_asked import Wanted, days_of
from tracker.config import Settings
from tracker.errors import ConfigurationError
from tracker.inventory.count_due import booked_between, closed_between, closed_lines, due
from tracker.inventory.count_facts import CountCase
from tracker.inventory.count_lines import case_numbered, count_cases, sheet_of
from tracker.inventory.prices import last_prices
from tracker.inventory.scope import scope_of
from tracker.journal.days import day_end
from tracker.labelling.finding import item_named
from tracker.reports.asked import Asked
from tracker.reports.count import Overview, Past, cases_table, counts_table
from tracker.reports.count_sheet import sheet_table
from tracker.reports.table import Table
from tracker.station.opening import count_rules_of, today_of
from tracker.store.connection import Connection


def counts(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    """Counts that are over are those of the period; what is open or due is told as it is now. Where rooms or an item are
    asked for, accuracy and what is due are of those; the counts are told whole."""
    today = today_of(connection, settings)
    if wanted.what:
        if wanted.filters.given:
            raise ConfigurationError("One count is told whole.", hint=f"tracker report count {wanted.what[0]}")
        sheet = sheet_of(connection, case_numbered(connection, wanted.what[0]), count_rules_of(settings))
        return sheet_table(sheet, closed_lines(connection, sheet.case.id), today, settings.zone)
    filters, days = wanted.filters, days_of(wanted.filters, today)
    item = item_named(connection, filters.item)[0] if filters.item is not None else None
    scope = scope_of(connection, item=item, site=filters.site or "", room=filters.room or "")
    period = Asked(scope, None, days.since, days.until, days.days).period(today)
    since, until = (day_end(day, settings.zone) for day in (period.since - timedelta(days=1), period.until))
    cases = [each for each in count_cases(connection) if each.is_open or any(since <= at < until for at in _ends(each))]
    found_due = due(connection, today, count_rules_of(settings), scope)
    closed = closed_between(connection, since, until, scope)
    past = [_past(connection, settings, each) for each in cases]
    checks = booked_between(connection, since, until, scope)
    prices = {key: price.micros for key, price in last_prices(connection, today).items()} if checks else {}
    return counts_table(Overview(past, closed, found_due, period.words, checks, prices), today, settings.zone)


def listed(connection: Connection, settings: Settings) -> Table:
    """All counts, without what is due: a finding only while one is open."""
    found = [_past(connection, settings, each) for each in count_cases(connection)]
    return cases_table(found, today_of(connection, settings), settings.zone)


def _ends(case: CountCase) -> tuple[str, ...]:
    """When it was closed or cancelled, and when it was taken back: one that was taken back in the period is of it."""
    return tuple(filter(None, (case.ended_at, case.reversed_at)))


def _past(connection: Connection, settings: Settings, case: CountCase) -> Past:
    return Past(sheet_of(connection, case, count_rules_of(settings)), closed_lines(connection, case.id))
