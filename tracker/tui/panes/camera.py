"""Camera: what it sees, over the list of the job, while scans count as ever."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult

from tracker.jobs.desk import Desk
from tracker.tui.panes.pane import Drawn, Pane
from tracker.tui.seam_reading import ReaderLike
from tracker.tui.widgets.viewfinder import Viewfinder


class CameraPane(Pane[None]):
    TITLE = "CAMERA"
    IDLE = ("CAMERA", "Hold a code before it: scans count as ever. Esc goes back to the list.")
    ABOUT = (
        "✔ read and believed    ? read, not believed    + seen, not read yet",
        "The word beside the picture says what to do when a code is not read for a while.",
        "Hold it so large that its finest bar is three pixels of the camera wide.",
        "Esc, F10, or a scan of DONE or NO goes back to the list.",
    )

    def compose(self) -> ComposeResult:
        yield Viewfinder(id="looking", leave="Esc  back to the list")

    def read(self, reader: ReaderLike, desk: Desk) -> None:
        return None

    def draw(self, desk: Desk, found: None, now: datetime) -> Drawn:
        return Drawn()
