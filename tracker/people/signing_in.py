"""Signing in, in three parts: a try is counted, the proof is looked at, and what came of it is recorded.

The middle part takes 30 ms and no database, so that it runs on a thread of its own while scans go on. Whoever asks joins
them: the station for its screen, the command line for one verb.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from tracker.errors import Refusal, StoreError
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.people.credentials import Credential, credential_of, renew_verifier, require_unchanged
from tracker.people.hashing import Hasher, nobodys
from tracker.people.leads import is_alone
from tracker.people.peppered import tell_pepper, told_pepper
from tracker.people.proofs import Proof
from tracker.people.spare_tries import SpareTries
from tracker.people.staff import badge_named, badge_revoked, has_ended, name_of
from tracker.people.tries import (
    FREE,
    MOST,
    Instant,
    Tries,
    add_tries,
    count_try,
    forget_tries,
    instant,
    take_back_try,
    tries_of,
)
from tracker.store.connection import Connection

T = TypeVar("T")
PIN_FAILED, LOCKED = "staff.pin_failed", "staff.locked"
_RELEASE = "A lead lets you try again: F8 'people: let in' on the screen, or tracker staff release."
_KEYS = (
    "Wait; or whoever keeps this machine: tracker staff release BADGE --by-keys, and reset where the PIN is forgotten."
)
_RESET_BY_KEYS = "Whoever keeps this machine gives a new one: tracker staff reset BADGE --by-keys."


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says that he is, and what it is to be checked against. ``name`` is empty for a badge of nobody."""

    badge: str
    name: str
    verifier: str
    failed: int = 0
    """Tries since the last good one, with this one."""
    must_change: bool = False
    origin: str = ""
    seal: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.name)


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer of the slow part. ``renewed`` is a verifier at today's setting, and under today's badge, where the old one
    is not."""

    is_right: bool
    renewed: str = ""
    pepper: str = ""
    """Under which pepper it was right."""
    is_unsealed: bool = False
    """No PIN can be right: what lets the one of the former badge be good under this one is not ours."""


def claim(connection: Connection, badge: str, now: Instant, spare: SpareTries | None = None) -> Claim:
    """Count a try for ``badge``, and for no name: what follows is done in the name of :attr:`Claim.badge`, and who may be
    named by his name is looked up before (:func:`known`).

    Raises :class:`Refusal`: ``sign_in_wait`` and ``sign_in_locked`` after too many failed ones, ``badge_revoked``,
    ``proof_missing`` for somebody who has never chosen, ``code_expired``. A badge of nobody is refused behind the slow part
    only, so that the time taken tells nothing. With ``spare`` it is counted there, where the database takes nothing.
    """
    name = name_of(connection, badge)
    if name is None:
        return Claim(badge, "", nobodys())
    if has_ended(connection, badge):
        raise badge_revoked(name)
    tries = tries_of(connection, badge)
    if spare is not None:
        tries = tries.and_later(spare.counted().get(badge, Tries()))
    _require_may_try(connection, badge, name, now, tries)
    found = _good_credential(connection, badge, name, now)
    if spare is None:
        failed = count_try(connection, badge, now)
    else:
        spare.count(badge, now)
        failed = tries.failed + 1
    return Claim(badge, name, found.verifier, failed, found.must_change, found.origin, found.seal)


def _good_credential(connection: Connection, badge: str, name: str, now: Instant) -> Credential:
    found = credential_of(connection, badge)
    if found is None:
        raise Refusal(
            f"{name} has no PIN yet.",
            hint="A lead gives a one-time code for the first sign-in: tracker staff reset.",
            code="proof_missing",
        )
    if found.has_expired(now.at):
        raise Refusal(
            f"The one-time code of {name} has run out.",
            hint=_RESET_BY_KEYS if is_alone(connection, badge) else "A lead gives a new one: tracker staff reset.",
            code="code_expired",
        )
    return found


class Turn(Protocol):
    """One act in a transaction of its own, by the pen of ``by``."""

    def __call__(self, act: Callable[[Connection, Pen], T], by: str, /) -> T: ...


def attempt(turn: Turn, badge: str, proof: Proof, hasher: Hasher) -> tuple[Claim, Checked]:
    """A try that is counted and looked at; what came of it is to be recorded (:func:`conclude`) with what it is for. Raises
    as :func:`claim` does."""
    claimed = turn(lambda connection, pen: claim(connection, badge, instant(pen.at)), badge)
    return claimed, check(claimed, proof, hasher)


def prove(turn: Turn, badge: str, proof: Proof, hasher: Hasher, *, is_choosing: bool = False) -> Claim:
    """All three parts, where nothing is done in the same transaction; with the verifier as it is by then, for whoever acts
    on it later (:func:`tracker.people.credentials.require_unchanged`). Raises :class:`Refusal` as :func:`claim` does, and
    what :func:`conclude` returns, once that is on disk."""
    claimed, checked = attempt(turn, badge, proof, hasher)
    settle(turn, claimed, checked, is_choosing=is_choosing)
    return replace(claimed, verifier=checked.renewed or claimed.verifier)


def settle(turn: Turn, claimed: Claim, checked: Checked, *, is_choosing: bool = False) -> None:
    """:func:`conclude` in a transaction of its own; raises what it returns, once that is on disk."""

    def concluded(connection: Connection, pen: Pen) -> Refusal | None:
        return conclude(connection, pen, claimed, checked, is_choosing=is_choosing)

    refused = turn(concluded, claimed.badge)
    if refused is not None:
        raise refused


def prove_to_look(
    connection: Connection, badge: str, at: str, proof: Proof, hasher: Hasher, spare: SpareTries
) -> Claim:
    """:func:`prove` where the disk is full: the try is counted in ``spare``. It is good for what only reads, since nothing
    else can be done. Raises as :func:`prove` does, and :class:`StoreError` (``sign_in_full``)."""
    claimed = claim(connection, badge, instant(at), spare)
    checked = check(claimed, proof, hasher)
    if checked.is_unsealed:
        raise _unsealed(claimed)
    if not checked.is_right:
        raise _wrong(claimed, is_alone=is_alone(connection, claimed.badge))
    spare.forget(badge)
    if claimed.must_change:
        raise code_only(badge)
    return claimed


def take_spare(turn: Turn, spare: SpareTries) -> None:
    """What was counted while the disk was full counts in the database from now on, and is on record there. Cut off between
    the two it counts twice."""
    try:
        counted = spare.counted()
    except StoreError:
        spare.make_anew()
        return
    for badge, tries in counted.items():

        def take(connection: Connection, pen: Pen, badge: str = badge, tries: Tries = tries) -> None:
            name = name_of(connection, badge)
            if name is not None and not has_ended(connection, badge):
                failed = add_tries(connection, badge, tries, pen.at)
                _failed(connection, pen, Claim(badge, name, "", failed))

        turn(take, badge)
        spare.forget(badge)


def known(connection: Connection, who: str) -> tuple[str, str]:
    """Badge and name of ``who``, who may be named by either; no name for nobody's. A badge first: nobody comes to another's
    badge by bearing its code as his name."""
    name = name_of(connection, who)
    if name is not None:
        return who, name
    badge = badge_named(connection, who) or who
    return badge, name_of(connection, badge) or ""


def _require_may_try(connection: Connection, badge: str, name: str, now: Instant, tries: Tries) -> None:
    """Refuse (``sign_in_locked``, ``sign_in_wait``) whoever has failed too often."""
    if tries.is_locked and not is_alone(connection, badge):
        raise Refusal(f"{name} has failed {MOST} times and is shut out.", hint=_RELEASE, code="sign_in_locked")
    wait_s = tries.wait_s(now)
    if wait_s:
        raise Refusal(
            f"{name} has failed {tries.failed} times: the next try is in {in_words(wait_s)}.",
            hint=_KEYS if tries.is_locked else f"Wait. {_RELEASE}",
            code="sign_in_wait",
        )


def check(claimed: Claim, proof: Proof, hasher: Hasher) -> Checked:
    """The slow part. An absurd proof takes as long as any."""
    is_moved = bool(claimed.origin) and hasher.is_sealed(claimed.badge, claimed.origin, claimed.seal)
    fits = hasher.is_right(claimed.verifier, claimed.origin if is_moved else claimed.badge, proof)
    is_right = fits and not proof.is_absurd and claimed.is_known
    is_outdated = is_moved or hasher.is_outdated(claimed.verifier)
    is_unsealed = bool(claimed.origin) and not is_moved and not fits
    renewed = hasher.made(claimed.badge, proof) if is_right and is_outdated else ""
    return Checked(is_right, renewed, hasher.id, is_unsealed)


def conclude(
    connection: Connection, pen: Pen, claimed: Claim, checked: Checked, *, is_choosing: bool = False
) -> Refusal | None:
    """Record what came of a try; the refusal to raise once that is on disk, None where the proof was right.

    A one-time code that is right is refused (``proof_must_change``) for all but choosing a PIN (``is_choosing``): the lead
    who gave it has read it, and would sign as a second person beside himself.

    Raises :class:`Refusal` for somebody whose badge was revoked, or whose proof was changed, meanwhile.
    """
    if checked.is_unsealed:
        take_back_try(connection, claimed.badge)
        return _unsealed(claimed)
    if not checked.is_right:
        return _failed(connection, pen, claimed)
    require_unchanged(connection, claimed.badge, claimed.verifier, pen.at)
    forget_tries(connection, claimed.badge)
    if not told_pepper(connection):
        tell_pepper(connection, checked.pepper)
    if checked.renewed:
        renew_verifier(connection, pen, claimed.badge, claimed.verifier, checked.renewed)
    return code_only(claimed.badge) if claimed.must_change and not is_choosing else None


def code_only(badge: str) -> Refusal:
    """Of a one-time code that was given for anything else than choosing."""
    return Refusal(
        "A one-time code is good for choosing a PIN, and for nothing else.",
        hint=f"Choose yours first: sign in at a screen with it, or tracker staff pin {badge}",
        code="proof_must_change",
    )


def _failed(connection: Connection, pen: Pen, claimed: Claim) -> Refusal:
    body: dict[str, Value] = {
        "badge": claimed.badge if claimed.is_known else "",
        "by": pen.by,
        "failed": claimed.failed,
    }
    pen.journal.append(connection, new_id(), PIN_FAILED, pen.at, body)
    if claimed.failed >= MOST:
        pen.journal.append(connection, new_id(), LOCKED, pen.at, body)
    return _wrong(claimed, is_alone=is_alone(connection, claimed.badge))


def _unsealed(claimed: Claim) -> Refusal:
    return Refusal(
        f"The PIN of {claimed.name} cannot be looked at: what makes it good under the new badge was changed in the database"
        " by something else than this program.",
        hint="It is not known to be wrong, and was not counted. A lead gives a one-time code: tracker staff reset; and has"
        " 'tracker doctor --deep' run.",
        code="proof_unsealed",
    )


def _wrong(claimed: Claim, *, is_alone: bool) -> Refusal:
    if not claimed.is_known:
        return Refusal("Badge and PIN do not belong together.", hint="Scan your badge again.", code="proof_wrong")
    left = FREE - claimed.failed
    if claimed.failed >= MOST and not is_alone:
        then = f"That was the {MOST}th time. {_RELEASE}"
    elif left > 0:
        then = f"{left} more {'try' if left == 1 else 'tries'}, then it takes waiting."
    else:
        then = f"Wait {in_words(Tries(claimed.failed).delay_s)} before the next try."
    return Refusal(f"That is not the PIN of {claimed.name}.", hint=then, code="proof_wrong")


def in_words(seconds: int) -> str:
    """``45 s``, ``2 min``; a minute that has begun is a whole one."""
    return f"{seconds} s" if seconds <= 60 else f"{-(-seconds // 60)} min"
