"""Any report descriptor, and any reports by it: no crash, and nothing that was not sent."""

from __future__ import annotations

import sys

from tests.fuzz.running import run
from tracker.hardware.framing import LONGEST
from tracker.hardware.hid_descriptor import ACCESS_IS, layout_of
from tracker.hardware.hid_reports import ReportAssembler
from tracker.hardware.scan import Quality


def target(data: bytes) -> None:
    """The first byte says how much of the rest is a descriptor; then come reports of the device's length."""
    split = data[0] if data else 0
    layout = layout_of(data[1 : 1 + split]) or ACCESS_IS
    assembler, stream = ReportAssembler(layout), data[1 + split :]
    sent = b""
    for at in range(0, len(stream), layout.length):
        report = stream[at : at + layout.length]
        sent += report[layout.data_at : layout.data_at + layout.data_bytes]
        for found in assembler.feed(report, 0.0):
            assert found.quality is Quality.GARBLED or len(found.data.encode()) <= min(len(sent), LONGEST)
    assembler.pass_time(9.0)


if __name__ == "__main__":
    sys.exit(run(target))
