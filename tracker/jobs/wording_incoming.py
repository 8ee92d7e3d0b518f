"""What is said of a shipment between sites: at the site that packs it, and at the one that receives it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tracker.inventory.facts import Place
from tracker.inventory.stock_transfer_facts import StockTransfer, TransferredLot
from tracker.inventory.subjects import ItemSubject
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined, moved, pack_lot, place_name, so_many

_SHOWN = 3
_HELD = {Code.RECALLED: "recalled", Code.QUARANTINED: "held back", Code.EXPIRED: "expired"}


def opened(shipment: StockTransfer, *, has_target: bool) -> Verdict:
    lacking = [each for each in shipment.lots if each.on_the_way]
    came = f", {len(shipment.lots) - len(lacking)} have come" if len(lacking) < len(shipment.lots) else ""
    words = f"{len(lacking)} lot{'s' if len(lacking) != 1 else ''} to come{came}"
    way_out = "Scan the packs." if has_target else "Scan the shelf that it goes to, then the packs."
    return Verdict(
        Code.SHIPMENT_OPENED, Tone.NOTE, "FROM ANOTHER SITE", _name(shipment), words, _lines(lacking), way_out
    )


def not_now(shipment: StockTransfer) -> Verdict:
    return Verdict(
        Code.WRONG_KIND,
        Tone.REFUSE,
        "NOT NOW",
        f"This is the note of shipment {shipment.number}.",
        "",
        "it is received in RECEIVE",
        "Finish what is open, scan RECEIVE, then the note.",
    )


def not_expected(shipment: StockTransfer) -> Verdict:
    if shipment.ended_on is not None:
        why = f"it is {shipment.state.value} since {shipment.ended_on}"
        way_out = "Ask the inventory lead: what was in it is written off or given back."
    else:
        why, way_out = "nothing is on it by the books", f"Ask {shipment.origin}: its packs were not scanned."
    return Verdict(Code.NOT_EXPECTED, Tone.REFUSE, "NOT EXPECTED", _name(shipment), "", why, way_out)


def came_already(shipment: StockTransfer) -> Verdict:
    return Verdict(
        Code.CAME_ALREADY,
        Tone.REFUSE,
        "CAME ALREADY",
        _name(shipment),
        "all of it is on record as received",
        "what was sent is received once",
        "Where packs are left over, put them aside and ask the inventory lead.",
    )


def at_third_site(shipment: StockTransfer) -> Verdict:
    return Verdict(
        Code.NOT_EXPECTED,
        Tone.REFUSE,
        "NOT FOR HERE",
        _name(shipment),
        "",
        "the shelf in hand is at neither of the two",
        f"Send it on to {shipment.target}, unopened.",
    )


def not_on_note(subject: ItemSubject, shipment: StockTransfer) -> Verdict:
    """A wrong item, or a wrong lot of a right one: nobody guesses which pack was meant."""
    lots = [each for each in shipment.lots if each.item.id == subject.item.id]
    if not lots:
        aside, why = f"shipment {shipment.number} has none of it", pack_lot(subject)
    else:
        sent = ", ".join(each.lot.number or "no number" for each in lots[:_SHOWN])
        aside, why = "another lot was sent", joined(pack_lot(subject) or "the pack names no lot", f"sent: {sent}")
    way_out = f"Put it aside and tell {shipment.origin}; both sites count the item."
    word = "WRONG LOT" if lots else "NOT ON THE NOTE"
    return Verdict(
        Code.OTHER_LOT if lots else Code.NOT_ON_NOTE, Tone.REFUSE, word, subject.item.name, aside, why, way_out
    )


def more_than_sent(subject: ItemSubject, line: TransferredLot, quantity: int) -> Verdict:
    if not line.on_the_way:
        aside = f"all {line.sent} of this lot have come"
    else:
        aside = f"sent {line.sent}, came {line.arrived}, this is {quantity}"
    way_out = "Put aside what is too many; the site that sent it counts its shelf."
    if line.on_the_way:
        way_out = f"{so_many(subject, line.on_the_way)}. {way_out}"
    return Verdict(
        Code.MORE_THAN_SENT, Tone.REFUSE, "MORE THAN SENT", subject.item.name, aside, pack_lot(subject), way_out
    )


def held(subject: ItemSubject, danger: Code, to: Place) -> Verdict:
    return Verdict(
        Code.HELD_ARRIVAL,
        Tone.ASK,
        f"{_HELD[danger].upper()} ON THE WAY",
        subject.item.name,
        "not to be used",
        pack_lot(subject),
        f"Put it aside. YES: it has come, and is held at {place_name(to)}. NO: leave it out.",
    )


def received(subject: ItemSubject, line: TransferredLot, quantity: int, to: Place, *, is_held: bool) -> Verdict:
    """Expected against found, after this pack."""
    came = line.arrived + quantity
    aside = f"{came} of {line.sent} come" + (", held" if is_held else "")
    return moved("+", subject, quantity, aside, joined(pack_lot(subject), f"to {place_name(to)}"))


def done(shipment: StockTransfer) -> Verdict:
    short = [each for each in shipment.lots if each.on_the_way]
    words = f"{shipment.on_the_way} still on the way" if short else "all of it has come"
    way_out = "Scan its note again when more is found; F8, Shipments, closes it." if short else ""
    return Verdict(Code.ROUND_DONE, Tone.NOTE, "DONE", _name(shipment), words, _lines(short), way_out)


def shipped(subject: ItemSubject, quantity: int, source: str, site: str) -> Verdict:
    """A pack that leaves for another site."""
    verdict = moved("", subject, quantity, f"on its way to {site}", joined(pack_lot(subject), f"from {source}"))
    return replace(verdict, way_out="All packed? F8, view: shipments, sends it with its note.")


def _name(shipment: StockTransfer) -> str:
    return f"{shipment.road}   {shipment.number}"


def _lines(lots: Iterable[TransferredLot]) -> str:
    lots = list(lots)
    shown = [
        f"{each.item.name} {each.arrived} of {each.sent}" + (f", lost {each.lost}" if each.lost else "")
        for each in lots[:_SHOWN]
    ]
    return ", ".join((*shown, *((f"{len(lots) - _SHOWN} more",) if len(lots) > _SHOWN else ())))
