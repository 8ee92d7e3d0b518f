"""What proves that a badge's owner is its owner. Only he ever chooses it; a lead can only have him choose anew."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.access import Role, asks_pin, role_of
from tracker.people.hashing import Hasher, fingerprint
from tracker.people.leads import can_help, is_alone, require_another_lead
from tracker.people.permissions import Permission
from tracker.people.permitting import needs, require_given
from tracker.people.proofs import Proof, ProofKind, require_good
from tracker.people.staff import has_ended, name_of, require_active
from tracker.people.tries import forget_tries
from tracker.store.connection import Connection

PROOF_SET, PROOF_RESET, RELEASED = "staff.proof_set", "staff.proof_reset", "staff.released"
PROOF_RENEWED, PROOF_RESET_BY_KEYS = "staff.proof_renewed", "staff.proof_reset_by_keys"
"""Kinds of events: the owner has chosen; a lead gave a one-time code; a lead lets somebody try again; what the owner has
chosen was hashed anew; whoever holds the keys gave a one-time code. Those that tell of a verifier bear its fingerprint."""
KEYS = "keys"
"""By whom it was done where it was done by whoever holds the keys, and no badge."""
CODE_HOURS = 24
_CODE_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Credential:
    """``verifier`` is a hash. ``must_change``: a one-time code, which is good for choosing and for nothing else.
    ``origin``: the badge before this one, under which it was made, with its ``seal``."""

    kind: ProofKind
    verifier: str
    must_change: bool
    expires_at: str | None
    origin: str = ""
    seal: str = ""

    def has_expired(self, at: str) -> bool:
        return self.expires_at is not None and at >= self.expires_at


def credential_of(connection: Connection, badge: str) -> Credential | None:
    found = connection.exec_driver_sql(
        "SELECT kind, verifier, must_change, expires_at, coalesce(origin, ''), coalesce(seal, '') FROM credential"
        " WHERE badge = ?",
        (badge,),
    ).first()
    return Credential(ProofKind(found[0]), found[1], bool(found[2]), *found[3:]) if found is not None else None


def require_unchanged(connection: Connection, badge: str, verifier: str, at: str) -> None:
    """Refuse (``proof_changed``) what is done on the strength of a proof that counts no longer: another ``verifier`` was put
    in its place meanwhile, the badge was taken back or, of a one-time code, its day is over. Empty: he had none, in a
    clinic that asked for none."""
    found = credential_of(connection, badge)
    if found is None:
        is_same = not verifier and not asks_pin(connection)
    else:
        is_same = found.verifier == verifier and not found.has_expired(at)
    if not is_same or has_ended(connection, badge):
        raise Refusal(
            "Badge or PIN were changed meanwhile.", hint="Sign in anew; nothing was done.", code="proof_changed"
        )


def set_proof(
    connection: Connection,
    pen: Pen,
    badge: str,
    proof: Proof,
    verifier: str,
    before: Proof | None = None,
    proved: str = "",
) -> None:
    """What the owner of ``badge`` has chosen; ``verifier`` is ``proof`` hashed, elsewhere and before. ``before`` is the PIN
    or one-time code that he has just proved himself by, where he had one, and ``proved`` its verifier.

    Refuses a weak one and the old one (``proof_weak``), another's hand (``proof_anothers``): a lead who could choose a PIN
    could sign in its owner's name; and what :func:`require_unchanged` does: a PIN that was reset while its holder chose
    another is nobody's any more."""
    if pen.by != badge:
        raise Refusal("A PIN is chosen by its owner only.", hint="Give a one-time code.", code="proof_anothers")
    require_unchanged(connection, badge, proved, pen.at)
    require_good(proof, badge, require_active(connection, badge), before)
    _store(connection, badge, proof.kind, verifier, pen.at, None)
    forget_tries(connection, badge)
    _tell(connection, pen, PROOF_SET, badge, {"proof": proof.kind.value, "verifier": fingerprint(verifier)})


def renew_verifier(connection: Connection, pen: Pen, badge: str, before: str, verifier: str) -> None:
    """The same proof under today's setting, and under the badge that its owner has now; one that he changed meanwhile
    stays."""
    renewed = connection.exec_driver_sql(
        "UPDATE credential SET verifier = ?, origin = NULL, seal = NULL WHERE badge = ? AND verifier = ? RETURNING 1",
        (verifier, badge, before),
    )
    if renewed.first() is not None:
        _tell(connection, pen, PROOF_RENEWED, badge, {"verifier": fingerprint(verifier)})


def drawn_code() -> Proof:
    """A one-time code, to be hashed and shown once."""
    return Proof(f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}")


