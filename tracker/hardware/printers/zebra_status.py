"""What a ZPL printer says of itself: the three strings of ``~HS`` (ZPL II Programming Guide, "Host Status Return").

Each is STX, fields between commas, ETX, CR, LF. Only what stops a label or tells when it is out is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STRINGS = re.compile(rb"\x02([0-9A-Za-z,]*)\x03")
_FIELDS = (12, 11, 2)


@dataclass(frozen=True, slots=True)
class ZebraStatus:
    is_paper_out: bool
    is_paused: bool
    is_buffer_full: bool
    has_partial_format: bool
    """A format was begun and not ended: somebody's connection broke, and what comes next would be swallowed by it."""
    is_head_open: bool
    is_ribbon_out: bool
    is_memory_lost: bool
    is_too_hot: bool
    formats_waiting: int
    labels_left: int

    @property
    def labels_held(self) -> int:
        """How many labels it has been sent and has not put out, as far as it says: a format that waits is at least one."""
        return max(self.formats_waiting, self.labels_left)

    @property
    def is_idle(self) -> bool:
        """Whether all that was sent has come out."""
        return not (self.formats_waiting or self.labels_left or self.has_partial_format)


def read_status(answer: bytes) -> ZebraStatus | None:
    """The status in ``answer``; None as long as it is not three whole strings.

    :raises ValueError: three strings that are not this answer's: another device stands at that address.
    """
    found = [one.decode("ascii").split(",") for one in _STRINGS.findall(answer)]
    if len(found) < len(_FIELDS):
        return None
    first, second = found[0], found[1]
    if tuple(map(len, found[:3])) != _FIELDS or not all(field.isdigit() for field in (*first[1:], *second[2:9])):
        raise ValueError("not a host status")
    return ZebraStatus(
        is_paper_out=first[1] == "1",
        is_paused=first[2] == "1",
        is_buffer_full=first[5] == "1",
        has_partial_format=first[7] == "1",
        is_head_open=second[2] == "1",
        is_ribbon_out=second[3] == "1",
        is_memory_lost=first[9] == "1",
        is_too_hot=first[11] == "1",
        formats_waiting=int(first[4]),
        labels_left=int(second[8]),
    )


def fault_of(status: ZebraStatus) -> tuple[str, str, str] | None:
    """What must be done before it prints: (code, message, hint), or None where nothing stands in the way."""
    for is_so, code, message, hint in (
        (status.is_head_open, "printer_head_open", "its print head is open", "Close it."),
        (status.is_paper_out, "printer_paper_out", "it is out of labels", "Put in a new roll."),
        (status.is_ribbon_out, "printer_ribbon_out", "it is out of ribbon", "Put in a new ribbon."),
        (status.is_memory_lost, "printer_memory", "its memory is damaged", "Switch it off and on."),
        (status.is_too_hot, "printer_too_hot", "its print head is too hot", "Let it cool down."),
        (status.is_paused, "printer_paused", "it is paused", "Press its pause button."),
        (status.is_buffer_full, "printer_busy", "it has more waiting than it can hold", "Wait until it is done."),
    ):
        if is_so:
            return code, message, hint
    return None
