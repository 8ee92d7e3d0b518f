"""What stands out, for a screen: what waits to be signed for, what was, and the signature itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.errors import Refusal
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.noticing import noticed
from tracker.people.permissions import Permission
from tracker.people.permitting import require
from tracker.people.persons import badges_now
from tracker.people.review_lines import Looked, Noticed
from tracker.people.reviewing import other_reviewers, sign_off
from tracker.people.reviews import Review, look, reviews, unsigned
from tracker.people.signatures import REVIEWED
from tracker.specimens.nameless import require_nameless

if TYPE_CHECKING:
    from tracker.jobs.desk import Desk
    from tracker.people.proofs import Proof
    from tracker.station.handling import Handler
    from tracker.station.signing_in import Proved, SigningIn
    from tracker.station.writer import Writer
    from tracker.store.connection import Connection

_LOOKED_BACK = 20_000
"""Of so many events of a station it is told what was signed for: weeks of a clinic, 0.2 s."""


@dataclass(frozen=True, slots=True)
class StoodOut:
    """One line: what was noticed, whose it is by name, and who signed for it; ``review`` is None while nobody has."""

    noticed: Noticed
    who: str
    review: Review | None = None
    signer: str = ""
    others: tuple[str, ...] = ()
    """Who signs for it instead of whose it is: the names of those who may."""
    badge: str = ""
    """That of whose it is by now, where the one it was done under was replaced."""

    @property
    def named(self) -> str:
        """Name and badge; of what is nobody's badge itself."""
        return self.who if self.who == self.noticed.by else f"{self.who} ({self.noticed.by})"

    @property
    def gravity(self) -> int:
        """0: past everybody in charge. 1: each is looked at by itself. 2: how often it was."""
        return 0 if self.noticed.is_worst else 1 if self.noticed.is_grave else 2


def stood_out(connection: Connection, looked: Looked) -> tuple[StoodOut, ...]:
    """All that waits to be signed for, the gravest first and the newest of its like; then what was signed for, the newest
    first."""
    names: dict[str, str] = dict(connection.exec_driver_sql("SELECT badge, name FROM staff").all())
    found = unsigned(connection, looked)
    now = badges_now(connection, {each.by for each in found})
    signers = {badge: other_reviewers(connection, badge) for badge in {now.get(each.by, each.by) for each in found}}
    waiting = []
    for each in found:
        badge = now.get(each.by, each.by)
        others = signers[badge]
        waiting.append(StoodOut(each, names.get(each.by, each.by), others=others, badge=badge))
    waiting.sort(key=lambda each: (each.gravity, -each.noticed.last_at.timestamp()))
    done = _signed(connection, looked, names)
    return (*waiting, *sorted(done, key=lambda each: each.noticed.last_at, reverse=True))


def _signed(connection: Connection, looked: Looked, names: dict[str, str]) -> list[StoodOut]:
    made = reviews(connection)
    if not made:
        return []
    rows = connection.exec_driver_sql("SELECT station_id, seq FROM journal_head").all()
    begin = {station_id: max(0, seq - _LOOKED_BACK) for station_id, seq in rows}
    found = []
    for each in noticed(connection, looked, begin):
        review = next((one for one in made if one.covers(each)), None)
        if review is not None:
            found.append(StoodOut(each, names.get(each.by, each.by), review, names.get(review.by, review.by)))
    return found


class Reviewing:
    """Signing for lines of it. Blocks: call it on a worker thread."""

    def __init__(self, handler: Handler, writer: Writer, signing: SigningIn, looked: Looked) -> None:
        self._handler, self._writer, self._signing, self._looked = handler, writer, signing, looked

    def require_note(self, note: str) -> None:
        """Refuse a note that names a patient, before anything is signed: behind the PIN it cannot be changed. Of whoever
        may sign, and on record: else it would tell who is a patient."""

        def turn(desk: Desk) -> None:
            pen = self._pen(desk)
            with self._handler.database.writing() as connection:
                require(connection, pen.by, Permission.AUDIT_SIGN)
                require_nameless(connection, self._handler.vault, pen, "audit", note)

        self._writer.in_turn(turn)

    def sign_off(self, chosen: Sequence[Noticed], note: str, proof: Proof | None = None, badge: str = "") -> int:
        """How many lines were signed for. Where somebody is signed in by PIN, under his signature
        (:meth:`SigningIn.prove`). Raises as :func:`tracker.people.reviewing.sign_off` does; ``sign_on_first``."""
        proved: Proved | None = None
        if self._writer.desk.session is not None:
            if proof is None:
                raise Refusal("A review is signed.", hint="Type your PIN.", code="sign_badge")
            proved = self._signing.prove(badge, proof, REVIEWED)
        with self._handler.database.reading() as connection:
            found = look(connection, self._looked)

        def turn(desk: Desk) -> int:
            pen = self._pen(desk)
            with self._handler.database.writing() as connection:
                if proved is not None:
                    proved.require_so(connection, desk, pen.at)
                given = (proved.given,) if proved is not None else ()
                signed = sign_off(connection, pen, self._looked, note, chosen, given, found)
                require_nameless(connection, self._handler.vault, pen, "audit", note)
                return len(signed)

        return self._writer.in_turn(turn)

    def _pen(self, desk: Desk) -> Pen:
        hand = desk.session or desk.operator
        if hand is None:
            raise Refusal("A review is signed in somebody's name.", hint="Scan your badge first.", code="sign_on_first")
        return Pen(self._handler.journal, stamp(self._handler.clock()), hand.badge, self._handler.zone)
