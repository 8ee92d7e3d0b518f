"""What jobs say when a pack goes no further: what is against it, and what to do with it now."""

from __future__ import annotations

from datetime import date

from tracker.inventory.facts import Item
from tracker.inventory.subjects import ItemSubject
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import assumed, joined, pack_lot

DO_NOT = {
    JobName.RESTOCK: "DO NOT SHELVE",
    JobName.RECEIVE: "DO NOT RECEIVE",
    JobName.USE: "DO NOT USE",
    JobName.TRANSFER: "DO NOT MOVE",
    JobName.OPENED: "DO NOT OPEN",
    JobName.PULL: "NOT RECALLED, AND",
}


_WAYS_OUT = {
    Code.EXPIRED: "Put it in the waste bin, then scan WASTE. Not this one? Scan UNDO. Set aside: YES.",
    Code.RECALLED: "Set it aside for return, then scan YES. Destroyed here? WASTE. Not this one? UNDO.",
    Code.QUARANTINED: "Put it in quarantine, then scan YES. Not this one? Scan UNDO.",
}


def hard_stop(code: Code, job: JobName, subject: ItemSubject) -> Verdict:
    """``DO NOT SHELVE   EXPIRED 2026-11-02   lot P31   Povidone swab``: what matters most is cut last."""
    lot = subject.lot
    number = (lot.number if lot else "") or (subject.code.lot if subject.code else None) or ""
    why = f"EXPIRED {_earliest(subject)}" if code is Code.EXPIRED else code.upper()
    headline = "   ".join(part for part in (why, f"lot {number}" if number else "", subject.item.name) if part)
    way_out = _WAYS_OUT[code]
    if code is Code.QUARANTINED and subject.recalls:
        way_out = f"Recalled ({subject.recalls[0]}): set it aside, scan YES; PULL takes it off. Not this one? UNDO."
    return Verdict(code, Tone.REFUSE, DO_NOT.get(job, "DO NOT USE"), headline, "", assumed(subject), way_out)


def _earliest(subject: ItemSubject) -> date | None:
    dates = (subject.lot.expiry if subject.lot else None, subject.code.expiry if subject.code else None)
    return min((expiry for expiry in dates if expiry), default=None)


def conflict(item: Item, what: str, books: str, pack: str) -> Verdict:
    return Verdict(
        Code.LOT_CONFLICT,
        Tone.REFUSE,
        "DOES NOT AGREE",
        f"{item.name}   {what}",
        "",
        f"the books say {books}; the pack says {pack}",
        "Set it aside and tell the lead: one of the two is wrong.",
    )


def codes_disagree(item: Item, first: str, second: str) -> Verdict:
    return Verdict(
        Code.LOT_CONFLICT,
        Tone.REFUSE,
        "DOES NOT AGREE",
        item.name,
        "",
        f"first barcode {first}; second barcode {second}",
        "Are these two barcodes of one pack? Scan both of the same pack again.",
    )


def never_received(subject: ItemSubject, number: str) -> Verdict:
    return Verdict(
        Code.NOT_ENOUGH,
        Tone.REFUSE,
        "NOT IN THE BOOKS",
        f"{subject.item.name}   lot {number}",
        "",
        "this lot was never received",
        "Scan RECEIVE and receive it first.",
    )


def not_enough(subject: ItemSubject, quantity: int, held: int, where: str, way_out: str) -> Verdict:
    return Verdict(
        Code.NOT_ENOUGH,
        Tone.REFUSE,
        "NOT ENOUGH",
        f"{subject.item.name}   {pack_lot(subject)}".rstrip(" "),
        f"scanned {quantity}, {where} {held}",
        f"by the books {where} {held} {subject.item.base_unit}; {quantity} scanned",
        way_out,
    )


def no_room(job: JobName) -> Verdict:
    what = "the place it comes from" if job is JobName.TRANSFER else "the room"
    return Verdict(Code.NO_ROOM, Tone.REFUSE, "WHERE?", f"Scan {what} first, then the pack again.")


def in_several_places(subject: ItemSubject) -> Verdict:
    aside = subject.set_aside[0].place if subject.set_aside else None
    named = f" ({aside.name} is {aside.code})" if aside is not None else ""
    return Verdict(
        Code.NO_ROOM,
        Tone.REFUSE,
        "FROM WHERE?",
        f"{subject.item.name}   {pack_lot(subject)}".rstrip(" "),
        "",
        "this stands in more than one place",
        f"Scan the room it comes from{named}, then the pack again.",
    )


def second_missing(subject: ItemSubject, lacks: str) -> Verdict:
    return Verdict(
        Code.LOT_MISSING if "lot" in lacks else Code.EXPIRY_MISSING,
        Tone.REFUSE,
        "FIRST PACK NOT FINISHED",
        f"{subject.item.name} still waits for its {lacks}",
        "this scan was not done",
        pack_lot(subject),
        f"Scan the other barcode of {subject.item.name}. Leave it out? Scan NO.",
    )


def posted_other_lot(subject: ItemSubject, posted: str, pack: str) -> Verdict:
    """The lot that the books suggested was not the pack's: what was posted is wrong, and says so."""
    return Verdict(
        Code.LOT_CONFLICT,
        Tone.REFUSE,
        "POSTED AS ANOTHER LOT",
        subject.item.name,
        "",
        f"posted as {posted}; the pack says {pack}",
        "Scan UNDO, then the pack's second barcode, then its first.",
    )


def posted_disagrees(subject: ItemSubject, posted: str, second: str) -> Verdict:
    """A second barcode that is not the posted pack's: kept for the next pack, it would give that one a foreign lot."""
    return Verdict(
        Code.LOT_CONFLICT,
        Tone.REFUSE,
        "DOES NOT AGREE",
        f"{subject.item.name}   with the pack just posted",
        "",
        f"posted {posted}; this barcode says {second}",
        "The same pack? UNDO, and scan both again. The next one? Scan the barcode that names its item first.",
    )


def absurd_count(subject: ItemSubject, quantity: int) -> Verdict:
    return Verdict(
        Code.ABSURD_COUNT,
        Tone.REFUSE,
        "HOW MANY?",
        f"{quantity}  {subject.item.name}",
        "",
        joined(pack_lot(subject), "no one scan stands for so many"),
        "Check the count and the quantity that was set, and scan the pack again.",
    )
