"""What DISPOSE says: before anything is gone, everything that speaks against it."""

from __future__ import annotations

from datetime import datetime

from tracker.jobs.custody import words
from tracker.jobs.custody.out_of_order import stand
from tracker.jobs.custody.work import Disposing
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.facts import Party, Specimen

_REASONS = "TESTED, EXPIRED, REJECTED, USED UP, CONTAMINATED or WITHDRAWN"
_METHODS = "AUTOCLAVE, INCINERATION, CHEMICAL or SHARPS"


def why() -> Verdict:
    return Verdict(
        Code.WHICH_REASON, Tone.REFUSE, "WHY?", "Discarding needs a reason.", "", "nothing was recorded",
        f"Scan one: {_REASONS}; then the method, then this again.",
    )  # fmt: skip


def how(reason: str) -> Verdict:
    return Verdict(
        Code.NO_METHOD, Tone.REFUSE, "HOW?", "Discarding needs a method.", f"reason: {reason}", "nothing was recorded",
        f"Scan one: {_METHODS}; then this again.",
    )  # fmt: skip


def chosen(work: Disposing) -> Verdict:
    if work.reason is None:
        way_out = f"Now the reason: {_REASONS}."
    elif work.method is None:
        way_out = f"Now the method: {_METHODS}."
    else:
        way_out = "Scan each tube twice; or a rack and YES. Discarded at a laboratory: the manifest and YES."
    said = " · ".join(part for part in (work.reason, work.method) if part)
    return Verdict(Code.REASON_SET, Tone.NOTE, "DISPOSE", said, "", "kept until another is scanned", way_out)


def _said(work: Disposing) -> str:
    return f"{work.reason} · {work.method}"


def confirm(work: Disposing, specimen: Specimen, now: datetime) -> Verdict:
    parts = (
        f"with {words.holder_of(specimen)}",
        "" if specimen.tested_at is not None else "never tested",
        words.keeps(specimen, now),
        "then a second person's badge" if specimen.needs_witness else "",
    )
    return Verdict(
        Code.CONFIRM, Tone.ASK, "DISCARD?", words.tube(specimen), _said(work), " · ".join(part for part in parts if part),
        "Scan the same tube again, or YES: it cannot be taken back. Leave it? NO.",
    )  # fmt: skip


def confirm_all(work: Disposing, what: str, specimens: tuple[Specimen, ...]) -> Verdict:
    untested = sum(each.tested_at is None for each in specimens)
    parts = (
        f"{untested} never tested" if untested else "",
        "then a second person's badge" if any(each.needs_witness for each in specimens) else "",
    )
    count = len(specimens)
    return Verdict(
        Code.CONFIRM, Tone.ASK, f"DISCARD {count}?", f"{what}   {words.tubes(count)}", _said(work),
        " · ".join(part for part in parts if part), f"YES discards all {count}: it cannot be taken back. Leave it? NO.",
    )  # fmt: skip


def still_kept(specimen: Specimen, now: datetime) -> Verdict:
    assert specimen.keep_until is not None
    left = words.span(specimen.keep_until - now)
    return Verdict(
        Code.RETENTION, Tone.ASK, "STILL KEPT", words.tube(specimen), f"{left} left",
        f"to be kept until {specimen.keep_until.date().isoformat()}",
        "Put it back: NO, then STORE. Must it go? Scan an EXCEPTION reason, then a second person's badge.",
    )  # fmt: skip


def not_so(specimen: Specimen, word: str, why: str) -> Verdict:
    return Verdict(
        Code.NOT_SO, Tone.REFUSE, word, words.tube(specimen), "not discarded", why,
        "Put it back. Is there another reason to discard it? Scan that, then the tube.",
    )  # fmt: skip


def not_all(
    what: str, work: Disposing, rest: tuple[tuple[Specimen, ...], tuple[Specimen, ...], tuple[Specimen, ...]]
) -> Verdict:
    """``rest``: what cannot be discarded by whoever acts, what is to be kept, and what the reason is wrong for."""
    others, kept, not_so = rest
    parts = (
        f"to be kept: {words.numbers(kept)}" if kept else "",
        f"not {work.reason}: {words.numbers(not_so)}" if not_so else "",
        f"{stand(others)}: {words.numbers(others)}" if others else "",
    )
    count = len(others) + len(kept) + len(not_so)
    return Verdict(
        Code.NOT_SO, Tone.REFUSE, "NOT ALL OF IT", f"{what}   {words.tubes(count)} must stay", "nothing was discarded",
        " · ".join(part for part in parts if part),
        "Take those out: RETRIEVE each. Then scan the rack again; or each tube alone.",
    )  # fmt: skip


def confirm_theirs(work: Disposing, item: str, laboratory: Party, left: str) -> Verdict:
    detail = " · ".join(part for part in (f"by {laboratory.name}'s word: you sign for it", left) if part)
    return Verdict(
        Code.CONFIRM, Tone.ASK, "DISCARDED THERE?", item, _said(work), detail,
        f"{laboratory.name} has told us so? YES: it cannot be taken back. Not so? NO.",
    )  # fmt: skip


def not_theirs(what: str, laboratories: tuple[Party, ...]) -> Verdict:
    """No laboratory has any of it, or several have: then no single one has told of all."""
    names = ", ".join(each.name for each in laboratories)
    why = f"with {names}" if laboratories else "by the books no laboratory has any of it"
    word = "NOT AT ONE PLACE" if laboratories else "NOT AT A LABORATORY"
    return Verdict(
        Code.NOT_SO, Tone.REFUSE, word, what, "nothing was recorded", why,
        "Scan the tubes one by one: each is told where it is.",
    )  # fmt: skip


def disposed_there(work: Disposing, item: str, laboratory: Party) -> Verdict:
    way_out = "Scan the next."
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "DISCARDED THERE", item, _said(work), f"by {laboratory.name}", way_out)


def disposed(work: Disposing, item: str) -> Verdict:
    return Verdict(Code.ACCEPTED, Tone.ACCEPT, "DISCARDED", item, _said(work), "", "Scan the next.")
