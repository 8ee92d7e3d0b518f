"""What is said while a paper is entered afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from tracker.jobs.verdict import Code, Tone, Verdict

if TYPE_CHECKING:
    from tracker.inventory.subjects import PersonSubject

_HOW = "Scan its four digits, or type it (F4): 09:40; of another day 2026-11-15 21:30."
AS_WRITTEN = "As it is written on the sheet, unseen: card or keyboard. UNDO: a letter back. NO: leave."
WHICH_JOB = "The day before? NO. Else what the sheet says: COLLECT, HAND OFF, COUNT, PULL ..."
EACH_TUBE = "Scan each tube's number twice, from the sheet or the tube: once to bind its label, once as full."


def shown(at: datetime, now: datetime) -> str:
    """``09:40``, with its date where that is not ``now``'s. Both in the clinic's zone."""
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M}"


def on_day(at: datetime, now: datetime) -> str:
    """``today, Mon 2026-11-16, 09:40``: who enters yesterday's sheet must see that it says today. In the clinic's zone."""
    days = (now.date() - at.date()).days
    near = {0: "today, ", 1: "yesterday, "}.get(days, "")
    return f"{near}{at:%a %Y-%m-%d}, {at:%H:%M}"


def which_time(by: PersonSubject, day: date | None) -> Verdict:
    of = f", on {day:%a %Y-%m-%d}" if day else ""
    return Verdict(
        Code.TIME_ASKED, Tone.NOTE, "FROM PAPER", f"When did it happen{of}?", "", f"{by.name} enters it", _HOW
    )  # fmt: skip


def so_far(digits: str) -> Verdict:
    return Verdict(Code.TIME_ASKED, Tone.NOTE, "FROM PAPER", f"{digits:_<4}", "", "", "The next digit.")


def time_set(at: datetime, now: datetime, by: PersonSubject, way_out: str) -> Verdict:
    said = f"what follows is recorded at this time, and as entered afterwards by {by.name}"
    return Verdict(Code.TIME_SET, Tone.NOTE, "FROM PAPER", on_day(at, now), "", said, way_out)


def over(by: PersonSubject) -> Verdict:
    return Verdict(Code.PAPER_DONE, Tone.NOTE, "PAPER DONE", "From here on it is now.", "", f"signed on: {by.name}")


def entered(at: datetime, now: datetime, by: PersonSubject) -> str:
    return f"at {shown(at, now)}, entered afterwards by {by.name}"


def who_enters() -> Verdict:
    return Verdict(
        Code.SIGN_ON_FIRST, Tone.REFUSE, "WHO ARE YOU?", "Who enters a paper is recorded.", "", "",
        "Scan your own badge, then FROM PAPER.",
    )  # fmt: skip


def not_entering() -> Verdict:
    return Verdict(
        Code.NOTHING_ASKED, Tone.REFUSE, "NO PAPER", "No paper is being entered.", "", "", "FROM PAPER begins one."
    )  # fmt: skip


def finish_first() -> Verdict:
    return Verdict(
        Code.ANSWER_FIRST, Tone.REFUSE, "FINISH FIRST", "Something is half entered.", "", "",
        "Enter the rest of it, or leave it by NO; then FROM PAPER.",
    )  # fmt: skip


def time_first() -> Verdict:
    return Verdict(Code.NO_TIME, Tone.REFUSE, "WHEN WAS IT?", "The paper's time comes first.", "", "", _HOW)


def no_time(text: str) -> Verdict:
    return Verdict(Code.NO_TIME, Tone.REFUSE, "NO TIME", f"“{text}” is no time of day.", "", "", _HOW)


def later_than_now(at: datetime, now: datetime) -> Verdict:
    return Verdict(
        Code.LATER_THAN_NOW, Tone.REFUSE, "NOT YET", f"{shown(at, now)} is still to come: here it is {now:%H:%M}.",
        "", "", "Was it on another day? F4: type its date, too: 2026-11-15 21:30.",
    )  # fmt: skip


def nothing_printed() -> Verdict:
    """The tubes bear the labels that they had then."""
    return Verdict(
        Code.NOT_FROM_PAPER, Tone.REFUSE, "NOT FROM PAPER", "From paper nothing is printed.", "", "",
        "Scan the label that the tube bears. One more? LABEL after PAPER DONE.",
    )  # fmt: skip


def not_from_paper(verdict: Verdict) -> Verdict:
    return Verdict(
        Code.NOT_FROM_PAPER, Tone.REFUSE, "NOT FROM PAPER", verdict.word, "", "",
        "A sheet says what was collected, handed off, spun, tested, stored, counted, pulled. Else PAPER DONE, then do it.",
    )  # fmt: skip
