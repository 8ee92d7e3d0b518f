"""What the keys of the bench do: nearly always the same scan as a command barcode.

Dialogs are imported when they are opened: their widgets would hold up the first screen.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tracker.barcodes.commands import Command
from tracker.tui.allowing import Now, may
from tracker.tui.authority import VIEWS, may_do, may_view, permitted
from tracker.tui.helping import COUNTS, KEYS, PAPER, Help, Helpable
from tracker.tui.keys import pressed
from tracker.tui.offers import (
    TYPE_A_CODE,
    Offer,
    offers,
    reasons,
)
from tracker.tui.screens.at_the_tube import AtTheTube
from tracker.tui.screens.with_cameras import WithCameras
from tracker.tui.screens.with_counts import SHEET, WithCounts
from tracker.tui.screens.with_duties import DUTIES, WithDuties
from tracker.tui.screens.with_labels import WithLabels
from tracker.tui.screens.with_orders import ITEM
from tracker.tui.screens.with_par import WithPar
from tracker.tui.screens.with_people import WithPeople
from tracker.tui.screens.with_reviews import WithReviews
from tracker.tui.screens.with_scanners import WithScanners
from tracker.tui.screens.with_transfers import WithTransfers
from tracker.tui.screens.with_typing import WithTyping
from tracker.tui.screens.with_unknown_codes import WithUnknownCodes
from tracker.tui.standing import standing
from tracker.tui.widgets.banner import VerdictBanner

if TYPE_CHECKING:
    pass


def key(number: int, action: str, says: str) -> Binding:
    return Binding(f"f{number}", action, says, key_display=f"F{number}")


class Doing(
    AtTheTube,
    WithCameras,
    WithUnknownCodes,
    WithLabels,
    WithTransfers,
    WithCounts,
    WithDuties,
    WithPar,
    WithReviews,
    WithPeople,
    WithScanners,
    WithTyping,
):
    """The bench's actions, apart from what it shows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key(1, "help", "help"),
        key(2, "command('yes')", "yes"),
        key(2, "bind", "bind"),
        key(2, "duties", "to do"),
        key(3, "command('no')", "no"),
        Binding("f3", "expiring", "expiring", show=False),
        key(4, "paper_time", "time"),
        key(4, "quantity", "many"),
        key(4, "new_item", "new"),
        key(4, "blind", "id"),
        key(4, "not_there", "gone"),
        key(4, "nth", "nth"),
        key(4, "slot", "slot"),
        key(4, "print_waiting", "go"),
        key(4, "reorder", "buy"),
        key(4, "item", "item"),
        key(5, "command('undo')", "undo"),
        key(6, "command('waste')", "waste"),
        key(6, "reasons", "why"),
        key(6, "test_scanner", "test"),
        key(6, "again", "again"),
        key(6, "label", "label"),
        key(6, "make_orders", "order"),
        key(6, "open_count", "new"),
        key(6, "take_pars", "all"),
        key(6, "sign_review", "sign"),
        key(6, "sign_off", "close"),
        key(7, "unknown", "codes"),
        key(7, "command('park')", "park"),
        key(8, "menu", "menu"),
        key(9, "count_sheet", "list"),
        key(9, "next_room", "next"),
        key(9, "reveal", "name"),
        key(9, "new_requisition", "new"),
        key(9, "orders", "list"),
        key(9, "back_to_reorder", "buy"),
        key(10, "done", "done"),
        Binding("f12", "labels", "labels", show=False),
        Binding("ctrl+l", "command('sign_out')", "sign out", show=False),
        Binding("escape", "leave_view", "back", show=False),
    ]
    elapsed_s: Callable[[], float] = staticmethod(monotonic)
    """Seconds that no clock which is set can move; tests bring their own."""
    is_new_view: bool
    """Whether nothing has been scanned since the view was opened: then the banner says what it is for."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that can do nothing now are not shown."""
        if self.link.station is None:
            return action == "help"
        name = str(parameters[0]) if action == "command" else action
        if not may_do(name, self.link.may):
            return False
        pane = self.labels_pane
        return may(
            name,
            Now(
                self.link.desk,
                self.view,
                self.requisition,
                is_label_asked=standing(self.link.desk, self.link.half) is None and self.label_question() is not None,
                label_state=pane.chosen_state if pane is not None else "",
                has_waiting_labels=pane is not None and any(job.state.value == "queued" for job in pane.jobs),
                has_item=self.pane.HAS_ITEMS and bool(self.pane.shown_code()),
                has_label=self.shown_scan() is not None,
                has_count=bool(self.count_in_hand),
            ),
        )

    def action_command(self, name: str) -> None:
        if name == Command.YES.value and not self._may_say_yes():
            self.app.bell()
            self.app.notify("✖ Not now: look at the banner, then press F2 again.", severity="error", markup=False)
            return
        self.link.submit(pressed(Command(name), self.link.now()))

    def _may_say_yes(self) -> bool:
        """Only to what can be read on the screen at this moment."""
        matter = standing(self.link.desk, self.link.half) or self.label_question()
        return self.link.is_shown and (matter is None or self.query_one(VerdictBanner).verdict == matter)

    def action_done(self) -> None:
        if self.view:
            self.action_leave_view()
        else:
            self.action_command(Command.DONE)

    def action_leave_view(self) -> None:
        """Back to work; from an item's page or a count's sheet to where it was asked for."""
        if self.view:
            before = {ITEM: self._before_item, SHEET: self._before_sheet, self.from_duties: DUTIES}
            left, self.from_duties = self.view, self.from_duties if self.view != self.from_duties else ""
            self.action_view(before.get(left, ""))

    def action_view(self, name: str) -> None:
        if name and not may_view(name, self.link.may):
            self._is_permitted(VIEWS[name][0])
            return
        self.view, self.is_new_view = name, bool(name)
        self.show_all()

    def action_unknown(self) -> None:
        """The list of those that are parked, and back."""
        self.action_view("" if self.view == "parked" else "parked")

    def action_menu(self) -> None:
        from tracker.tui.dialogs.menu import MenuDialog

        self._open(MenuDialog(self.possible()), self._take_offer)

    def action_reasons(self) -> None:
        """What the open specimen job can be told beside a tube, without the rest of the menu."""
        from tracker.tui.dialogs.menu import MenuDialog

        offered = permitted((TYPE_A_CODE, *reasons(self.link.desk)), self.link.may)
        self._open(MenuDialog(offered), self._take_offer)

    def possible(self) -> tuple[Offer, ...]:
        """What the menu and the palette offer now."""
        station = self.link.station
        found = offers(
            self.link.desk,
            has_camera=self.camera is not None,
            has_fault=station is not None and any(each.code for each in station.devices.states()),
            is_among_devices=self.view == "devices",
            has_label=self.shown_scan() is not None,
            has_several_sites=station is not None and station.shipping.has_several_sites,
        )
        return permitted(found, self.link.may)

    def take_offer(self, offer: Offer) -> None:
        """Do what an offer says."""
        if offer.command is not None:
            self.action_command(offer.command)
        elif offer.action == "view":
            self.action_view(offer.argument)
        else:
            getattr(self, f"action_{offer.action}")()

    def _take_offer(self, offer: Offer | None) -> None:
        if offer is not None:
            self.take_offer(offer)

    def action_help(self) -> None:
        """What the banner means, then this work, what has focus in it, and the keys."""
        from tracker.tui.dialogs.help import HelpDialog

        pane = self._helpable_pane()
        has_focus_here = self.focused is not None and pane in self.focused.ancestors
        about = [each.help for each in (pane, self.focused if has_focus_here else None) if isinstance(each, Helpable)]
        topics: list[Help] = []
        paper = (PAPER,) if self.link.desk.paper is not None else ()
        for topic in (self.query_one(VerdictBanner).help, *paper, *about, COUNTS, KEYS):
            if topic not in topics:
                topics.append(topic)
        self._open(HelpDialog(tuple(topics)), lambda _: None)

    def _helpable_pane(self) -> object:
        raise NotImplementedError
