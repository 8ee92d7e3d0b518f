"""Every report that ``tracker report`` knows: what it takes, which filters it knows, and who answers.

A report about stock is a function from a :class:`Reader` and what was asked to a :class:`Table`; a new one is one line
here, and its name in the help text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tracker.cli import report_specimens as of_specimens
from tracker.cli.proving import badge_given
from tracker.cli.report_access import access
from tracker.cli.report_asked import Wanted, days_of
from tracker.cli.report_count import counts
from tracker.cli.report_recall import recall_cases
from tracker.cli.report_specimens import Papered
from tracker.cli.report_today import NO_PAST, today
from tracker.config import Settings
from tracker.inventory.ordering.purchasing import require_order
from tracker.inventory.reader import Reader
from tracker.inventory.scope import scope_of
from tracker.labelling.finding import item_named
from tracker.people.access import asks_pin
from tracker.people.permissions import Permission
from tracker.reports import access as of_access
from tracker.reports import budget, stock, usage, waste
from tracker.reports.afterwards import afterwards
from tracker.reports.asked import Asked
from tracker.reports.classes import classes
from tracker.reports.dead import dead
from tracker.reports.deliveries import deliveries
from tracker.reports.deliveries import wanted as delivered
from tracker.reports.expiring import expiring
from tracker.reports.fefo import fefo
from tracker.reports.recalls import recalls
from tracker.reports.reorder import par, reorder
from tracker.reports.staff import staff
from tracker.reports.stockouts import stockouts
from tracker.reports.table import Table
from tracker.reports.transfers import transfers
from tracker.reports.turns import turns
from tracker.reports.valuation import valuation
from tracker.station.opening import today_of
from tracker.station.recalling import recalls_here
from tracker.store.connection import Connection

Answer = Callable[[Connection, Settings, Wanted], Table | Papered]
StockReport = Callable[[Reader, Asked], Table]


@dataclass(frozen=True, slots=True)
class Kind:
    answer: Answer
    filters: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    """What ``--by`` may say; the first is meant where nothing is said."""
    takes: int = 0
    """How many words stand behind its name; ``needed`` says what, ``example`` how it is written."""
    needed: str = "nothing"
    example: str = ""
    is_optional: bool = False
    """Whether it has an answer without those words, too."""
    permission: Permission = Permission.STOCK_SEE
    """Asked of whoever asks: none but access shows a patient, masked, so that cron may have any other."""

    has_no_past: str = ""
    """Which of its figures cannot be had as of a past day, for whoever asks for one; empty where nobody would."""

    @property
    def least(self) -> int:
        return 0 if self.is_optional else self.takes


def of_stock(
    report: StockReport, filters: str = "", by: tuple[str, ...] = (), permission: Permission = Permission.STOCK_SEE
) -> Kind:
    """A report about stock that knows ``filters``, with spaces between."""
    names = tuple(filters.split(" ")) if filters else ()
    known = names + (("by",) if by else ())
    return Kind(lambda *asked: _about_stock(report, *asked), known, by, permission=permission)


def _about_stock(report: StockReport, connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    today = today_of(connection, settings)
    return report(Reader(connection, today), asked_of(connection, settings, wanted))


def asked_of(connection: Connection, settings: Settings, wanted: Wanted) -> Asked:
    """The filters with their names looked up. Raises :class:`ConfigurationError` and :class:`Refusal`."""
    filters = wanted.filters
    days = days_of(filters, today_of(connection, settings))
    item = item_named(connection, filters.item)[0] if filters.item is not None else None
    scope = scope_of(connection, item=item, site=filters.site or "", room=filters.room or "")
    return Asked(scope, days.as_of, days.since, days.until, days.days, filters.by or "", settings.zone)


def _recalls(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    table = recalls(Reader(connection, today_of(connection, settings)), recalls_here(connection, settings))
    return replace(table, has_findings=bool(table.rows))


def _par(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    reader = Reader(connection, today_of(connection, settings))
    return par(reader, asked_of(connection, settings, wanted), settings.restock_days)


def _deliveries(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    asked = asked_of(connection, settings, wanted)
    today = today_of(connection, settings)
    found = (require_order(connection, wanted.what[0]),) if wanted.what else delivered(connection, today)
    site = asked.scope.site
    kept = tuple(each for each in found if site is None or each.site == site.name)
    return deliveries(kept, today, is_one=bool(wanted.what))


def _afterwards(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    return afterwards(connection, today_of(connection, settings), settings.zone)


def _staff(connection: Connection, settings: Settings, wanted: Wanted) -> Table:
    is_masked = asks_pin(connection) and not badge_given.get()
    return staff(connection, today_of(connection, settings), is_masked=is_masked)


_VALUE, _TUBES = Permission.STOCK_VALUE, Permission.SPECIMEN_SEE
KINDS: dict[str, Kind] = {
    "today": Kind(today, ("site",), has_no_past=NO_PAST),
    "stock": of_stock(stock.stock, "as_of site room item"),
    "restock": of_stock(stock.restock, "site"),
    "expiring": of_stock(expiring, "as_of days site room item"),
    "parked": of_stock(lambda reader, asked: stock.parked(reader)),
    "usage": of_stock(usage.usage, "since until days site room item", usage.BY),
    "abc": of_stock(classes, "since until days site room item", permission=_VALUE),
    "waste": of_stock(waste.waste, "since until days site room item", waste.BY),
    "fefo": of_stock(fefo, "since until days site room item"),
    "valuation": of_stock(valuation, "as_of site item", permission=_VALUE),
    "budget": of_stock(budget.budget, "since until days site room item", budget.BY, _VALUE),
    "dead": of_stock(dead, "as_of days site room item"),
    "turns": of_stock(turns, "since until days site room item", permission=_VALUE),
    "stockouts": of_stock(stockouts, "since until days site room item"),
    "reorder": of_stock(reorder, "as_of site item"),
    "deliveries": Kind(
        _deliveries,
        ("site",),
        takes=1,
        needed="an order's number, or nothing for all that are on their way",
        example="tracker report deliveries K000000000000168",
        is_optional=True,
    ),
    "par": Kind(_par, ("as_of", "site", "room", "item")),
    "transfers": of_stock(transfers, "days site item"),
    "trace": Kind(
        of_specimens.trace_lot,
        permission=_TUBES,
        takes=2,
        needed="an item and a lot",
        example='tracker report trace "EDTA tube" 2K417',
    ),
    "missing": Kind(of_specimens.missing, permission=_TUBES),
    "open": Kind(of_specimens.without_place, permission=_TUBES),
    "specimens": Kind(of_specimens.specimens, permission=_TUBES),
    "recalls": Kind(_recalls),
    "recall": Kind(
        recall_cases,
        ("site",),
        takes=1,
        needed="a recall's number, or nothing for all of them",
        example="tracker report recall R2026-001",
        is_optional=True,
    ),
    "count": Kind(
        counts,
        ("since", "until", "days", "site", "room", "item"),
        takes=1,
        needed="a count's number, or nothing for all of them",
        example="tracker report count C2026-001",
        is_optional=True,
    ),
    "staff": Kind(_staff, permission=Permission.PEOPLE_SEE),
    "afterwards": Kind(_afterwards, permission=Permission.JOURNAL_READ),
    "access": Kind(
        access,
        ("since", "until", "days", "person", "by"),
        of_access.BY,
        takes=1,
        needed="a requisition's code, or nothing for every patient",
        example="tracker report access N000000000112",
        is_optional=True,
        permission=Permission.ACCESS_READ,
    ),
    "custody": Kind(
        of_specimens.custody,
        permission=Permission.CUSTODY_READ,
        takes=1,
        needed="a specimen's number",
        example="tracker report custody 2600447102",
    ),
    "manifest": Kind(
        of_specimens.manifest,
        permission=Permission.CUSTODY_READ,
        takes=1,
        needed="a shipment's code",
        example="tracker report manifest T0000000000191",
    ),
    "lot": Kind(
        of_specimens.lot,
        permission=_TUBES,
        takes=2,
        needed="an item and a lot",
        example='tracker report lot "EDTA tube" 2K417',
    ),
}
