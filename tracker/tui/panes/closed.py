"""What stands in the middle where whoever is signed on may see nothing of the work: a place to wait, and nothing else."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult

from tracker.jobs.desk import Desk
from tracker.tui.panes.pane import PLAIN, Drawn, Pane
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.widgets.listing import Listing

SAID = ("Nothing of this is shown to the badge that is signed on.", "Scan a badge whose owner may see it.")


class ClosedPane(Pane[None]):
    TITLE = "NOT SHOWN"
    IDLE = ("NOT SHOWN", "Scan your badge. F8 shows what you may do.")
    ABOUT = (
        "Each role sees what its work needs. Yours has no part in this.",
        "The lead says who may do what: tracker staff roles.",
    )

    def compose(self) -> ComposeResult:
        yield Listing(id="closed", about=self.help)

    def place(self, desk: Desk) -> str:
        return ""

    def read(self, reader: ReaderLike, desk: Desk) -> None:
        return None

    def draw(self, desk: Desk, found: None, now: datetime) -> Drawn:
        self.query_one("#closed", Listing).show(PLAIN, [], empty=SAID)
        return Drawn("nothing is shown")
