"""The first lead of a clinic: whoever founds it chooses his own PIN, and lets everybody else in."""

from __future__ import annotations

from tracker.config import Settings
from tracker.hardware.scan import utc_now
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.labelling.badges import free_badge_codes
from tracker.people.access import Role
from tracker.people.badges import begin_asking, hire
from tracker.people.credentials import set_proof
from tracker.people.hashing import Hasher
from tracker.people.proofs import Proof, require_good
from tracker.station.opening import open_pen
from tracker.station.pepper import made_pepper


def make_first_lead(settings: Settings, name: str, proof: Proof) -> str:
    """Draw a badge for ``name``, who is the lead and has chosen ``proof``; the clinic asks for PINs from then on.

    Returns the badge's code.

    Raises :class:`tracker.errors.Refusal` for a name that is none and for a weak proof: then nothing was changed.
    """
    require_good(proof, "", name)
    store, journal = open_pen(settings)
    try:
        hasher = Hasher(made_pepper(store, settings))
        with store.reading() as connection:
            (badge,) = free_badge_codes(connection, 1)
        verifier = hasher.made(badge, proof)
        with store.writing() as connection:
            pen = Pen(journal, stamp(utc_now()), badge, settings.zone)
            hire(connection, pen, badge, name, Role.LEAD)
            set_proof(connection, pen, badge, proof, verifier)
            begin_asking(connection, pen)
    finally:
        store.close()
    return badge
