"""What is said while two identifiers are asked and entered: how many letters, never which; nobody's name but masked."""

from __future__ import annotations

from dataclasses import replace

from tracker.jobs.custody import words
from tracker.jobs.custody.work import Collecting
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.jobs.wording import joined, shortened
from tracker.specimens.requisition_facts import HIDDEN, Requisition, WantedTube

CALL_THE_LEAD_AT = 3
"""Failed challenges in a row."""


def dots(entered: int, of: int) -> str:
    """``● ● ○``: how many, not which."""
    return " ".join(["●"] * entered + ["○"] * (of - entered))


def question(asks: str, progress: str, count: str, patient: str) -> Verdict:
    return Verdict(
        Code.CHALLENGE,
        Tone.ASK,
        "ASK",
        asks,
        progress,
        joined(f"question {count}", patient),
        "Let the patient say it; enter it unseen: card or keyboard. UNDO: a letter back. NO: leave.",
    )


def one_more(asked: Verdict) -> Verdict:
    return replace(asked, code=Code.SPELT, tone=Tone.NOTE)


def taken_back(asked: Verdict) -> Verdict:
    return replace(asked, code=Code.SPELT, tone=Tone.NOTE, detail=joined("the last one is taken back", asked.detail))


def namesake(said: Verdict) -> Verdict:
    """The answers tell two patients of the records not apart: nothing can be entered that does."""
    return replace(
        said,
        detail=joined("ANOTHER PATIENT has the same name and birthday", said.detail),
        way_out=f"Compare record number or address with the order. {said.way_out}",
    )


def not_blind(said: Verdict) -> Verdict:
    """Passed by somebody who was shown the name just before."""
    return replace(said, detail=joined("not blind: the name was shown to you before; recorded", said.detail))


def challenge_left() -> Verdict:
    return Verdict(
        Code.CANCELLED,
        Tone.NOTE,
        "LEFT OUT",
        "The patient was not identified.",
        "",
        "nothing was recorded",
        "Scan a requisition to begin.",
    )


def answer_first(asked: Verdict) -> Verdict:
    return replace(
        asked, code=Code.IDENTIFY_FIRST, tone=Tone.REFUSE, word="IDENTIFY FIRST", detail="this scan was not done"
    )


def none_to_be_drawn(requisition: Requisition, tubes: tuple[WantedTube, ...], reason: str) -> Verdict:
    return Verdict(
        Code.CONFIRM,
        Tone.ASK,
        "NOT DRAWN?",
        f"{requisition.patient}   all {words.tubes(len(tubes))}: {reason}",
        "",
        "nobody was identified: recorded so",
        "None of them drawn? YES. Else NO: the question goes on.",
    )


def none_drawn(requisition: Requisition, tubes: tuple[WantedTube, ...], reason: str) -> Verdict:
    void = tuple(tube.specimen for tube in tubes if tube.specimen is not None)
    return Verdict(
        Code.ACCEPTED,
        Tone.ACCEPT,
        "NOT DRAWN",
        f"{requisition.patient}   {reason}",
        words.tubes(len(tubes)),
        joined("without identification", f"void labels, into the bin: {words.numbers(void)}" if void else ""),
        "The next requisition. Drawn after all? Scan this one again.",
    )


def not_askable(requisition: Requisition) -> Verdict:
    """Where the key does not fit the order is good, and another would not open either."""
    is_locked = requisition.patient == HIDDEN
    return Verdict(
        Code.NOT_ASKABLE,
        Tone.REFUSE,
        "CANNOT IDENTIFY",
        "There is nothing to ask this patient by.",
        "",
        "the patient's data does not open with the key at this station: nothing may be drawn"
        if is_locked
        else "the patient's data was erased, or has nothing to ask by: nothing may be drawn",
        "The order is good. Collect at another station; whoever keeps the keys runs tracker doctor here."
        if is_locked
        else "Have the order made again; scan the new requisition.",
    )


def wrong_patient(requisition: Requisition, failures: int) -> Verdict:
    lead = f"Failed {failures} times: call the lead. " if failures >= CALL_THE_LEAD_AT else ""
    return Verdict(
        Code.WRONG_PATIENT,
        Tone.REFUSE,
        "WRONG PATIENT?",
        f"Stop: nothing may be drawn.   {requisition.patient}",
        f"failed {failures} times" if failures > 1 else "",
        "what was entered is not what the requisition says; this is recorded",
        f"{lead}Compare wristband and requisition, then scan the requisition to begin again.",
    )


def identify_first() -> Verdict:
    return Verdict(
        Code.IDENTIFY_FIRST,
        Tone.REFUSE,
        "WHOSE TUBE?",
        "No patient has been identified.",
        "nothing was recorded",
        "",
        "Scan the requisition: it asks what to ask the patient.",
    )


def not_known(text: str) -> Verdict:
    """``NG-26-9999``: a number that no order has."""
    return Verdict(
        Code.UNKNOWN_CODE,
        Tone.REFUSE,
        "NOT KNOWN HERE",
        shortened(text),
        "nothing was recorded",
        "no requisition has this code or number",
        "Compare it with the paper. Right? Import the order, or F9 enters it by hand.",
    )


def signed_on_anew(name: str, left: Collecting) -> Verdict:
    """Another person's badge: what the one before has seen with his own eyes is not handed on."""
    still = words.tubes(len(left.open_tubes))
    return Verdict(
        Code.SIGNED_ON,
        Tone.NOTE,
        "SIGNED ON",
        name,
        "",
        f"the requisition before is closed, {still} still to draw",
        "Scan the requisition: whoever draws identifies the patient.",
    )
