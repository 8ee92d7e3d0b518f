"""Coming to the station and leaving it: the slow part on the caller's thread, all else in turn with the scans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic, sleep
from typing import TypeVar

from tracker.errors import Refusal, StoreError
from tracker.hardware.scan import Scan, new_id
from tracker.jobs import session as rules
from tracker.jobs import signing as rules_of_signing
from tracker.jobs.desk import Desk, Session, Step
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people import signing_in as people
from tracker.people.credentials import credential_of, release, require_unchanged, reset, set_proof, with_code
from tracker.people.hashing import Hasher
from tracker.people.proofs import Proof, ProofKind, require_good
from tracker.people.signatures import Given
from tracker.people.signing_in import Checked, Claim
from tracker.people.spare_tries import SpareTries, no_room
from tracker.people.staff import require_badge
from tracker.station.admitting import SIGNED_IN, tell_left
from tracker.station.handling import Handler
from tracker.station.keeping_room import OF_A_FULL_DISK
from tracker.station.writer import SOURCE, Writer
from tracker.store.connection import Connection

T = TypeVar("T")
ROOM_S = 3.0
"""So long somebody who signs in waits for a writer that has met a full disk: it tries again within 2 s."""
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class SignedIn:
    """``must_change``: the one-time code was right, and nobody is signed in yet: his own PIN is to be chosen first."""

    badge: str
    name: str
    must_change: bool = False


@dataclass(frozen=True, slots=True)
class Proved:
    """A signature that was given a moment ago, in which session, and by which verifier."""

    given: Given
    session: str
    verifier: str

    def require_so(self, connection: Connection, desk: Desk, at: str) -> None:
        """Refuse (``sign_left``) what is to be done under it in another's session, or in a later one, and
        (``proof_changed``) by a PIN that was reset: another may have scanned his badge while something long was looked
        through."""
        if desk.session is None or desk.session.id != self.session:
            raise Refusal(
                f"{self.given.name} has signed, and left before it was done: nothing was done.",
                hint="Do it again, and sign it.",
                code="sign_left",
            )
        require_unchanged(connection, self.given.badge, self.verifier, at)


class SigningIn:
    """What changes whose desk it is. Every call blocks; :meth:`sign_in` for some 30 ms, none of them the writer's."""

    def __init__(self, handler: Handler, writer: Writer, pepper: Callable[[Connection], bytes]) -> None:
        self._handler, self._writer, self._pepper = handler, writer, pepper
        self._made: Hasher | None = None

    def sign_in(self, who: str, proof: Proof) -> SignedIn:
        """Begin a session for the owner of badge ``who``, or for whom the screens call so.

        Raises :class:`Refusal` for whatever :func:`tracker.people.signing_in.claim` refuses, and ``proof_wrong``.
        """
        claimed, checked = self._checked(self._badge_of(who), proof)
        if checked.is_right and claimed.must_change:
            people.settle(self._in_turn, claimed, checked, is_choosing=True)
            return SignedIn(claimed.badge, claimed.name, must_change=True)
        self._begin(claimed, checked, None)
        return SignedIn(claimed.badge, claimed.name)

    def change(self, who: str, proof: Proof, new: Proof) -> SignedIn:
        """Have ``new`` instead of ``proof``, or of a one-time code, and sign in. Refuses a weak one (``proof_weak``) before
        anything is tried."""
        with self._handler.database.reading() as connection:
            badge, name = people.known(connection, who)
        require_good(new, badge, name, proof)
        claimed, checked = self._checked(badge, proof)
        stands = checked.renewed or claimed.verifier
        chosen = (new, self._hasher().made(badge, new), proof, stands) if checked.is_right else None
        self._begin(claimed, checked, chosen)
        return SignedIn(claimed.badge, claimed.name)

    def sign(self, proof: Proof) -> None:
        """The PIN of whoever's signature is awaited (:class:`tracker.jobs.desk.Unsigned`). With the last the act is done,
        on the facts as they are by then; a refusal of it is recorded and told as any scan's.

        Raises :class:`Refusal`: ``nothing_to_sign``, whatever signing in refuses, and ``proof_must_change`` for a one-time
        code.
        """
        unsigned = self._writer.desk.unsigned
        if unsigned is None or unsigned.needs_badge or rules_of_signing.is_complete(unsigned):
            raise _nothing_to_sign()
        signer = unsigned.signer
        claimed, checked = self._checked(signer.badge, proof)

        def signed(desk: Desk) -> tuple[Scan, Step]:
            with self._handler.database.writing() as connection:
                refused = people.conclude(connection, self._pen(claimed.badge), claimed, checked)
                refused = refused or self._doubt(claimed)
            if refused is not None:
                raise refused
            if desk.unsigned is None or desk.unsigned != unsigned:
                raise _nothing_to_sign()
            named = replace(signer, badge=claimed.badge, name=claimed.name)
            return self._proved(rules_of_signing.proved(desk, named))

        self._writer.turn(signed)

    def prove(self, badge: str, proof: Proof, meaning: str) -> Proved:
        """The signature of whoever is signed in, given just now for an act that is no scan: by badge and PIN, and where both
        were shown in this session already, by the PIN alone. Raises as :meth:`sign` does; ``sign_badge`` for no badge.
        """
        session = self._writer.desk.session
        if session is None:
            raise Refusal("Nobody is signed in here.", hint="Sign in first.", code="sign_in_first")
        if badge != session.badge and not (session.has_signed and not badge):
            hint = "Scan your own badge, then type your PIN."
            raise Refusal("The first signature takes badge and PIN.", hint=hint, code="sign_badge")
        claimed = people.prove(self._in_turn, session.badge, proof, self._hasher())
        return Proved(Given(claimed.badge, claimed.name, meaning), session.id, claimed.verifier)

    def _proved(self, desk: Desk) -> tuple[Scan, Step]:
        """The next one's turn; or the very scan once more, under a new identity, now that all have signed."""
        unsigned = desk.unsigned
        assert unsigned is not None
        assert desk.session is not None
        if not rules_of_signing.is_complete(unsigned):
            return self._named(), rules_of_signing.next_asked(desk)
        before = replace(unsigned.before, session=desk.session, kept=desk.kept, last=None)
        scan = replace(unsigned.scan, id=new_id(), at=self._handler.clock(), evidence="signed")
        return scan, self._handler.handle(before, scan, unsigned.signers)

    def release(self, badge: str) -> None:
        """Let the owner of ``badge`` try again. Raises :class:`Refusal` (``not_permitted``) where no lead is signed in."""
        self._as_lead(lambda connection, pen: release(connection, pen, badge))

    def reset(self, badge: str) -> str:
        """A one-time code for the owner of ``badge``, to be shown once; his PIN counts no longer. Raises likewise."""
        code, verifier = with_code(self._hasher(), badge)
        self._as_lead(lambda connection, pen: reset(connection, pen, badge, verifier))
        return code.as_bytes.decode()

    def _as_lead(self, act: Callable[[Connection, Pen], None]) -> None:
        def work(desk: Desk) -> None:
            by = desk.session.badge if desk.session is not None else ""
            with self._handler.database.writing() as connection:
                require_badge(connection, by)
                act(connection, self._pen(by))

        self._writer.in_turn(work)

    def kind_of(self, who: str) -> ProofKind:
        """What ``who`` has to prove himself by, for the screen to ask for; a PIN for nobody's badge."""
        badge = self._badge_of(who)
        with self._handler.database.reading() as connection:
            found = credential_of(connection, badge)
        return found.kind if found is not None else ProofKind.PIN

    def lock(self) -> None:
        """Nobody has been here for a while: what is half done waits for its owner. Nothing where nobody is signed in.

        Where the store takes nothing it holds at once all the same, and this returns once the event is on disk."""

        def leave(desk: Desk) -> tuple[Scan, Step]:
            step = rules.locked(desk)
            with self._handler.database.writing() as connection:
                tell_left(connection, self._handler.journal, desk, step, stamp(self._handler.clock()))
            return self._named(), step

        self._writer.turn(leave, ends=True)

    def _badge_of(self, who: str) -> str:
        with self._handler.database.reading() as connection:
            return people.known(connection, who)[0]

    def _checked(self, badge: str, proof: Proof) -> tuple[Claim, Checked]:
        people.take_spare(self._in_turn, SpareTries(self._handler.database.path))
        return people.attempt(self._in_turn, badge, proof, self._hasher())

    def _begin(self, claimed: Claim, checked: Checked, new: tuple[Proof, str, Proof, str] | None) -> None:
        session = Session(claimed.badge, claimed.name, self._handler.clock(), new_id())

        def begin(desk: Desk) -> tuple[Scan, Step]:
            with self._handler.database.writing() as connection:
                pen = self._pen(session.badge)
                refused = people.conclude(
                    connection, pen, claimed, checked, is_choosing=new is not None
                ) or self._doubt(claimed)
                if refused is None:
                    if new is not None:
                        set_proof(connection, pen, session.badge, *new)
                    step = rules.entered(desk, session)
                    tell_left(connection, pen.journal, desk, rules.ended_by(desk, session), pen.at)
                    said = {"badge": session.badge, "by": session.badge, "session": session.id}
                    pen.journal.append(connection, new_id(), SIGNED_IN, pen.at, said)
            if refused is not None:
                raise refused
            return self._named(), step

        self._with_room(lambda: self._writer.turn(begin))

    def _doubt(self, claimed: Claim) -> Refusal | None:
        return self._handler.doubted.refusal(claimed.badge, claimed.name)

    def _named(self) -> Scan:
        return Scan("", source=SOURCE, at=self._handler.clock())

    def _in_turn(self, act: Callable[[Connection, Pen], T], by: str) -> T:
        def work(_: Desk) -> T:
            with self._handler.database.writing() as connection:
                return act(connection, self._pen(by))

        return self._with_room(lambda: self._writer.in_turn(work))

    def _with_room(self, act: Callable[[], T]) -> T:
        """``act``, and once more where the disk was full: what was kept back for this was let go by then. Nothing is asked
        of a writer that holds a scan which it cannot store: whoever comes would wait without a word.

        Raises :class:`StoreError` (``sign_in_full``) where there is no room at all: a try that is not on disk could be made
        a thousand times.
        """
        until_s = monotonic() + ROOM_S
        while (fault := self._writer.fault) is not None and fault.code in OF_A_FULL_DISK:
            if monotonic() >= until_s:
                raise no_room() from fault
            sleep(_LOOK_S)
        try:
            return act()
        except StoreError as error:
            if error.code not in OF_A_FULL_DISK:
                raise
        try:
            return act()
        except StoreError as error:
            raise (no_room() if error.code in OF_A_FULL_DISK else error) from error

    def _pen(self, by: str) -> Pen:
        return Pen(self._handler.journal, stamp(self._handler.clock()), by, self._handler.zone)

    def _hasher(self) -> Hasher:
        if self._made is None:
            with self._handler.database.reading() as connection:
                self._made = Hasher(self._pepper(connection))
        return self._made


def _nothing_to_sign() -> Refusal:
    return Refusal("Nothing waits for a signature.", hint="Scan it again.", code="nothing_to_sign")
