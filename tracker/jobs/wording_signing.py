"""What is said about signatures."""

from __future__ import annotations

from tracker.inventory.subjects import PersonSubject
from tracker.jobs.desk import Unsigned
from tracker.jobs.verdict import Code, Tone, Verdict

LEAVING = " Leave it? NO."
_NOT_HERE = " Gone home? A lead's badge, then his PIN."
_WITNESS = "A second person scans a badge, then types a PIN."


def asked(unsigned: Unsigned) -> Verdict:
    """What is signed, by whom and as what, and what he does now."""
    signer = unsigned.signer
    who = signer.name or ("the witness" if signer.badge else "a witness")
    signs = f"{who} signs" if who.endswith("witness") else f"{who} signs: {signer.meaning}"
    if signer.stands_for is not None:
        signs = f"{who} witnesses the paper for {signer.named.name or 'who is named'}: {signer.meaning}"
    badge = "Scan your badge, then type your PIN." if signer.badge else _WITNESS
    what = badge if unsigned.needs_badge else f"{who}: type your PIN, then Enter."
    if unsigned.may_be_witnessed and signer.stands_for is None:
        what = f"{what}{_NOT_HERE}"
    return Verdict(Code.SIGN_ASKED, Tone.ASK, "SIGN", unsigned.about, "not done yet", signs, f"{what}{LEAVING}")


def not_signed(unsigned: Unsigned) -> Verdict:
    return Verdict(Code.CANCELLED, Tone.NOTE, "NOT SIGNED", unsigned.about, "nothing was recorded")


def would_be_both(unsigned: Unsigned, person: PersonSubject) -> Verdict:
    """Of what takes two persons and is entered from paper, to somebody who would stand for both of them."""
    said = f"{person.name} would be both persons of it, or enters it."
    way_out = f"Who it is, or another lead: badge, then PIN.{LEAVING}"
    return Verdict(Code.SAME_PERSON, Tone.REFUSE, "SOMEBODY ELSE", said, "not done yet", unsigned.about, way_out)


def somebody_else(unsigned: Unsigned, person: PersonSubject) -> Verdict:
    """Of a signature that is another's, or of a witness who is the first signer himself."""
    if not unsigned.signer.badge:
        said = f"{person.name} has signed already."
        return Verdict(Code.SAME_PERSON, Tone.REFUSE, "SOMEBODY ELSE", said, "not done yet", "", f"{_WITNESS}{LEAVING}")
    said = f"This is the badge of {person.name}; {unsigned.signer.name or 'the witness'} signs."
    return Verdict(Code.SIGN_ASKED, Tone.ASK, "SIGN", said, "not done yet", unsigned.about, f"His own badge.{LEAVING}")
