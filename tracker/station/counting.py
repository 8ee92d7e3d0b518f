"""Counts that the screens ask for: opened, closed, cancelled and taken back, in turn with the scans of their numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import Refusal
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.signatures import ADJUSTED, sign_act

if TYPE_CHECKING:
    from tracker.inventory.count_closing import Closed
    from tracker.inventory.count_facts import CountCase, CountReason
    from tracker.jobs.desk import Desk
    from tracker.people.proofs import Proof
    from tracker.station.handling import Handler
    from tracker.station.signing_in import Proved, SigningIn
    from tracker.station.writer import Writer
    from tracker.store.connection import Connection

T = TypeVar("T")
Key = tuple[int, int, int]
"""A line's place, item and lot, by their ids."""


class Counting:
    """Every call blocks: make it on a worker thread. Each raises :class:`tracker.errors.TrackerError` where nothing was
    done, ``sign_on_first`` among them: a count is worked in somebody's name."""

    def __init__(self, handler: Handler, writer: Writer, signing: SigningIn) -> None:
        self._handler, self._writer, self._signing = handler, writer, signing

    def open(self, places: tuple[int, ...], classes: str) -> CountCase:
        """Of these places and all below them; everywhere where there are none."""
        from tracker.inventory.count_cases import open_case
        from tracker.inventory.count_places import places_named

        return self._written(
            lambda connection, pen: open_case(connection, pen, places or places_named(connection, ()), classes)
        )

    def none_here(self, number: str, key: Key) -> None:
        from tracker.inventory.count_entries import say_none

        self._written(lambda connection, pen: say_none(connection, pen, number, key))

    def give_reason(self, number: str, key: Key, reason: CountReason) -> None:
        from tracker.inventory.count_entries import give_reason

        self._written(lambda connection, pen: give_reason(connection, pen, number, key, reason))

    def close(self, number: str, proof: Proof | None = None, badge: str = "") -> Closed:
        """Where somebody is signed in by PIN, under his signature (:meth:`SigningIn.prove`)."""
        from tracker.inventory.count_closing import close_case

        rules = self._handler.rules.counts
        return self._signed(
            number, "closed", proof, badge, lambda connection, pen: close_case(connection, pen, number, rules), _is_new
        )

    def cancel(self, number: str) -> None:
        from tracker.inventory.count_cases import cancel_case

        self._written(lambda connection, pen: cancel_case(connection, pen, number))

    def reverse(self, number: str, proof: Proof | None = None, badge: str = "") -> None:
        """Likewise."""
        from tracker.inventory.count_closing import reverse_case

        self._signed(
            number,
            "reversed",
            proof,
            badge,
            lambda connection, pen: reverse_case(connection, pen, number),
            lambda _: True,
        )

    def _signed(
        self,
        number: str,
        act: str,
        proof: Proof | None,
        badge: str,
        work: Callable[[Connection, Pen], T],
        has_adjusted: Callable[[T], bool],
    ) -> T:
        """``work``, which adjusts the books, and its signature behind it in the same transaction."""
        if self._writer.desk.session is None:
            return self._written(work)
        if proof is None:
            raise Refusal("The books are adjusted under a signature.", hint="Type your PIN.", code="sign_badge")
        proved = self._signing.prove(badge, proof, ADJUSTED)

        def signed(connection: Connection, pen: Pen) -> T:
            done = work(connection, pen)
            if has_adjusted(done):
                sign_act(connection, pen, {"act": f"count.{act}", "count": number}, (proved.given,))
            return done

        return self._written(signed, proved)

    def _written(self, work: Callable[[Connection, Pen], T], proved: Proved | None = None) -> T:
        """``work`` in a transaction of its own, under the hand of whoever is signed on when its turn comes: of whoever is
        signed in, whose signature it bears, though another receives specimens in his session."""

        def turn(desk: Desk) -> T:
            hand = desk.session or desk.operator
            if hand is None:
                raise Refusal(
                    "A count is worked in somebody's name.",
                    hint="Scan your badge, then do it again.",
                    code="sign_on_first",
                )
            with self._handler.database.writing() as connection:
                pen = Pen(self._handler.journal, stamp(self._handler.clock()), hand.badge, self._handler.zone)
                if proved is not None:
                    proved.require_so(connection, desk, pen.at)
                return work(connection, pen)

        return self._writer.in_turn(turn)


def _is_new(closed: Closed) -> bool:
    return closed.is_new