@needs(Permission.PEOPLE_ENROL)
def reset(connection: Connection, pen: Pen, badge: str, verifier: str) -> None:
    """What was chosen counts no longer; a one-time code does, for a day, and only for choosing anew (21 CFR 11.300(d):
    whoever resets can never sign in another's name without his noticing). A lead's takes who may make leads. Refuses
    (``last_lead``) the only one that is left."""
    require_active(connection, badge)
    if role_of(connection, badge) is Role.LEAD:
        require_given(connection, pen.by, Permission.PEOPLE_ROLES)
        require_another_lead(connection, badge)
    is_first = credential_of(connection, badge) is None
    _give_code(connection, pen, PROOF_RESET, badge, verifier, {"first": True} if is_first else {})


@needs(Permission.PEOPLE_ENROL)
def release(connection: Connection, pen: Pen, badge: str) -> None:
    """Let somebody try again who was shut out, with the PIN that he had."""
    require_active(connection, badge)
    forget_tries(connection, badge)
    _tell(connection, pen, RELEASED, badge, {})


def release_by_keys(connection: Connection, pen: Pen, badge: str, reason: str) -> None:
    """Let the last lead try again whom no other could let in: done by whoever holds the machine, the keys and the database,
    in nobody's name. It is on record as done by :data:`KEYS`, with ``reason``, and stands first in the next review.
    Refuses what :func:`require_alone` does."""
    require_alone(connection, badge)
    forget_tries(connection, badge)
    _tell(connection, replace(pen, by=KEYS), RELEASED, badge, {"reason": reason})


def reset_by_keys(
    connection: Connection, pen: Pen, badge: str, verifier: str, reason: str, *, is_pepper_new: bool = False
) -> None:
    """A one-time code for the last lead, who has forgotten his PIN: by whoever holds the machine, the keys and the database,
    in nobody's name. On record as :func:`release_by_keys` is, and kept for the first screen, which tells of it until another
    has signed for it. Where the pepper was lost (``is_pepper_new``) no lead's PIN is right, and any of them is the last.
    Refuses what :func:`require_alone` does."""
    require_alone(connection, badge, is_pepper_lost=is_pepper_new)
    more: dict[str, Value] = {"reason": reason, **({"pepper": "new"} if is_pepper_new else {})}
    event_id = _give_code(connection, replace(pen, by=KEYS), PROOF_RESET_BY_KEYS, badge, verifier, more)
    connection.exec_driver_sql(
        "INSERT INTO proof_reset_by_keys (event_id, badge, at) VALUES (?, ?, ?)", (event_id, badge, pen.at)
    )


def require_alone(connection: Connection, badge: str, *, is_pepper_lost: bool = False) -> str:
    """The name of the last lead, whom no other could let in; of any lead, where the pepper is lost. Refuses (``lead_there``)
    everybody else's badge, naming who could, and what is nobody's."""
    name = require_active(connection, badge)
    is_let_in = role_of(connection, badge) is Role.LEAD if is_pepper_lost else is_alone(connection, badge)
    if not is_let_in:
        able = sorted((name_of(connection, each) or each, each) for each in can_help(connection) - {badge})
        who, by = (f"{able[0][0]} can sign in: ", able[0][1]) if able else ("", "LEAD")
        raise Refusal(
            f"{name} is let in by a lead, and not by the keys.",
            hint=f"{who}tracker staff release {badge} --badge {by}, or reset for a new PIN. Keys are for the last lead,"
            " whom no other could let in.",
            code="lead_there",
        )
    return name


def with_code(hasher: Hasher, badge: str) -> tuple[Proof, str]:
    """A one-time code for ``badge`` and its verifier. Some 30 ms."""
    code = drawn_code()
    return code, hasher.made(badge, code)


def _give_code(connection: Connection, pen: Pen, kind: str, badge: str, verifier: str, more: dict[str, Value]) -> str:
    """What was chosen counts no longer, and failed tries neither; the event's id."""
    expires_at = stamp(datetime.fromisoformat(pen.at) + timedelta(hours=CODE_HOURS))
    _store(connection, badge, ProofKind.PIN, verifier, pen.at, expires_at)
    forget_tries(connection, badge)
    return _tell(connection, pen, kind, badge, {"until": expires_at, "verifier": fingerprint(verifier), **more})


def _store(connection: Connection, badge: str, kind: ProofKind, verifier: str, at: str, expires_at: str | None) -> None:
    connection.exec_driver_sql(
        "INSERT INTO credential (badge, kind, verifier, must_change, set_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (badge) DO UPDATE SET kind = excluded.kind, verifier = excluded.verifier,"
        " must_change = excluded.must_change, set_at = excluded.set_at, expires_at = excluded.expires_at,"
        " origin = NULL, seal = NULL",
        (badge, kind, verifier, int(expires_at is not None), at, expires_at),
    )


def _tell(connection: Connection, pen: Pen, kind: str, badge: str, more: dict[str, Value]) -> str:
    event_id = new_id()
    pen.journal.append(connection, event_id, kind, pen.at, {"badge": badge, "by": pen.by, **more})
    return event_id
