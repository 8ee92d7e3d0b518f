"""What the app asks of the station, and enters by hand: each on a worker thread, so that the screen never waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.app import App
from textual.worker import get_current_worker

from tracker.diagnostics.unforeseen import unforeseen
from tracker.errors import Refusal, TrackerError
from tracker.tui.messages import Failed, Replied

if TYPE_CHECKING:
    from tracker.inventory.facts import Item
    from tracker.people.permissions import Permission
    from tracker.specimens.patients import Patient
    from tracker.tui.dialogs.new_item import Draft
    from tracker.tui.dialogs.requisition import Fields
    from tracker.tui.seam import StationLike
    from tracker.tui.seam_reading import ReaderLike

T = TypeVar("T")


class Questions:
    """Answers, and what went wrong, come back as messages. Nothing is asked before the station is open."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self.station: StationLike | None = None

    def may(self, permission: Permission) -> bool:
        """Whether whoever is signed on may do it, as far as the screen knows."""
        return self.station is None or self.station.may(permission)

    def ask(self, question: Callable[[ReaderLike], T], then: Callable[[T], None], group: str = "lists") -> None:
        """Run ``question`` on a worker thread; the latest of a ``group`` wins, and ``then`` gets its answer."""
        station = self.station
        if station is not None:
            self._run(partial(station.ask, question), then, group)

    def enter(self, code: str, draft: Draft, then: Callable[[Item], None]) -> None:
        """Enter a new item for an unknown code, in turn with the scans, on a worker thread."""
        station = self.station

        def work() -> Item:
            from tracker.inventory.catalogue import NewItem

            assert station is not None
            new = NewItem(
                code, draft.name, draft.base_unit, draft.tracks_lot, draft.tracks_expiry, draft.levels, draft.keeps
            )
            return station.by_hand.enter_item(new)

        if station is not None:
            self._run(work, then, "entering")

    def order(self, given: Fields, then: Callable[[str], None], mend: Callable[[str], None]) -> None:
        """Enter an order by hand; ``then`` gets its house code, ``mend`` what is wrong with what was filled in."""
        station = self.station

        def work() -> str:
            from tracker.exchange import read_requisition

            assert station is not None
            checked = read_requisition(given, station.ask(lambda reader: reader.lab()), station.today())
            if checked.faults:
                fault = checked.faults[0]
                raise Refusal(fault.message, hint=fault.hint, code="requisition_incomplete")
            return station.by_hand.enter_requisition(checked.rows[0].new)

        if station is not None:
            self._run(work, then, "entering", lambda error: mend(f"{error.message} {error.hint}"))

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        mend: Callable[[str], None] | None = None,
        group: str = "labels",
    ) -> None:
        """Have the station do or find something that takes its time; ``mend`` gets what went wrong in words, else all hear
        of it."""
        failed = None if mend is None else lambda error: mend(f"{error.message} {error.hint}")
        self._run(work, then, group, failed)

    def reveal(self, requisition: str, reason: str, then: Callable[[Patient], None]) -> None:
        """Ask for a patient's name; ``then`` gets it once it is on disk who asked and why."""
        station = self.station
        if station is not None:
            self._run(partial(station.by_hand.reveal_patient, requisition, reason), then, "revealing")

    def _run(
        self,
        call: Callable[[], T],
        then: Callable[[T], None],
        group: str,
        failed: Callable[[TrackerError], None] | None = None,
    ) -> None:
        def work() -> None:
            worker = get_current_worker()
            try:
                found = call()
            except TrackerError as error:
                self._app.post_message(Failed(error) if failed is None else Replied(partial(failed, error)))
                return
            except Exception as error:
                told = unforeseen(error)
                self._app.post_message(Failed(told) if failed is None else Replied(partial(failed, told)))
                return
            if not worker.is_cancelled:
                self._app.post_message(Replied(partial(then, found)))

        self._app.run_worker(work, thread=True, exclusive=True, group=group, exit_on_error=False)
