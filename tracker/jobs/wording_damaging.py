"""What receiving says while a delivery's packs are scanned as damaged."""

from __future__ import annotations

from dataclasses import replace

from tracker.barcodes.commands import Command
from tracker.inventory.purchase_order_facts import PurchaseOrder
from tracker.inventory.subjects import ItemSubject
from tracker.jobs.verdict import Code, Tone, Verdict

_GOOD_AGAIN = "Good packs again? Scan NO (or the shelf)."


def began() -> Verdict:
    return Verdict(
        Code.REASON_SET,
        Tone.NOTE,
        "DAMAGED",
        "every pack from now on is not received",
        "",
        "kept until NO, DONE, an order or a shelf",
        f"Scan the damaged packs only. {_GOOD_AGAIN}",
    )


def ended() -> Verdict:
    return Verdict(
        Code.CANCELLED, Tone.NOTE, "RECEIVE", "packs are received again", "", "DAMAGED is over", "Scan the packs."
    )


def other_reason(command: Command) -> Verdict:
    return Verdict(
        Code.NOTHING_ASKED,
        Tone.REFUSE,
        "NOT NOW",
        command.upper().replace("_", " "),
        "",
        "a delivery knows DAMAGED only; that is over now",
        "Good packs: scan them. Damaged ones: scan DAMAGED again.",
    )


def booked(subject: ItemSubject, quantity: int, order: PurchaseOrder) -> Verdict:
    is_short = any(each.item.id == subject.item.id and each.lacks for each in order.lines)
    return Verdict(
        Code.DAMAGED,
        Tone.ACCEPT,
        "DAMAGED",
        f"{quantity}  {subject.item.name}",
        "not received",
        "the order stays short of it" if is_short else "the order lacks none of it",
        f"Put it aside for the supplier. Not damaged? UNDO. {_GOOD_AGAIN}",
    )


def still(undone: Verdict) -> Verdict:
    return replace(undone, way_out=f"DAMAGED still holds. {_GOOD_AGAIN}")
