"""Arrive: the bags that are awaited, and then the tubes out of one, accepted as at a hand-off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from textual.app import ComposeResult

from tracker.jobs.custody import words
from tracker.jobs.custody.work import Arriving
from tracker.jobs.desk import Desk
from tracker.specimens.holder_facts import ShipmentState
from tracker.tui.panes.bags import Shipments, bag_columns, bag_row
from tracker.tui.panes.hand_off import COLUMNS, handing_rows, left_words, sums
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.panes.tubes import HARM, clock, tube_columns, tube_rows
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

AWAITED = frozenset({ShipmentState.DEPARTED, ShipmentState.ARRIVED})
STEPS = (
    "1  Scan your badge, then the bag or its manifest.",
    "2  Scan its seal, where it has one; then each tube, or YES for all.",
    "3  Lost on the way? F6 says why: LOST, then the bag or the tube.",
)


class ArrivePane(Pane[Shipments]):
    TITLE = "ARRIVE"
    IDLE = ("READY", "Scan your badge, then the bag or its manifest.")
    ABOUT = (
        *STEPS,
        "Waiting tubes have a number: F4 with it (or QUANTITY, then MISSING) says that this one is not there.",
        "✔ accepted   ✖ rejected, lost, late, or too old   ! its limit is near   · waiting",
    )
    EVERY_S = 15

    def compose(self) -> ComposeResult:
        yield Listing(id="arriving", about=self.help)

    def place(self, desk: Desk) -> str:
        work = desk.work
        if not isinstance(work, Arriving) or work.shipment is None:
            return "which bag?"
        return f"{work.shipment.holder.shown} from {work.shipment.sender.name}"

    def read(self, reader: ReaderLike, desk: Desk) -> Shipments:
        return tuple(each for each in reader.specimens.open_shipments() if each.state in AWAITED)

    def draw(self, desk: Desk, found: Shipments, now: datetime) -> Drawn:
        listing, work = self.query_one("#arriving", Listing), desk.work
        if not isinstance(work, Arriving) or work.shipment is None:
            listing.show(bag_columns("Awaited"), tuple(bag_row(each, now) for each in found), empty=STEPS)
            return Drawn(f"{len(found)} awaited" if found else "")
        side = (Column("The bag"),), tuple(_bag(work, now)), ()
        if work.listed:
            listing.show(COLUMNS, tuple(handing_rows(work, now)))
            return Drawn(left_words(work), side[0], (*side[1], *sums(work)))
        listing.show(tube_columns("In the bag"), tube_rows(work.inside, now), empty=("Nothing is in it any more.",))
        return Drawn(work.shipment.state.value, *side)


def _bag(work: Arriving, now: datetime) -> Iterator[Row]:
    shipment = work.shipment
    if shipment is None:
        return
    yield Row((f"with {words.named(shipment.courier)}",), "▸")
    if shipment.seal:
        seal = {True: "whole", False: "BROKEN", None: "look at it, then scan it"}[work.is_seal_whole]
        is_broken = work.is_seal_whole is False
        sign, style = ("✖", HARM) if is_broken else ("✔" if work.is_seal_whole else "!", "")
        yield Row((f"seal {shipment.seal}: {seal}",), sign, style)
    if shipment.expected_at is not None:
        yield Row((f"expected {clock(shipment.expected_at, now)}",))
    if work.lost:
        yield Row((f"next: lost, {work.lost}",), "✖", HARM)
