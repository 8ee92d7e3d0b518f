"""What is said about signatures."""

from __future__ import annotations

from tracker.inventory.facts import PersonSubject
from tracker.jobs.desk import Unsigned
from tracker.jobs.verdict import Code, Tone, Verdict


def asked(unsigned: Unsigned, about: Verdict | None) -> Verdict:
    """``about`` is the verdict that will be shown once all have signed: what is signed for."""
    signer = unsigned.signer
    who = signer.name or ("the witness" if signer.badge else "a witness")
    if unsigned.needs_badge:
        what = (
            "A second person scans a badge, then types a PIN."
            if not signer.badge
            else "Scan your badge, then type your PIN."
        )
    else:
        what = f"{who}: type your PIN."
    detail = about.headline if about is not None else ""
    return Verdict(
        Code.SIGN_ASKED, Tone.ASK, "SIGN", f"{who}: {signer.meaning}", "not done yet", detail, f"{what} Leave it? NO."
    )


def not_signed(unsigned: Unsigned) -> Verdict:
    meaning = unsigned.signers[0].meaning
    return Verdict(Code.CANCELLED, Tone.NOTE, "NOT SIGNED", f"nothing was {meaning}", "", "nothing was recorded")


def somebody_else(unsigned: Unsigned, person: PersonSubject) -> Verdict:
    """Of a signature that is another's, or of a witness who is the first signer himself."""
    if not unsigned.signer.badge:
        return Verdict(
            Code.SAME_PERSON, Tone.REFUSE, "SOMEBODY ELSE", f"{person.name} has signed already.", "not done yet", "",
            "A second person scans a badge, then types a PIN. Leave it? NO.",
        )  # fmt: skip
    return Verdict(
        Code.SIGN_ASKED, Tone.ASK, "SIGN", f"{unsigned.signer.name}: {unsigned.signer.meaning}", "not done yet",
        f"{person.name} does not sign here", f"{unsigned.signer.name} scans a badge and types a PIN. Leave it? NO.",
    )  # fmt: skip
