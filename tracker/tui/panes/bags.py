"""Bags: what goes into one, and what its departure still lacks. A bag that comes is accepted like a hand-off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult

from tracker.jobs.custody import words
from tracker.jobs.custody.work import Packing, Sending
from tracker.jobs.desk import Desk
from tracker.specimens.holder_facts import Shipment, ShipmentState
from tracker.specimens.transport import needed
from tracker.text import counted
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.panes.tubes import HARM, day, tube_columns, tube_rows
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.listing import Listing

Shipments = tuple[Shipment, ...]
PACK = (
    "1  Scan your badge, then the bag.",
    "2  Scan each tube that goes in, or a rack: all of it goes in.",
    "3  Scanned once more, UNDO takes a tube out. DONE (F10), then SHIP.",
)
SHIP = (
    "1  Scan your badge, then the bag.",
    "2  Scan where it goes: a laboratory or a site. Its seal, where it has one.",
    "3  AMBIENT, REFRIGERATED or FROZEN (F6), where that is not what they need.",
    "4  Last the courier, or the badge of whoever carries it: it is sent off.",
)


def bag_columns(title: str) -> tuple[Column, ...]:
    return (Column(title, 10), Column("from → to"), Column("", 8), Column("expected", 8), Column("", 13))


def bag_row(shipment: Shipment, now: datetime) -> Row:
    """One bag under way or being packed; a late one in red, with by how much."""
    way = f"{shipment.sender.name} → {words.named(shipment.target) if shipment.target else '?'}"
    expected = day(shipment.expected_at, now) if shipment.expected_at is not None else "–"
    is_due = shipment.expected_at is not None and shipment.arrived_at is None
    late = ""
    if is_due and shipment.expected_at is not None and shipment.expected_at < now:
        late = f"LATE {words.span(now - shipment.expected_at)}"
    cells = (shipment.holder.shown, way, shipment.state.value, expected, late)
    return Row(cells, "✖" if late else "", HARM if late else "")


class _BagPane(Pane[Shipments]):
    """With a bag in hand its content; with none the bags that this job may be about."""

    STEPS: ClassVar[tuple[str, ...]]
    STATES: ClassVar[frozenset[ShipmentState]]
    EVERY_S = 15

    def compose(self) -> ComposeResult:
        yield Listing(id=f"{self.id}bag", about=self.help)

    def read(self, reader: ReaderLike, desk: Desk) -> Shipments:
        return tuple(each for each in reader.specimens.open_shipments() if each.state in self.STATES)

    def _steps(self, found: Shipments, now: datetime) -> Drawn:
        """Nothing is in hand yet: what to do."""
        self._list((Column("Nothing in hand"),), (), self.STEPS)
        return self._beside(counted(len(found), "open bag") if found else "", found, now)

    def _beside(self, left: str, found: Shipments, now: datetime) -> Drawn:
        """At the side, which bags there are."""
        rows = tuple(bag_row(each, now) for each in found)
        side = tuple(Row((f"{row.cells[0]}  {row.cells[2]} {row.cells[4]}",), row.sign, row.style) for row in rows)
        return Drawn(left, (Column("Open bags"),), side, ("None.",))

    def _list(self, columns: tuple[Column, ...], rows: tuple[Row, ...], empty: tuple[str, ...]) -> None:
        self.query_one(f"#{self.id}bag", Listing).show(columns, rows, empty=empty)


class PackPane(_BagPane):
    TITLE = "PACK"
    IDLE = ("READY", "Scan your badge, then the bag, then what goes into it.")
    STEPS = PACK
    ABOUT = (*PACK, "All tubes of a bag travel at one temperature.")
    STATES = frozenset({ShipmentState.OPEN})

    def place(self, desk: Desk) -> str:
        return f"into {desk.work.bag.shown}" if isinstance(desk.work, Packing) else "into which bag?"

    def draw(self, desk: Desk, found: Shipments, now: datetime) -> Drawn:
        work = desk.work
        if not isinstance(work, Packing):
            return self._steps(found, now)
        self._list(tube_columns(f"In {work.bag.shown}"), tube_rows(work.inside, now), ("Empty: scan what goes in.",))
        transport = needed(work.inside)
        travels = f" · {transport.value}" if transport is not None else ""
        return self._beside(f"{counted(len(work.inside), 'tube')} in the bag{travels}", found, now)


class ShipPane(_BagPane):
    TITLE = "SHIP"
    IDLE = ("READY", "Scan your badge, then the bag, where it goes, its seal, and last the courier.")
    STEPS = SHIP
    ABOUT = (*SHIP, "✔ known   ▸ still to be scanned   · may be left out")
    STATES = frozenset({ShipmentState.OPEN, ShipmentState.DEPARTED})

    def compose(self) -> ComposeResult:
        yield Listing(id="lacks", about=self.help)
        yield from super().compose()

    def place(self, desk: Desk) -> str:
        work = _sending(desk)
        return work.shipment.holder.shown if work.shipment is not None else "which bag?"

    def draw(self, desk: Desk, found: Shipments, now: datetime) -> Drawn:
        work = _sending(desk)
        lacks = self.query_one("#lacks", Listing)
        lacks.display = work.shipment is not None
        if work.shipment is None:
            return self._steps(found, now)
        lacks.show((Column("Before it goes", 16), Column("")), tuple(_parts(work)))
        self._list(tube_columns("In the bag"), tube_rows(work.inside, now), ("Nothing is in it: PACK it first.",))
        missing = "" if work.target is not None else "where to? · "
        return self._beside(f"{missing}{counted(len(work.inside), 'tube')}", found, now)


def _sending(desk: Desk) -> Sending:
    return desk.work if isinstance(desk.work, Sending) else Sending()


def _parts(work: Sending) -> Iterator[Row]:
    """What the courier's scan will send off: each part by a sign, so that what is lacking is seen."""
    target = work.target
    clia = f"  CLIA {target.clia}" if target is not None and target.clia else ""
    yield _part("where it goes", f"{target.name}{clia}" if target is not None else "", "scan a laboratory or a site")
    yield _temperature(work)
    yield Row(("seal", work.seal or "none scanned; may be left out"), "✔" if work.seal else "·")
    yield Row(("courier", "scan the courier last: that sends it off"), "▸" if target is not None else "·")


def _part(name: str, known: str, lacking: str) -> Row:
    return Row((name, known), "✔", "$text-success") if known else Row((name, lacking), "▸", "bold")


def _temperature(work: Sending) -> Row:
    wanted = needed(work.inside)
    if work.transport is not None:
        is_other = wanted is not None and wanted is not work.transport
        asks = f"; its tubes need {wanted.value}" if is_other and wanted is not None else ""
        return Row(("temperature", f"{work.transport.value}{asks}"), "!" if is_other else "✔", HARM if is_other else "")
    return Row(("temperature", f"{wanted.value}, as its tubes need" if wanted is not None else "–"), "✔")
