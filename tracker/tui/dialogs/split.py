"""One line ordered of several suppliers or in several packs: every price beside how many packs are taken of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tracker.errors import Refusal
from tracker.money import amount
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.dialogs.meant import Meant
from tracker.tui.helping import Help
from tracker.tui.showing import fitted, lines, text, units

if TYPE_CHECKING:
    from tracker.inventory.ordering.facts import Line
    from tracker.inventory.ordering.proposing import WhatIf
    from tracker.inventory.ordering.splitting import Way

LEAVING = "Tab goes on, Enter takes it all. A scan closes this and counts as ever. Esc leaves it."
MOST_WAYS = 6
HEADING = f"{'of':<24} {'pack':<14} {'price':>9} {'for one':>9}  packs"


class SplitDialog(Dialog["tuple[Line, ...] | None"]):
    """Gives a line for each way of which packs were wanted."""

    ABOUT = Help(
        "Split a line",
        (
            "Each line is one pack of one supplier: its price, what one unit costs in it, and how many packs are ordered.",
            "0 of one takes it out. The last line says how much that is of what is lacking, and what it costs.",
            LEAVING,
        ),
    )

    def __init__(
        self, line: Line, parts: tuple[Line, ...], ways: tuple[Way, ...], today: date, what_if: WhatIf
    ) -> None:
        """``line`` as it was proposed; ``parts`` as it is now."""
        super().__init__()
        self._line, self._today, self._what_if = line, today, what_if
        self._meant = Meant(self)
        self._now = {
            (each.situation.supplier.id, each.packed.offer.package_id): each.packed.packs
            for each in parts
            if each.packed is not None and each.situation.supplier is not None
        }
        # What is ordered now is shown however dear it is.
        self._ways = tuple(sorted(ways, key=lambda way: way.key not in self._now)[:MOST_WAYS])

    def compose(self) -> ComposeResult:
        item = self._line.situation.item
        with Vertical(classes="dialog -wide -form"):
            yield Static(text(f"{item.name}: {units(self._line.lacks, item.base_unit)} lacking", "bold"))
            yield Static(text(HEADING, "$muted"))
            for place, way in enumerate(self._ways):
                with Horizontal(classes="field"):
                    yield Static(_way_words(way), classes="label")
                    packs = f"{self._now.get(way.key, 0):d}"
                    yield Input(packs, restrict=r"[0-9]*", max_length=7, select_on_focus=True, id=f"way{place}")
            yield Static(id="total")
            yield Static(lines([text(LEAVING, "$muted")]), id="said")

    def on_mount(self) -> None:
        self._add_up()
        self.query_one("#way0", Input).focus()

    def _among(self) -> list[tuple[Way, int]]:
        return [(way, int(self.query_one(f"#way{place}", Input).value or 0)) for place, way in enumerate(self._ways)]

    @on(Input.Changed)
    def _add_up(self) -> None:
        """The sum, and what can be wrong with it: too little, more than can be meant, some that will expire."""
        from tracker.inventory.ordering.splitting import split

        try:
            parts = split(self._line, self._among(), self._today, self._what_if)
        except Refusal as refusal:
            self.query_one("#total", Static).update(text(f"✖ {refusal.message} {refusal.hint}", "bold"))
            return
        self.query_one("#total", Static).update(text(self._sum_words(parts), "bold"))

    def _sum_words(self, parts: tuple[Line, ...]) -> str:
        from tracker.inventory.ordering.bounds import lasts_words

        made = [each.packed for each in parts if each.packed is not None]
        total, unit = sum(each.quantity for each in made), self._line.situation.item.base_unit
        known = [each.total_micros for each in made if each.total_micros is not None]
        more = " and more" if len(known) < len(made) else ""
        cost = f"   {amount(sum(known))}{more}" if known else "   no prices known"
        lasts = lasts_words(self._line, total)
        of = f"{total} for {units(self._line.lacks, unit)}{cost}{f'   lasts {lasts}' if lasts else ''}"
        wasted = sum(each.expiring.quantity for each in parts if each.expiring is not None)
        if wasted:
            return f"! {of}   {wasted} will probably expire"
        return f"! {of}   too little" if total < self._line.lacks else f"✔ {of}"

    @on(Input.Submitted)
    def _enter(self) -> None:
        from tracker.inventory.ordering.splitting import split

        try:
            parts = split(self._line, self._among(), self._today, self._what_if)
            made = [each.packed for each in parts if each.packed is not None]
            packs, quantity = sum(each.packs for each in made), sum(each.quantity for each in made)
            if not self._meant.is_asked(self._line, packs, quantity):
                self.dismiss(parts)
        except Refusal as refusal:
            self._meant.refuse(f"{refusal.message} {refusal.hint}")


def _way_words(way: Way) -> Content:
    pack = way.pack
    size = f"{pack.package} {pack.factor}" if pack.factor > 1 else pack.package
    price = amount(pack.price_micros) if pack.price_micros is not None else "–"
    # Per unit: cents are too coarse for a swab of which a thousand are in a case.
    each = f"{pack.price_micros / pack.factor / 1_000_000:.4f}" if pack.price_micros is not None else ""
    least = f" from {pack.from_packs}" if pack.from_packs > 1 else ""
    return text(f"{fitted(way.supplier.name, 24)} {fitted(size + least, 14)} {price:>9} {each:>9}")
