"""HID POS scanners' input reports (usage page 0x8C, usage 2), put together into scans. Pure.

Where in a report the code stands is taken from the device's own descriptor (:mod:`.hid_descriptor`). Without one it is
the layout that is most common: 64 bytes, its number (2), how many data bytes it holds, the AIM identifier in three
bytes, 56 data bytes, two bytes that are not needed, and one whose lowest bit says that the scan goes on in the next
report. Other makers' length bytes have been seen read differently: compare with a known code (tracker scanner test).

No report says that a scan begins with it, nor which part of one it is. So behind a break what ends next may be the rest
of the scan that broke off, however late, and is garbled once. What cannot be seen is a part that was lost where no time
tells: the middle one of three that come at once, or the first.
"""

from __future__ import annotations

from tracker.aim import split_aim
from tracker.hardware.framing import KEPT, LONGEST, MAY_BE_REST, SILENCE_S, Framed
from tracker.hardware.hid_descriptor import ACCESS_IS, ReportLayout, layout_of
from tracker.hardware.scan import Quality

ERROR_BEEP = b"\x04\x20"
"""Output report 4, bit 5: the error beep (Hand Held Products 3800i application note, p. 16)."""
_SUFFIX = b"\r\n\t"


class ReportAssembler:
    """One report in, the scan that it completes out."""

    def __init__(self, layout: ReportLayout = ACCESS_IS, is_torn: bool = False) -> None:
        """``is_torn``: as :attr:`is_torn` was of what read the device before."""
        self._layout = layout
        self._data = bytearray()
        self._aim: bytes | None = None
        self._last_s = 0.0
        self._is_torn = is_torn
        """A report was lost, and no end came since."""
        self._torn: set[str] = set()
        """The identifiers of scans that broke off: all parts of one bear the same, so that another scanner's on the
        same receiver is not its rest. What bears none may be the rest of any; what is no identifier counts as none."""

    def feed(self, report: bytes, at_s: float) -> list[Framed]:
        """``report`` as the system hands it over, its number first. Reports of other numbers (a battery's) are not ours."""
        found = self.pass_time(at_s)
        layout = self._layout
        if not report or layout.report not in (None, report[0]):
            return found
        self._last_s = at_s
        data = self._data_of(report)
        if data is None:
            self._is_torn = True
            return [*found, self._garbled("a report of the wrong size")]
        aim = b"" if layout.aim_at is None else bytes(report[layout.aim_at : layout.aim_at + 3])
        if self._aim not in (None, aim):
            found.append(self._garbled("another scan began in the middle of it"))
        self._aim = aim
        self._data += data
        if len(self._data) > LONGEST:
            return [*found, self._garbled(f"it has no end within {LONGEST} bytes")]
        if layout.more_at is not None and report[layout.more_at] & layout.more_mask:
            return found
        if layout.more_at is None and len(data) == layout.data_bytes:
            return [*found, self._garbled("a full report of a device that does not say whether the scan goes on")]
        return found + self._end()

    def _data_of(self, report: bytes) -> bytes | None:
        """The data bytes that count; None where the report cannot be what its device said."""
        layout = self._layout
        if len(report) < layout.length:
            return None
        data = bytes(report[layout.data_at : layout.data_at + layout.data_bytes])
        if layout.count_at is None:
            while data.endswith(b"\0"):
                data = data[:-1]
            return data
        count = report[layout.count_at]
        return data[:count] if count <= layout.data_bytes else None

    def pass_time(self, now_s: float) -> list[Framed]:
        """Nothing came up to ``now_s``: a scan whose next part does not come is reported as garbled."""
        due_s = self.deadline_s
        if due_s is None or now_s < due_s:
            return []
        return [self._garbled("it broke off: its last part did not come")]

    @property
    def deadline_s(self) -> float | None:
        """When a scan that goes on in a report that does not come is given up; None between scans."""
        return None if self._aim is None else self._last_s + SILENCE_S

    @property
    def is_torn(self) -> bool:
        """Whether a scan broke off, or would if the device ended now: what it sends first, opened again, may be the rest."""
        return self._is_torn or bool(self._torn) or self._aim is not None

    def _end(self) -> list[Framed]:
        message, aim = bytes(self._data), self._named()
        rests = {aim} & self._torn if aim else set(self._torn)
        was_torn, self._is_torn = self._is_torn or bool(rests), False
        self._torn -= rests
        while message and message[-1] in _SUFFIX:
            message = message[:-1]
        self._clear()
        if not message:
            return []
        return [_as_garbled(message, MAY_BE_REST) if was_torn else _judged(message, aim)]

    def _named(self) -> str:
        return split_aim((self._aim or b"").decode("latin-1"))[0]

    def _garbled(self, why: str) -> Framed:
        """What is held broke off."""
        if self._aim is not None:
            self._torn.add(self._named())
        message = bytes(self._data)
        self._clear()
        return _as_garbled(message, why)

    def _clear(self) -> None:
        self._data.clear()
        self._aim = None


def assembler_by(descriptor: bytes) -> ReportAssembler:
    """By the device's own account of its reports, and by the common layout where that cannot be followed."""
    return ReportAssembler(layout_of(descriptor) or ACCESS_IS)


def _judged(message: bytes, named: str) -> Framed:
    try:
        text = message.decode("utf-8")
    except UnicodeDecodeError:
        return _as_garbled(message, "bytes that are no text")
    within, rest = split_aim(text)
    if not named or within == named:
        named, text = within, rest
    return Framed(text, named, Quality.READ)


def _as_garbled(message: bytes, why: str) -> Framed:
    return Framed(message[:KEPT].decode("ascii", "replace"), "", Quality.GARBLED, why)
