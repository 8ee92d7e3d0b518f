"""Store: the rack or box as it is seen from above, which place comes next, and what was put where last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Horizontal

from tracker.jobs.custody.dispatch import yes_words
from tracker.jobs.custody.work import Storing
from tracker.jobs.desk import Desk, JobName
from tracker.specimens.holder_facts import Holder
from tracker.specimens.storage import next_free_slot, slot_name
from tracker.tui.panes.pane import ROOMY, Drawn, Pane
from tracker.tui.panes.stock import done_rows
from tracker.tui.panes.traced import holder_facts, slot_columns, slot_row, slot_signs
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.tables import Column, Row
from tracker.tui.widgets.grid import LAST, Grid
from tracker.tui.widgets.listing import Listing

STEPS = (
    "1  Scan your badge, then the rack or box; or a shelf, for tubes alone.",
    "2  Scan each tube, and put it where the banner says: the next free place.",
    "3  Another place? F4 with its name (B3), then the tube. DONE (F10).",
    "   A whole rack: scan the shelf, then the rack; or the rack, then YES.",
)


class StorePane(Pane[None]):
    TITLE = "STORE"
    IDLE = ("READY", "Scan your badge, then the rack, box or shelf, then the tubes.")
    ABOUT = (
        *STEPS,
        "● taken   · free   ▸ the next tube goes here   ◆ put in last   ! near its limit   ✖ too old",
    )
    EVERY_S = 15

    def compose(self) -> ComposeResult:
        with Horizontal(id="answer"):
            yield Grid(id="rack")
            yield Listing(id="stored", about=self.help)

    def place(self, desk: Desk) -> str:
        work = _work(desk)
        where = f" at {work.shelf.path}" if work.shelf is not None else ""
        if work.holder is not None:
            return f"{work.holder.shown}{where}"
        return f"on {work.shelf.path}" if work.shelf is not None else "where to?"

    def read(self, reader: ReaderLike, desk: Desk) -> None:
        return None

    def draw(self, desk: Desk, found: None, now: datetime) -> Drawn:
        work, grid, listing = _work(desk), self.query_one(Grid), self.query_one("#stored", Listing)
        holder = work.holder
        grid.display = holder is not None
        done = done_rows(desk, (JobName.STORE,))
        if holder is None:
            listing.show(
                (Column("Stored in this shift"), Column("tubes", 5, True), Column("where", 34)), done, empty=STEPS
            )
            return Drawn("")
        taken = work.taken()
        last = work.placed[-1].slot if work.placed else None
        following = desk.quantity or next_free_slot(holder.rows, holder.columns, taken)
        grid.show(holder.rows, holder.columns, slot_signs(taken, now), following, last)
        is_roomy = self.size.width > ROOMY
        columns = slot_columns("Put in last", is_roomy=is_roomy)
        listing.show(columns, tuple(_inside(work, holder, now, is_roomy=is_roomy)), empty=("It is empty.",))
        side = tuple(holder_facts(holder, len(taken), following))
        return Drawn(_left(desk, holder, len(taken), following), (Column("About it"),), side)


def _work(desk: Desk) -> Storing:
    return desk.work if isinstance(desk.work, Storing) else Storing()


def _inside(work: Storing, holder: Holder, now: datetime, *, is_roomy: bool) -> Iterator[Row]:
    """What was put in, the latest first; then what stood there."""
    placed = {each.slot: each.specimen for each in reversed(work.placed)}
    stood = {slot: specimen for slot, specimen in sorted(work.taken().items()) if slot not in placed}
    for number, (slot, specimen) in enumerate({**placed, **stood}.items()):
        row = slot_row(slot_name(slot, holder.columns), specimen, now, is_roomy=is_roomy)
        yield Row(row.cells, LAST, row.style) if placed and number == 0 else row


def _left(desk: Desk, holder: Holder, taken: int, following: int | None) -> str:
    offered = yes_words(desk)
    if offered:
        return f"F2 YES: {offered}"
    size = holder.rows * holder.columns
    place = f" · next {slot_name(following, holder.columns)}" if following is not None else " · full"
    return f"{taken} of {size}{place}"
