"""What jobs ask before they go on, with the sum that the question comes from."""

from __future__ import annotations

from tracker.inventory.facts import Holding, Lot, Place
from tracker.inventory.subjects import ItemSubject
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined, lot_words, pack_lot, place_name

YES_OR_NO = "{verb}: YES. Leave it out: NO."

VERBS = {
    JobName.RESTOCK: "Shelve it all the same",
    JobName.RECEIVE: "Receive it",
    JobName.USE: "Use it",
    JobName.TRANSFER: "Move it",
    JobName.WASTE: "Throw it away",
    JobName.OPENED: "Open it",
}


def newer_lot(subject: ItemSubject, older: Holding) -> Verdict:
    return Verdict(
        Code.NEWER_LOT,
        Tone.ASK,
        "OLDER LOT FIRST",
        subject.item.name,
        "",
        f"you hold {pack_lot(subject)}",
        f"Take {lot_words(older.lot)}, {place_name(older.place)}, and scan that. "
        + YES_OR_NO.format(verb="This one all the same"),
    )


def expires_first(subject: ItemSubject, days_left: int, days_needed: int, arithmetic: str) -> Verdict:
    return Verdict(
        Code.EXPIRES_FIRST,
        Tone.ASK,
        "WILL EXPIRE UNUSED",
        subject.item.name,
        f"{days_left} days left, {days_needed} needed",
        joined(pack_lot(subject), arithmetic),
        YES_OR_NO.format(verb=VERBS[JobName.RESTOCK]),
    )


def not_in_par(subject: ItemSubject, room: Place) -> Verdict:
    return Verdict(
        Code.NOT_IN_PAR,
        Tone.ASK,
        "NOT KEPT HERE",
        f"{subject.item.name}   {place_name(room)}",
        "no par level here",
        pack_lot(subject),
        YES_OR_NO.format(verb=VERBS[JobName.RESTOCK]),
    )


def over_par(subject: ItemSubject, on_hand: int, quantity: int, par: int) -> Verdict:
    return Verdict(
        Code.OVER_PAR,
        Tone.ASK,
        f"{on_hand + quantity - par} TOO MANY",
        subject.item.name,
        f"par {par}, on hand {on_hand}, adding {quantity}",
        pack_lot(subject),
        YES_OR_NO.format(verb=VERBS[JobName.RESTOCK]),
    )


def repeated(job: JobName, subject: ItemSubject, quantity: int, window_ms: int) -> Verdict:
    return Verdict(
        Code.REPEATED,
        Tone.ASK,
        "SAME CODE TWICE",
        subject.item.name,
        f"within {window_ms / 1000:g} s",
        f"the first is counted; {quantity} more? {pack_lot(subject)}".rstrip(" "),
        "A second pack: YES. The same one: NO.",
    )


def which_lot(job: JobName, subject: ItemSubject, lots: tuple[Lot, ...], first: Lot, stops: dict[int, Code]) -> Verdict:
    """Names every lot it may be, the forbidden ones as such."""
    named = [
        (lot_words(lot) or "without lot") + (f" {stops[lot.id].upper()}" if lot.id in stops else "") for lot in lots
    ]
    more = f", and {len(named) - 4} more" if len(named) > 4 else ""
    return Verdict(
        Code.WHICH_LOT,
        Tone.ASK,
        "WHICH LOT?",
        subject.item.name,
        "the code names no lot",
        ", or ".join(named[:4]) + more,
        f"Scan the pack's other barcode. It is {lot_words(first)}: YES. Leave it out: NO.",
    )


def which_wasted_lot(subject: ItemSubject, lots: tuple[Lot, ...], stops: dict[int, Code]) -> Verdict:
    return which_lot(JobName.WASTE, subject, lots, lots[0], stops)


def which_reason(subject: ItemSubject, suggested: str) -> Verdict:
    yes = f" Because it is {suggested}: YES." if suggested else ""
    return Verdict(
        Code.WHICH_REASON,
        Tone.ASK,
        "WHY?",
        subject.item.name,
        "",
        pack_lot(subject),
        f"Scan a reason: expired, damaged, contaminated, opened, recalled, lost.{yes} Keep it: NO.",
    )
