"""Keys for counts: open one, say of a line that none is there or why it differs, sign the sheet off."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from tracker.people.permissions import Permission
from tracker.text import counted, safe
from tracker.tui.panes.pane import Pane
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from tracker.inventory.count_closing import Closed
    from tracker.inventory.count_facts import CountCase, CountLine, CountSheet
    from tracker.inventory.naming import Located
    from tracker.people.proofs import Proof
    from tracker.tui.dialogs.deeds import Deed
    from tracker.tui.dialogs.open_count import Wanted
    from tracker.tui.panes.counting_sheet import CountSheetPane, CountsPane
    from tracker.tui.seam_services import CountingLike
    from tracker.tui.widgets.row_choices import RowChoices

COUNTS, SHEET = "counts", "count_sheet"
COUNT_VIEWS = frozenset({COUNTS, SHEET})
MOST_TOLD = 5
"""Differences that are told one by one before they are booked; the sheet has all."""


class WithCounts(Asking):
    view: str
    _before_sheet: str = COUNTS

    @property
    @abstractmethod
    def pane(self) -> Pane[Any]:
        """The middle."""

    @abstractmethod
    def _pane(self, name: str) -> Pane[Any]: ...

    def action_view(self, name: str) -> None:
        raise NotImplementedError

    def read_soon(self) -> None:
        raise NotImplementedError

    @property
    def counting(self) -> CountingLike | None:
        return self.link.station.counting if self.link.station is not None else None

    @property
    def counts_pane(self) -> CountsPane | None:
        from tracker.tui.panes.counting_sheet import CountsPane

        return next(iter(self.query(f"#{COUNTS}").results(CountsPane)), None)

    @property
    def sheet_pane(self) -> CountSheetPane | None:
        from tracker.tui.panes.counting_sheet import CountSheetPane

        return next(iter(self.query(f"#{SHEET}").results(CountSheetPane)), None)

    @property
    def count_in_hand(self) -> str:
        """The number of the count that is open in the place in hand; empty for none."""
        return str(getattr(self.pane, "number", "")) if self.pane.id == "count" else ""

    def on_row_choices_entered(self, event: RowChoices.Entered) -> None:
        """Called by its name: the first screen waits for no list that nobody has asked for."""
        if event.rows.id == "countcases" and self.counts_pane is not None:
            self._open_sheet(self.counts_pane.chosen, COUNTS)
        elif event.rows.id == "countlines":
            self._about_line()

    def action_count_sheet(self) -> None:
        """The sheet of the count in hand; F10 goes back to the counting."""
        if self.count_in_hand:
            self._open_sheet(self.count_in_hand, "")

    def _open_sheet(self, number: str, before: str) -> None:
        self._before_sheet = before
        self._pane(SHEET).open(number)
        self.action_view(SHEET)

    # -- a new one ----------------------------------------------------------------------------------------------

    def action_open_count(self) -> None:
        from tracker.tui.dialogs.open_count import OpenCountDialog
        from tracker.tui.panes.counting_words import due_by_room

        counting = self.counting
        if counting is None or not self._is_signed_on():
            return

        def opened(case: CountCase) -> None:
            told = (f"✔ OPEN  {safe(case.number)}: {safe(case.words)}", *(f"without {safe(e)}" for e in case.left_out))
            self.app.notify("\n".join(told), markup=False, timeout=8)
            self._open_sheet(case.number, COUNTS)

        def begin(wanted: Wanted | None) -> None:
            if wanted is not None:
                ids = tuple(room.place.id for room in wanted.rooms)
                self._count_deed(partial(counting.open, ids, wanted.classes), opened)

        due = due_by_room(self.counts_pane.due) if self.counts_pane is not None else {}

        def ask(rooms: tuple[Located, ...]) -> None:
            self._open(OpenCountDialog(rooms, due), begin)

        self.link.ask(lambda reader: reader.countable(), ask, "rooms")

    def _is_signed_on(self) -> bool:
        if self.link.desk.operator is not None:
            return True
        said = "✖ Scan your badge first: a count is worked in somebody's name."
        self.app.notify(said, severity="error", markup=False, timeout=8)
        return False

    # -- one line -----------------------------------------------------------------------------------------------

    def _about_line(self) -> None:
        pane = self.sheet_pane
        sheet, chosen = (pane.sheet, pane.chosen) if pane is not None else (None, None)
        if sheet is None or chosen is None or not sheet.case.is_open or not self._is_signed_on():
            return
        if not self._is_permitted(Permission.STOCK_COUNT):
            return
        if chosen.state.value != "counted":
            self._ask_none(sheet, chosen)
        elif not sheet.is_blind and chosen.difference:
            self._ask_why(sheet, chosen)

    def _ask_none(self, sheet: CountSheet, chosen: CountLine) -> None:
        from tracker.tui.dialogs.deeds import LEAVE, Deed, DeedsDialog
        from tracker.tui.panes.pane import place_name

        counting = self.counting
        deeds = (
            Deed(LEAVE, "leave it", "scan the shelf, then it, and its number"),
            Deed("none", "none is there", "0 is saved, in your name"),
        )
        lot = f"   lot {chosen.lot.number}" if chosen.lot.number else ""

        def say(deed: str | None) -> None:
            if deed is not None and counting is not None:
                work = partial(counting.none_here, sheet.case.number, chosen.key)
                self._count_deed(work, lambda _: self._said_done("SAVED", f"0 {chosen.item.name}"))

        about = (f"{chosen.item.name}{lot}", "You have looked, and none of it is there?")
        self._open(DeedsDialog(f"{place_name(chosen.place)}: none here?", about, deeds), say)

    def _ask_why(self, sheet: CountSheet, chosen: CountLine) -> None:
        from tracker.inventory.count_facts import CountReason
        from tracker.tui.dialogs.deeds import LEAVE, Deed, DeedsDialog
        from tracker.tui.panes.counting_words import REASONS, difference_words

        counting = self.counting
        deeds = (
            Deed(LEAVE, "leave it", f"stays: {REASONS[chosen.reason.value][0]}"),
            *(
                Deed(name, words, says)
                for name, (words, says) in REASONS.items()
                if CountReason(name).fits(chosen.difference)
            ),
        )

        def give(deed: str | None) -> None:
            if deed is not None and counting is not None:
                work = partial(counting.give_reason, sheet.case.number, chosen.key, CountReason(deed))
                self._count_deed(work, lambda _: self._said_done("WHY", REASONS[deed][0]))

        about = (chosen.item.name, difference_words(chosen))
        self._open(DeedsDialog("Why does it differ?", about, deeds), give)

    # -- signing off --------------------------------------------------------------------------------------------

    def action_sign_off(self) -> None:
        from tracker.tui.dialogs.deeds import DeedsDialog

        pane, counting = self.sheet_pane, self.counting
        sheet = pane.sheet if pane is not None else None
        if sheet is None or counting is None or not self._is_signed_on():
            return
        number = sheet.case.number

        def do(deed: str | None) -> None:
            match deed:
                case "close":
                    self._signed(
                        f"{number}: the books are adjusted", partial(counting.close, number), self._tell_closed
                    )
                case "cancel":
                    self._count_deed(partial(counting.cancel, number), lambda _: self._said_done("CANCELLED", number))
                case "reverse":
                    taken_back = partial(self._said_done, "TAKEN BACK", number)
                    self._signed(f"{number} is taken back", partial(counting.reverse, number), lambda _: taken_back())

        title, about = _asked(sheet)
        self._open(DeedsDialog(title, about, self._permitted(_deeds(sheet))), do)

    def _signed(self, about: str, work: Callable[..., object], then: Callable[..., None]) -> None:
        """Where somebody is signed in by PIN, under his signature; else at once."""
        session = self.link.desk.session
        if session is None:
            self._count_deed(work, then)
            return
        from tracker.tui.dialogs.sign_act import SignActDialog

        def done(found: object) -> None:
            dialog.dismiss(None)
            self.read_soon()
            then(found)

        def give(proof: Proof, badge: str) -> None:
            self.link.do(lambda: work(proof, badge), done, dialog.say, "counting")

        dialog = SignActDialog(self.link, session, about, give)
        self._open(dialog, lambda _: None)

    def _tell_closed(self, closed: Closed) -> None:
        differ = counted(len(closed.lines), "difference")
        self._said_done("CLOSED", f"{closed.case.number}: {differ if closed.lines else 'nothing'} booked")

    def _said_done(self, word: str, words: str) -> None:
        self.app.notify(f"✔ {safe(word)}  {safe(words)}", markup=False, timeout=8)

    def _count_deed(self, work: Callable[[], object], then: Callable[..., None]) -> None:
        """Done on a worker thread; whether it went well or not, what is shown is read anew."""

        def done(found: object) -> None:
            self.read_soon()
            then(found)

        def failed(words: str) -> None:
            self.read_soon()
            self.app.notify(f"✖ NOT DONE  {safe(words)}", severity="error", markup=False, timeout=12)

        self.link.do(work, done, failed, "counting")


def _asked(sheet: CountSheet) -> tuple[str, tuple[str, ...]]:
    """What the signing off is about: a sentence for each difference."""
    from tracker.inventory.count_facts import differing
    from tracker.tui.panes.counting_words import difference_words, state_words

    case = sheet.case
    if not case.is_open:
        return f"{case.number}, {state_words(case)}", (case.words,)
    if sheet.is_blind:
        left = len(sheet.lines) - sheet.done
        return f"{case.number} is not finished", (f"{counted(left, 'line')} still to be counted.",)
    differ = differing(sheet.lines)
    told = [f"{each.item.name}: {difference_words(each)}" for each in differ[:MOST_TOLD]]
    more = len(differ) - MOST_TOLD
    if more > 0:
        told.append(f"and {counted(more, 'more line')}, on the sheet")
    return f"Close {case.number}? {counted(len(differ), 'line differs', 'lines differ')}.", tuple(told)


def _deeds(sheet: CountSheet) -> Iterator[Deed]:
    from tracker.tui.dialogs.deeds import LEAVE, Deed

    case = sheet.case
    yield Deed(LEAVE, "look again", "nothing changes")
    if case.is_open and not sheet.is_blind:
        yield Deed("close", "close it", "the differences are booked, in your name", needs=Permission.STOCK_ADJUST)
    if case.is_open:
        yield Deed("cancel", "cancel it", "nothing is booked; the numbers stay on record", needs=Permission.STOCK_COUNT)
    elif case.state.value == "closed" and case.reversed_at is None:
        yield Deed("reverse", "take it back", "what it has booked, by the exact reverse", needs=Permission.STOCK_ADJUST)
