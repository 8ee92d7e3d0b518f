"""More scans than anybody can pull a trigger for: none may be lost, doubled or changed on the way to the disk.

The keyboard flood goes through a pseudo-terminal into the real app, one key at a time. The serial flood goes through a
pseudo-terminal and the supervisor into a station with its database, at the pace of the line.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import threading
import tty
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep

from benchmarks.figure import Figure
from tracker.demo.clinic import DemoClock, build_clinic, demo_settings
from tracker.hardware.scan import Scan
from tracker.station import Station, open_station
from tracker.tui.app import TrackerApp

SCANS, KEY_S = 1000, 0.001
BAUD, BITS_PER_BYTE, LINE_S = 115_200, 10, 60.0
"""One start bit, eight of data, one to stop: 11,520 bytes a second."""
_PATIENCE_S = 900.0
_START_S, _FIRST_SCREEN_S, _CHECK_S = 60.0, 3.0, 0.5


def figures(folder: Path, scans: int = SCANS, line_s: float = LINE_S) -> Iterator[Figure]:
    yield _keyboard(folder / "keyboard", scans)
    yield _serial(folder / "serial", line_s)


def _codes(count: int) -> list[str]:
    return [f"{number:010d}" for number in range(count)]


def _judged(name: str, sent: Sequence[str], got: Sequence[str], note: str) -> Figure:
    """Exact: every one once, and in the order in which they were sent."""
    counted, wanted = Counter(got), Counter(sent)
    lost, more = (wanted - counted).total(), (counted - wanted).total()
    order = "" if list(got) == list(sent) or lost or more else ", out of order"
    found = f"{lost} lost, {more} doubled or wrong of {len(sent):,}{order} ({note})"
    return Figure(name, found, "0 and 0, in order", list(got) == list(sent))


# A wedge, through the app's own keys


def _keyboard(home: Path, scans: int) -> Figure:
    build_clinic(home)
    arrived = home / "arrived.txt"
    arrived.touch()
    far, near = pty.openpty()
    fcntl.ioctl(near, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    program = [sys.executable, "-m", "benchmarks.floods", str(home), str(arrived)]
    environment = {**os.environ, "TERM": "xterm-256color"}
    app = subprocess.Popen(program, stdin=near, stdout=near, stderr=near, env=environment, start_new_session=True)
    os.close(near)
    sent = _codes(scans)
    drained = threading.Thread(target=_drain, args=(far,), daemon=True)
    drained.start()
    try:
        _wait(lambda: (home / "ready").exists(), _START_S)
        sleep(_FIRST_SCREEN_S)
        took_s = _typed(far, b"".join(f"]C0{code}\r".encode() for code in sent))
        _wait(lambda: len(_lines(arrived)) >= scans, 60.0)
        sleep(_CHECK_S)  # what came twice would come now
    finally:
        app.kill()
        app.wait()
        os.close(far)
    keys = scans * 14
    name = f"keyboard flood through a pty into the app, {scans:,} scans"
    return _judged(name, [f"]C0 read {code}" for code in sent], _lines(arrived), f"{took_s / keys * 1e3:.2f} ms a key")


def _typed(far: int, keys: bytes) -> float:
    """Key by key on a fixed beat: a late one does not delay those behind it. Returns the seconds it took."""
    began_s = monotonic()
    for number, key in enumerate(keys):
        os.write(far, bytes([key]))
        if (rest_s := began_s + (number + 1) * KEY_S - monotonic()) > 0:
            sleep(rest_s)
    return monotonic() - began_s


def _drain(far: int) -> None:
    """A terminal takes what the app draws; one that does not would stop it."""
    try:
        while True:
            if select.select([far], [], [], 0.1)[0]:
                os.read(far, 65536)
    except OSError:
        return


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").split("\n")[:-1]


def _wait(holds: Callable[[], bool], within_s: float) -> None:
    """Up to ``within_s``; what then has not come is missing in the figure."""
    until_s = monotonic() + within_s
    while not holds() and monotonic() < until_s:
        sleep(0.05)


def _flooded(home: Path, arrived: Path) -> None:
    """The real app, which notes what arrives."""

    def opened() -> Station:
        station = open_station(demo_settings(home), clock=DemoClock())

        def tell(scan: Scan) -> None:
            with arrived.open("a", encoding="utf-8") as file:
                file.write(f"{scan.aim} {scan.quality} {scan.data}\n")

        station.subscribe(lambda outcome: tell(outcome.scan))
        (home / "ready").touch()
        return station

    TrackerApp(opened).run()


# A serial line, through the supervisor


def _serial(home: Path, line_s: float) -> Figure:
    station = open_station(build_clinic(home))
    answered: list[str] = []
    station.subscribe(lambda outcome: answered.append(outcome.scan.id))
    far, near = pty.openpty()
    tty.setraw(near)
    sent = _codes(int(line_s * BAUD / BITS_PER_BYTE) // 14)
    try:
        url = f"serial:{os.ttyname(near)}?baud={BAUD}"
        station.devices.attach(url)
        _wait(lambda: any(each.state == "live" for each in station.devices.states()), 10.0)
        stream = b"".join(f"]C0{code}\r".encode() for code in sent)
        took_s = _paced(far, stream)
        _wait(lambda: _stored(station, url) >= len(sent), _PATIENCE_S)
        sleep(_CHECK_S)
        station.drain()
        with station.read() as reader:
            query = "SELECT id, data FROM scan WHERE source = ? AND aim = ']C0' AND quality = 'read'"
            rows = {row[0]: str(row[1]) for row in reader.connection.exec_driver_sql(query, (url,))}
        got = [rows.pop(each) for each in answered if each in rows] + list(rows.values())
    finally:
        station.close()
        os.close(far)
        os.close(near)
    name = f"serial line at {BAUD:,} baud, full for {line_s:.0f} s, into the database"
    return _judged(name, sent, got, f"sent in {took_s:.1f} s")


def _stored(station: Station, url: str) -> int:
    with station.read() as reader:
        row = reader.connection.exec_driver_sql("SELECT count(*) FROM scan WHERE source = ?", (url,)).one()
    return int(row[0])


def _paced(far: int, stream: bytes) -> float:
    """As fast as the line would carry it, in pieces of 10 ms."""
    piece = BAUD // BITS_PER_BYTE // 100
    began_s = monotonic()
    for number, at in enumerate(range(0, len(stream), piece)):
        part = stream[at : at + piece]
        while part:
            part = part[os.write(far, part) :]
        if (rest_s := began_s + (number + 1) / 100 - monotonic()) > 0:
            sleep(rest_s)
    return monotonic() - began_s


if __name__ == "__main__":
    _flooded(Path(sys.argv[1]), Path(sys.argv[2]))
