"""Keys for what stands out: sign for the lines that were looked at, with a note and a PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.people.permissions import Permission
from tracker.text import counted, safe
from tracker.tui.screens.asking import Asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.people.proofs import Proof
    from tracker.station.reviews import StoodOut
    from tracker.tui.dialogs.deeds import Deed
    from tracker.tui.panes.review import ReviewPane
    from tracker.tui.widgets.row_choices import RowChoices

REVIEW = "review"


class WithReviews(Asking):
    _unsigned_note = ("", "")
    """Whose note was not signed yet, and its words: Esc at the signature does not lose it."""

    def read_soon(self) -> None:
        raise NotImplementedError

    def draw_again(self, found: object) -> None:
        raise NotImplementedError

    @property
    def review_pane(self) -> ReviewPane | None:
        from tracker.tui.panes.review import ReviewPane

        return next(iter(self.query(f"#{REVIEW}").results(ReviewPane)), None)

    def on_review_pane_changed(self) -> None:
        """Called by its name, as the next. Reading takes seconds where nothing was signed for in a year."""
        if self.review_pane is not None and self.review_pane.known is not None:
            self.draw_again(self.review_pane.known)

    def on_review_pane_asked(self) -> None:
        from tracker.tui.dialogs.help import HelpDialog

        about = self.review_pane.about_chosen if self.review_pane is not None else None
        if about is not None:
            self._open(HelpDialog((about,)), lambda _: None)

    def on_row_choices_entered(self, event: RowChoices.Entered) -> None:
        if event.rows.id == "reviewlines":
            self._about_what_stands_out()

    def _about_what_stands_out(self) -> None:
        from tracker.tui.dialogs.deeds import DeedsDialog

        pane = self.review_pane
        chosen = pane.chosen if pane is not None else None
        if pane is None or chosen is None:
            return

        def do(deed: str | None) -> None:
            if deed == "sign":
                self.action_sign_review()
            elif deed is not None:
                getattr(pane, f"action_{deed}")()

        about = (f"{chosen.who}, {counted(chosen.noticed.count, 'time')}", *chosen.noticed.reasons)
        self._open(DeedsDialog(chosen.noticed.words, about, self._permitted(_deeds(pane, chosen))), do)

    def action_sign_review(self) -> None:
        """For the marked lines, or the chosen one: first the note, then the signature."""
        from tracker.tui.dialogs.review_note import ReviewNoteDialog

        pane = self.review_pane
        wanted = pane.to_sign if pane is not None else ()
        if not wanted:
            self.app.notify(
                "✖ There is nothing to sign for: choose a line, or mark some.", severity="error", markup=False
            )
            return
        if not self._is_permitted(Permission.AUDIT_SIGN):
            return
        if self._is_barred(wanted):
            return
        own = sum(each.badge == self._badge for each in wanted)

        def noted(note: str | None) -> None:
            if note is not None:
                self._sign_review(wanted, note)

        def ask(note: str) -> None:
            """Before a badge and a PIN: behind them it cannot be changed."""
            if (station := self.link.station) is not None:
                self._unsigned_note = (self._badge, note)
                self.link.do(
                    lambda: station.reviewing.require_note(note), lambda _: dialog.go_on(note), dialog.say, "review"
                )

        whose, before = self._unsigned_note
        told = tuple(f"{each.who}: {each.noticed.words}" for each in wanted)
        dialog = ReviewNoteDialog(told, own, ask, before if whose == self._badge else "")
        self._open(dialog, noted)

    def _is_barred(self, wanted: tuple[StoodOut, ...]) -> bool:
        """Whether another has to look at one of them, and is told to."""
        barred = [each for each in wanted if each.others and each.badge == self._badge]
        if barred:
            who = " or ".join(barred[0].others[:2])
            why = "the keys did it for you" if barred[0].noticed.is_worst else "it is your own doing"
            which = "This" if len(wanted) == 1 else f"Of what is marked '{safe(barred[0].noticed.words)}'"
            said = f"✖ {which} is not signed for by you: {why}. {safe(who)} looks at it and signs."
            self.app.notify(said, severity="error", markup=False, timeout=12)
        return bool(barred)

    @property
    def _badge(self) -> str:
        operator = self.link.desk.operator
        return operator.badge if operator is not None else ""

    def _sign_review(self, wanted: tuple[StoodOut, ...], note: str) -> None:
        from tracker.people.signatures import REVIEWED
        from tracker.tui.dialogs.sign_act import SignActDialog

        station, session = self.link.station, self.link.desk.session
        if station is None:
            return
        reviewing, chosen = station.reviewing, tuple(each.noticed for each in wanted)

        def done(count: int) -> None:
            self._unsigned_note = ("", "")
            self.read_soon()
            self.app.notify(f"✔ SIGNED  for {safe(counted(count, 'line'))}", markup=False, timeout=8)

        def failed(words: str) -> None:
            self.read_soon()
            self.app.notify(f"✖ NOT SIGNED  {safe(words)}", severity="error", markup=False, timeout=12)

        if session is None:
            self.link.do(lambda: reviewing.sign_off(chosen, note), done, failed, "review")
            return

        def signed(count: int) -> None:
            dialog.dismiss(None)
            done(count)

        def give(proof: Proof, badge: str) -> None:
            self.link.do(lambda: reviewing.sign_off(chosen, note, proof, badge), signed, dialog.say, "review")

        about = f"for {counted(len(chosen), 'line')} of what stands out"
        dialog = SignActDialog(self.link, session, about, give, REVIEWED)
        self._open(dialog, lambda _: None)


def _deeds(pane: ReviewPane, chosen: StoodOut) -> Iterator[Deed]:
    from tracker.tui.dialogs.deeds import LEAVE, Deed

    yield Deed(LEAVE, "look again", "nothing changes")
    yield Deed("each", "its events", "E: when, by whom, of whom and of what")
    if chosen.review is None:
        words = f"for {counted(pane.marks, 'marked line')}" if pane.marks else "for this line"
        yield Deed("sign", "sign", f"{words}, with a note and your PIN", needs=Permission.AUDIT_SIGN)
        yield Deed("mark", "mark, unmark", "X; then sign for all that are marked at once", needs=Permission.AUDIT_SIGN)
    if pane.is_filtered:
        yield Deed("everything", "show all", "A")
    else:
        yield Deed("only_kind", "only its kind", f"K: {chosen.noticed.words}")
        yield Deed("only_person", "only its person", f"P: {chosen.who}")
    yield Deed("signed", "what waits" if pane.is_signed else "what was signed", "S: by whom, when, with which note")
