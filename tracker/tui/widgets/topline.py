"""The top line: where am I, who is signed in, which scanners live, what time it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tracker.text import safe
from tracker.tui.showing import fitted, line

if TYPE_CHECKING:
    from tracker.station.outcomes import DeviceState

STATE_SIGNS = {"live": "●", "waiting": "○", "failed": "✖", "ended": "–"}
SHORT_NAMES = {
    "serial": "scanner",
    "socket": "scanner",
    "evdev": "scanner",
    "hidpos": "scanner",
    "camera": "camera",
    "mjpeg": "camera",
    "images": "pictures",
    "video": "video",
    "recording": "replay",
}


def device_name(url: str) -> str:
    return SHORT_NAMES.get(url.partition(":")[0], "source")


class TopLine(Widget):
    """One line; on a narrow terminal the clinic's name gives way first."""

    def __init__(self) -> None:
        super().__init__(id="topline")
        self._where, self._place, self._person, self._clock = "", "", "", ""
        self.is_demo = False
        self._devices: tuple[DeviceState, ...] = ()

    def show(self, where: str, place: str, person: str) -> None:
        if (where, place, person) != (self._where, self._place, self._person):
            self._where, self._place, self._person = where, place, person
            self.refresh()

    def show_live(self, clock: str, devices: tuple[DeviceState, ...]) -> None:
        if (clock, devices) != (self._clock, self._devices):
            self._clock, self._devices = clock, devices
            self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        signs = ["keyboard ●", *(f"{device_name(each.url)} {STATE_SIGNS[each.state]}" for each in self._devices)]
        if len(signs) > 3:
            live = sum(each.state == "live" for each in self._devices) + 1
            signs = [f"scanners {live} of {len(signs)}"]
        right = "  ".join(part for part in (safe(self._person, 20), *signs, self._clock) if part) + " "
        head = f" DEMO · {self._where}  " if self.is_demo else f" {self._where}  "
        room = max(0, width - cell_len(head) - cell_len(right) - 1)
        return line((head, "bold"), fitted(self._place, room), " ", (right, ""))
