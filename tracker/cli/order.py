"""``tracker order``: orders to suppliers, from the proposal to the closed order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_json, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tracker.config import Settings
    from tracker.inventory.ordering.facts import Line
    from tracker.inventory.purchase_order_facts import OrderedLine, PurchaseOrder
    from tracker.store.connection import Connection

ACTIONS = ("make", "list", "show", "amend", "send", "close", "cancel", "export")

SHOWN = 3


def order(
    action: Annotated[str, typer.Argument(help="make, list, show, amend, send, close, cancel or export.")],
    number: Annotated[str | None, typer.Argument(help="The order's number, for all but make and list.")] = None,
    line: Annotated[int | None, typer.Option("--line", min=1, help="For amend: which line.")] = None,
    packs: Annotated[int | None, typer.Option("--packs", min=0, help="For amend: how many; 0 takes it out.")] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="For export: FILE.csv or FILE.pdf.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    below_minimum: Annotated[
        bool, typer.Option("--below-minimum", help="For send: less than the supplier's minimum order, all the same.")
    ] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="For amend: more than a year's use is meant.")] = False,
    paper: Annotated[str, typer.Option("--paper", help="letter or a4, for pdf.")] = "letter",
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is.")] = "",
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """Orders to suppliers: 'make' puts what 'tracker report reorder' proposes into drafts, by supplier and site. A second
    run adds nothing, since drafts count as on order."""
    if action not in ACTIONS or (number is None) != (action in ("make", "list")):
        raise ConfigurationError(
            f"'order' is followed by one of: {', '.join(ACTIONS)}; and a number, but for make and list.",
            hint="See 'tracker order --help'.",
        )
    settings = settings_for(database)
    if action == "export" and number is not None:
        return _export(settings, number, to, paper, may_replace=force)
    unmade: list[Line] = []
    found = (
        _found(settings, number)
        if action in ("list", "show")
        else _done(
            settings, action, number, line, packs, badge, unmade, may_be_below_minimum=below_minimum, is_anyway=anyway
        )
    )
    written = [path for each in found for path in _files(settings, each)] if action == "send" else []
    if json:
        out_json({"orders": [_object(each) for each in found], **({"files": written} if written else {})})
        return _told(unmade)
    for each in found:
        _out(each, with_lines=action != "list")
    if action == "make" and not found:
        say("✔ nothing to order" if not unmade else "nothing was ordered")
    for path in written:
        say(f"✔ for the supplier: {path}")
    return _told(unmade)


def _told(unmade: Sequence[Line]) -> int:
    """1 where a proposed line came into no order."""
    if not unmade:
        return 0
    named = ", ".join(each.situation.item.name for each in unmade[:SHOWN]) + (", …" if len(unmade) > SHOWN else "")
    has = "1 line has" if len(unmade) == 1 else f"{len(unmade)} lines have"
    say(f"! {has} no supplier: not ordered: {named}")
    say("  Import offers, or name a supplier in 'tracker import items'; then make the orders again.")
    return 1


def _found(settings: Settings, number: str | None) -> tuple[PurchaseOrder, ...]:
    from tracker.inventory.ordering.orders import purchase_orders
    from tracker.inventory.ordering.purchasing import require_order
    from tracker.station.opening import open_store

    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            return purchase_orders(connection) if number is None else (require_order(connection, number),)
    finally:
        store.close()


def _done(
    settings: Settings,
    action: str,
    number: str | None,
    line: int | None,
    packs: int | None,
    badge: str,
    unmade: list[Line],
    *,
    may_be_below_minimum: bool,
    is_anyway: bool,
) -> tuple[PurchaseOrder, ...]:
    from tracker.cli.proving import written_as
    from tracker.inventory.ordering import purchasing
    from tracker.inventory.ordering.amending import require_meant_packs
    from tracker.station.opening import today_of

    if action == "amend" and (line is None or packs is None):
        raise ConfigurationError("'amend' takes a line and how many packs.", hint="Add --line 1 --packs 3.")
    with written_as(settings, badge) as (connection, pen):
        numbers: tuple[str, ...] = (number or "",)
        if action == "make":
            lines = _proposed(connection, today_of(connection, settings))
            numbers = purchasing.make_drafts(connection, pen, lines)
            unmade += purchasing.without_supplier(lines)
        elif action == "amend":
            today = today_of(connection, settings)
            require_meant_packs(connection, numbers[0], line or 0, packs or 0, today, is_anyway=is_anyway)
            purchasing.amend(connection, pen, numbers[0], line or 0, packs or 0)
        elif action == "send":
            purchasing.send(connection, pen, numbers[0], may_be_below_minimum=may_be_below_minimum)
        elif action == "close":
            purchasing.close(connection, pen, numbers[0])
        else:
            purchasing.cancel(connection, pen, numbers[0])
        return tuple(purchasing.require_order(connection, each) for each in numbers)


def _proposed(connection: Connection, today: date) -> tuple[Line, ...]:
    from tracker.inventory.ordering.asking import situations
    from tracker.inventory.ordering.proposing import propose

    return propose(situations(connection, today), today)


def _files(settings: Settings, order: PurchaseOrder) -> tuple[str, str]:
    """What goes to the supplier, as the screen writes it: the paths of the PDF and the CSV. The order is sent before: where
    they cannot be written, that is said with the command that makes them."""
    from tracker.errors import StoreError
    from tracker.reports.clinic import clinic_name
    from tracker.station.opening import open_store
    from tracker.station.order_files import write_order

    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            clinic = clinic_name(connection)
    finally:
        store.close()
    try:
        pdf = write_order(settings, order, clinic)
    except StoreError as error:
        raise StoreError(
            f"{order.number} is sent, and its files are not made: {error.message}",
            hint=f"tracker order export {order.number} --to FILE.pdf",
            code=error.code,
        ) from error
    return str(pdf), str(pdf.with_suffix(".csv"))


def _export(settings: Settings, number: str, to: Path | None, paper: str, *, may_replace: bool) -> int:
    from labels.card import Paper
    from tracker.cli.writing import write_new
    from tracker.labelling.faults import in_families
    from tracker.reports.clinic import clinic_name
    from tracker.reports.purchase_order import order_pdf, order_table
    from tracker.reports.table import as_csv
    from tracker.station.opening import open_store

    form = to.suffix.lower() if to is not None else ""
    if to is None or form not in (".csv", ".pdf") or paper not in list(Paper):
        raise ConfigurationError(
            "An order is exported into a file, for letter or a4.", hint="Add --to FILE.csv or --to FILE.pdf."
        )
    (found,) = _found(settings, number)
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            clinic = clinic_name(connection)
    finally:
        store.close()
    if form == ".csv":
        content = as_csv(order_table(found, clinic, settings.zone)).encode()
    else:
        with in_families():
            content = order_pdf(found, clinic, Paper(paper))
    write_new(to, lambda: content, may_replace=may_replace)
    say(f"✔ {found.number} is in {to}")
    return 0


def _object(found: PurchaseOrder) -> dict[str, object]:
    return {
        "number": found.number,
        "supplier": found.supplier,
        "site": found.site or None,
        "state": found.state_words,
        "sent_on": found.sent_on.isoformat() if found.sent_on else None,
        "expected_on": found.expected_on.isoformat() if found.expected_on else None,
        "total_micros": found.total_micros,
        "lines": [_line_object(each) for each in found.lines],
        "not_ordered": [
            {
                "item_code": each.item.code,
                "item": each.item.name,
                "arrived": each.arrived,
                "short_dated": each.short_dated,
                "damaged": each.damaged,
            }
            for each in found.beside
        ],
    }


def _line_object(line: OrderedLine) -> dict[str, object]:
    return {
        "line": line.line,
        "item_code": line.item.code,
        "item": line.item.name,
        "package": line.package,
        "packs": line.packs,
        "ordered": line.quantity,
        "arrived": line.arrived,
        "short": line.lacks,
        "over": line.over,
        "short_dated": line.short_dated,
        "damaged": line.damaged,
        "price_micros": line.price_micros,
        "why": line.why,
    }


def _out(found: PurchaseOrder, *, with_lines: bool) -> None:
    from tracker.inventory.ordering import delivered
    from tracker.money import amount

    total = "price not known" if found.total_micros is None else amount(found.total_micros)
    when = f"  sent {found.sent_on}" if found.sent_on else ""
    if found.state == "sent" and found.expected_on is not None:
        when += f", expected {found.expected_on}"
    count = f"{len(found.lines)} line{'s' if len(found.lines) != 1 else ''}"
    out(f"{found.number}  {found.state_words}  {found.supplier}  {found.site}  {count}  {total}{when}")
    if found.state == "draft" and found.below_minimum_micros and found.minimum_micros:
        below, least = amount(found.below_minimum_micros), amount(found.minimum_micros)
        say(f"! {found.number} is {below} below the supplier's minimum order of {least}")
    is_awaited = delivered.is_awaited(found)
    for each in found.lines if with_lines else ():
        came = "" if is_awaited else f"  {delivered.arrived_words(each)}"
        out(f"  {each.line:>3}  {each.packs} × {each.package} of {each.factor}  {each.item.name}{came}")
        if each.why:
            out(f"       {each.why}")
    for beside in found.beside if with_lines else ():
        out(f"    –  {beside.item.name}  {delivered.arrived_words(beside)}")
