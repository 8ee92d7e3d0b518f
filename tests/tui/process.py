"""The real app in a process of its own, over a copy of the demo clinic, for tests in a pty.

``python -m tests.tui.process HOME OUTCOMES [HOSTILE]``: every outcome goes to the file OUTCOMES, a JSON object a line.
With HOSTILE, names in the catalogue and scans from another device are what an attacker would have liked.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tracker.demo.clinic import DemoClock, demo_settings
from tracker.hardware.scan import Scan
from tracker.station import Outcome, Station, open_station
from tracker.station.opening import open_store
from tracker.tui.app import TrackerApp

HOSTILE = (
    "\x1b]52;c;SGFjaw==\x07",
    "\x1b[31;5;77m",
    "\x9b31;5;77m",
    "\x1bP+q544e\x1b\\",
    "\u202eabc",
    "\u200b\ufeff",
    "[@click=app.quit]click[/]",
    "[red]red[/red] [/] [",
    "\x00\x07\x08\x7f",
    "\udcff".encode("utf-8", "backslashreplace").decode(),
)


def poison(home: Path) -> None:
    """Hostile names for items, places, racks, tubes, partners, providers and the clinic itself, as a careless import might
    bring them."""
    store = open_store(demo_settings(home))
    with store.writing() as connection:
        for number, text in enumerate(HOSTILE, start=1):
            name = f"{text} {number}"
            connection.exec_driver_sql("UPDATE item SET name = ? WHERE id % 10 = ?", (name, number % 10))
            connection.exec_driver_sql("UPDATE location SET path = ?, name = ? WHERE id = ?", (name, name, number + 2))
            connection.exec_driver_sql("UPDATE lot SET number = number || ? WHERE id % 10 = ?", (text, number % 10))
            connection.exec_driver_sql("UPDATE holder SET name = ? WHERE id % 10 = ?", (name, number % 10))
            connection.exec_driver_sql("UPDATE partner SET name = ? WHERE id % 10 = ?", (name, number % 10))
            connection.exec_driver_sql("UPDATE container SET name = ? WHERE id % 10 = ?", (name, number % 10))
            connection.exec_driver_sql("UPDATE requisition SET provider = ? WHERE id % 10 = ?", (name, number % 10))
        connection.exec_driver_sql("UPDATE setting SET value = ? WHERE name = 'clinic'", ("".join(HOSTILE),))
    store.close()


def main(home: Path, outcomes: Path, *, is_hostile: bool) -> int:
    def opened() -> Station:
        station = open_station(demo_settings(home), clock=DemoClock())

        def tell(outcome: Outcome) -> None:
            with outcomes.open("a", encoding="utf-8") as file:
                said = {"aim": outcome.scan.aim, "data": outcome.scan.data, "code": outcome.verdict.code}
                file.write(json.dumps(said) + "\n")

        station.subscribe(tell)
        for text in HOSTILE if is_hostile else ():
            station.submit(Scan(text, source=f"serial:{text}", at=station.now()))
        return station

    if is_hostile:
        poison(home)
    app = TrackerApp(opened)
    app.run()
    return 70 if app.return_code is None else app.return_code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), is_hostile=len(sys.argv) > 3))
