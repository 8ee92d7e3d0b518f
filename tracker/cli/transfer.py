"""``tracker transfer``: stock on its way from one site of the clinic to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.console import out, out_json, say
from tracker.cli.options import DatabaseOption, JsonOption, settings_for
from tracker.errors import ConfigurationError, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.config import Settings
    from tracker.inventory.stock_transfer_facts import StockTransfer, TransferredLot
    from tracker.journal.pen import Pen
    from tracker.store.connection import Connection

ACTIONS = {
    "open": 2,
    "list": 0,
    "show": 1,
    "send": 1,
    "note": 1,
    "receive": 1,
    "close": 1,
    "cancel": 1,
}
"""With how many words behind each."""


def transfer(
    action: Annotated[str, typer.Argument(help="open, list, show, send, note, receive, close or cancel.")],
    words: Annotated[
        list[str] | None, typer.Argument(help="open FROM-SITE TO-SITE; the shipment's number for all but list.")
    ] = None,
    place: Annotated[str, typer.Option("--place", help="receive: the shelf's code that it goes to.")] = "",
    item: Annotated[str, typer.Option("--item", help="receive: this item alone, by code.")] = "",
    lot: Annotated[str, typer.Option("--lot", help="receive: this lot alone.")] = "",
    quantity: Annotated[
        int | None, typer.Option("--quantity", min=1, help="receive: base units of one lot; else all on the way.")
    ] = None,
    lost: Annotated[
        bool, typer.Option("--lost", help="close: what is still on the way is lost; write it off.")
    ] = False,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE.pdf", help="note: where the paper goes.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    paper: Annotated[str, typer.Option("--paper", help="letter or a4.")] = "letter",
    badge: Annotated[str, typer.Option("--badge", help="Whose hand this is.")] = "",
    json: JsonOption = False,
    database: DatabaseOption = None,
) -> int:
    """Shipments between sites. Packs go onto one by scanning TRANSFER, a shelf here and a shelf of the other site; they are
    taken off it there by scanning the note in RECEIVE. 'receive' enters what a paper says has come; 'close' ends it."""
    given = tuple(words or ())
    if ACTIONS.get(action) != len(given):
        raise ConfigurationError(
            f"'transfer' is followed by one of: {', '.join(ACTIONS)}; then a shipment's number, or two sites for open.",
            hint="See 'tracker transfer --help'.",
        )
    if lost and action != "close":
        raise ConfigurationError("--lost belongs to close.", hint="tracker transfer close N --lost")
    settings = settings_for(database)
    if action == "note":
        return _note(settings, given[0], to, paper, may_replace=force)

    def act(connection: Connection, pen: Pen) -> StockTransfer:
        from tracker.inventory import stock_transfer_acts as acts

        match action:
            case "open":
                return _opened(connection, pen, *given)
            case "send":
                return acts.send(connection, pen, given[0])
            case "receive":
                return _received(connection, pen, given[0], place, item, lot, quantity)
            case "close":
                acts.close(connection, pen, given[0], is_lost=lost)
                return acts.require_transfer(connection, given[0])
            case _:
                return acts.cancel(connection, pen, given[0])

    found = _found(settings, given) if action in ("list", "show") else (_done(settings, act, badge),)
    if json:
        out_json({"transfers": [_object(each) for each in found]})
        return 0
    for each in found:
        _out(each, with_lots=action != "list")
    if not found:
        say("✔ nothing is on the way between sites")
    return 0


def _found(settings: Settings, given: tuple[str, ...]) -> tuple[StockTransfer, ...]:
    from tracker.inventory.stock_transfer_acts import require_transfer
    from tracker.inventory.stock_transfers import stock_transfers
    from tracker.station.opening import open_store

    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            return (require_transfer(connection, given[0]),) if given else stock_transfers(connection)
    finally:
        store.close()


def _done(settings: Settings, act: Callable[[Connection, Pen], StockTransfer], badge: str) -> StockTransfer:
    from tracker.cli.proving import written_as

    with written_as(settings, badge) as (connection, pen):
        return act(connection, pen)


def _opened(connection: Connection, pen: Pen, origin: str, target: str) -> StockTransfer:
    from tracker.inventory.scope import scope_of
    from tracker.inventory.stock_transfer_acts import open_transfer

    sites = [scope_of(connection, site=said).site for said in (origin, target)]
    assert sites[0] is not None
    assert sites[1] is not None
    return open_transfer(connection, pen, sites[0], sites[1])


def _received(
    connection: Connection, pen: Pen, number: str, place: str, item: str, lot: str, quantity: int | None
) -> StockTransfer:
    from tracker.inventory.queries import place_by_code
    from tracker.inventory.stock_transfer_acts import receive, require_transfer

    shelf = place_by_code(connection, place.upper())
    if shelf is None or not shelf.kind.holds_stock or shelf.is_on_the_way:
        raise ConfigurationError("Where does it go?", hint="--place and the shelf's code, like L0010239.")
    shipment = require_transfer(connection, number)
    meant = [
        each
        for each in shipment.lots
        if item.upper() in ("", each.item.code) and (not lot or lot.casefold() == each.lot.number.casefold())
    ]
    if not meant:
        raise Refusal(
            f"Nothing of that is on shipment {shipment.number}.",
            hint=f"See 'tracker transfer show {shipment.number}'.",
            code="transfer_not_on_it",
        )
    if quantity is not None and len(meant) != 1:
        raise ConfigurationError("--quantity is of one lot.", hint="Add --item CODE --lot NUMBER.")
    return receive(connection, pen, number, shelf, [(each, _units(each, quantity)) for each in meant])


def _units(line: TransferredLot, quantity: int | None) -> int:
    if quantity is not None and quantity > line.on_the_way:
        raise Refusal(
            f"{line.on_the_way} {line.item.base_unit} of {line.item.name} are on the way, not {quantity}.",
            hint="Put aside what is too many; the site that sent it counts its shelf.",
            code="transfer_more_than_sent",
        )
    return line.on_the_way if quantity is None else quantity


def _note(settings: Settings, number: str, to: Path | None, paper: str, *, may_replace: bool) -> int:
    from labels.card import Paper
    from tracker.cli.writing import write_new
    from tracker.labelling.faults import in_families
    from tracker.reports.clinic import clinic_name
    from tracker.reports.transfer_note import transfer_note
    from tracker.station.opening import open_store

    if to is None or to.suffix.lower() != ".pdf" or paper not in list(Paper):
        raise ConfigurationError("A note is a paper, letter or a4.", hint="Add --to FILE.pdf.")
    (found,) = _found(settings, (number,))
    store = open_store(settings, is_readonly=True)
    try:
        with store.reading() as connection:
            clinic = clinic_name(connection)
    finally:
        store.close()
    with in_families():
        content = transfer_note(found, clinic, Paper(paper))
    write_new(to, lambda: content, may_replace=may_replace)
    say(f"✔ the note of {found.number} is in {to}")
    return 0


def _object(found: StockTransfer) -> dict[str, object]:
    return {
        "number": found.number,
        "from": found.origin,
        "to": found.target,
        "state": found.state_words,
        "opened_on": found.opened_on.isoformat(),
        "sent_on": found.sent_on.isoformat() if found.sent_on else None,
        "ended_on": found.ended_on.isoformat() if found.ended_on else None,
        "lots": [
            {
                "item_code": each.item.code,
                "item": each.item.name,
                "lot": each.lot.number,
                "sent": each.sent,
                "arrived": each.arrived,
                "lost": each.lost,
                "on_the_way": each.on_the_way,
            }
            for each in found.lots
        ],
        "to_pack": [
            {"item_code": each.item.code, "item": each.item.name, "quantity": each.quantity, "packed": each.packed}
            for each in found.to_pack
        ],
    }


def _out(found: StockTransfer, *, with_lots: bool) -> None:
    when = f"  sent {found.sent_on}" if found.sent_on else f"  opened {found.opened_on}"
    short = f"  {found.on_the_way} on the way" if found.on_the_way else ""
    out(f"{found.number}  {found.state_words}  {found.road}{short}{when}")
    for planned in found.to_pack if with_lots else ():
        out(f"  to pack: {planned.left} {planned.item.base_unit}  {planned.item.name}")
    for each in found.lots if with_lots else ():
        lot = f"  lot {each.lot.number}" if each.lot.number else ""
        lost = f", lost {each.lost}" if each.lost else ""
        out(f"  {each.item.name}{lot}  sent {each.sent}, came {each.arrived}{lost}, on the way {each.on_the_way}")
