"""The top line: where am I, who is signed in, which scanners live, what time it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tracker.hardware.sources.troubles import in_short
from tracker.text import safe
from tracker.tui.showing import fitted, line

if TYPE_CHECKING:
    from tracker.labelling.counting import QueueCounts
    from tracker.station.outcomes import DeviceState

KEYBOARD = "keyboard ●"
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


Signs = tuple[str, ...]


def device_name(url: str) -> str:
    return SHORT_NAMES.get(url.partition(":")[0], "source")


def wordings(devices: tuple[DeviceState, ...]) -> tuple[Signs, Signs, Signs]:
    """What may be said of the devices, what says most first: the last two without what is wrong, for want of room.

    The keyboard is always there: it is not counted, and gives way to words about what is not.
    """
    if not devices:
        return (KEYBOARD,), (KEYBOARD,), (KEYBOARD,)
    signs = tuple(f"{device_name(each.url)} {STATE_SIGNS[each.state]}" for each in devices)
    told = tuple(f"{sign} {in_short(each.code)}".rstrip(" ") for sign, each in zip(signs, devices, strict=True))
    live = sum(each.state == "live" for each in devices)
    counted = f"scanners {live} of {len(devices)}"
    if len(devices) > 2:
        ailing = tuple(words for words, each in zip(told, devices, strict=True) if each.code)
        return (counted, *ailing), (counted,), (counted,)
    return (told if told != signs else (KEYBOARD, *signs)), (KEYBOARD, *signs), (counted,)


def labels_in_short(counts: QueueCounts) -> str:
    """``labels ? 1`` in doubt, ``labels ▸ 3`` printing, ``labels ○ 2`` waiting for somebody; empty where all are out."""
    if doubtful := counts.doubtful + counts.doubtful_specimens:
        return f"labels ? {doubtful}"
    if counts.sending:
        return f"labels ▸ {counts.sending + counts.waiting}"
    return f"labels ○ {counts.waiting}" if counts.waiting else ""


class TopLine(Widget):
    """One line; on a narrow terminal the clinic's name gives way first, and before that what is wrong with a device."""

    def __init__(self) -> None:
        super().__init__(id="topline")
        self._where, self._place, self._person, self._clock = "", "", "", ""
        self._labels = self._backup = self._warnings = self._emergency = ""
        self.is_demo = False
        self._devices: tuple[DeviceState, ...] = ()

    def show(self, where: str, place: str, person: str) -> None:
        if (where, place, person) != (self._where, self._place, self._person):
            self._where, self._place, self._person = where, place, person
            self.refresh()

    def show_labels(self, said: str) -> None:
        """What of the labels needs a person, or is on its way: ``labels ? 1``; empty where all are out."""
        if said != self._labels:
            self._labels = said
            self.refresh()

    def show_backup(self, said: str) -> None:
        """``backup ✖ 3 d`` where the last good one is too old; empty while all is well."""
        if said != self._backup:
            self._backup = said
            self.refresh()

    def show_warnings(self, said: str) -> None:
        """``check ✖ failed``, ``disk ✖ full`` or ``disk ! 12 d``; empty while all is well."""
        if said != self._warnings:
            self._warnings = said
            self.refresh()

    def show_emergency(self, said: str) -> None:
        """``EMERGENCY ACCESS until 10:42``, all the while; empty without."""
        if said != self._emergency:
            self._emergency = said
            self.refresh()

    def show_live(self, clock: str, devices: tuple[DeviceState, ...]) -> None:
        if (clock, devices) != (self._clock, self._devices):
            self._clock, self._devices = clock, devices
            self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        head = f" DEMO · {self._where}  " if self.is_demo else f" {self._where}  "
        urgent = f" {self._emergency} " if self._emergency else ""
        left = width - cell_len(head) - cell_len(urgent) - 1
        telling, plain, least = (self._right(signs) for signs in wordings(self._devices))
        right = telling
        if cell_len(safe(self._place)) + cell_len(telling) > left:
            right = plain if cell_len(plain) <= left else least
        return line(
            (urgent, "bold reverse $text-error"),
            (head, "bold"),
            fitted(self._place, max(0, left - cell_len(right))),
            " ",
            (right, ""),
        )

    def _right(self, signs: Signs) -> str:
        return (
            "  ".join(
                part
                for part in (self._warnings, self._backup, self._labels, safe(self._person, 20), *signs, self._clock)
                if part
            )
            + " "
        )
