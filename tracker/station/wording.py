"""What the station itself says at a scan: that it was stored before, that it cannot be, that the program failed."""

from __future__ import annotations

from dataclasses import replace

from tracker.jobs.verdict import Tone, Verdict

ALREADY_STORED = Verdict(
    "already_stored", Tone.NOTE, "STORED BEFORE", "This very scan is in the journal already; nothing was doubled."
)
STORED_WITH_A_PACK_OPEN = replace(ALREADY_STORED, way_out="A pack was open when this was cut: scan it again.")
STORED_UNREADABLE = replace(
    ALREADY_STORED,
    detail="What it said was not kept. A patient is identified by nobody's recording.",
    way_out="To go on with a collection, scan the requisition, and ask the patient anew.",
)
IDENTITY_TAKEN = Verdict(
    "identity_taken",
    Tone.REFUSE,
    "NOT DONE",
    "Another scan is stored under this one's identity.",
    "nothing was posted",
    "the recording was changed, or put together from several",
    "Scan the pack itself, and look where the recording came from.",
)


def program_fault(kind: str) -> Verdict:
    """``kind`` is the fault's type: its text may quote the scan."""
    return Verdict(
        "program_fault",
        Tone.REFUSE,
        "NOT DONE",
        "The program failed at this scan.",
        "nothing was posted",
        f"{kind}; the scan is recorded",
        "Put it aside, go on with the next, and tell whoever looks after the program.",
    )
