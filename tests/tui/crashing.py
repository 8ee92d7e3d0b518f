"""The real app with a fault in it, in a process of its own: ``python -m tests.tui.crashing HOME OUTCOMES WHERE``.

WHERE is ``screen``: a scan's answer ends the app; ``question``: what a list asks fails; ``thread``: a thread of ours fails;
``opening``: the station cannot be opened, for a reason that nobody foresaw.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import ClassVar

from textual import on

import tracker.tui
from tracker.__main__ import run_app
from tracker.demo.clinic import DemoClock, demo_settings
from tracker.diagnostics.log import keep_log
from tracker.station import Outcome, Station, open_station
from tracker.tui.app import TrackerApp
from tracker.tui.messages import Answered

SECRET = "PEBBLECROFT 77 QX"


_STYLES = Path(tracker.tui.__file__).parent


class Faulty(TrackerApp):
    CSS_PATH: ClassVar = [_STYLES / "app.tcss", _STYLES / "screens" / "bench.tcss"]
    where = ""

    @on(Answered)
    def _fail(self, event: Answered) -> None:
        scanned = event.outcome.scan.data
        if scanned != SECRET:
            return
        if self.where == "screen":
            raise ValueError(scanned)
        if self.where == "question":
            self.link.ask(lambda reader: int(scanned), lambda found: None)
        if self.where == "thread":
            threading.Thread(target=int, args=(scanned,), name="faulty").start()


def main(home: Path, outcomes: Path, where: str) -> int:
    def opened() -> Station:
        keep_log(home)
        if where == "opening":
            raise KeyError(SECRET)
        station = open_station(demo_settings(home), clock=DemoClock())

        def tell(outcome: Outcome) -> None:
            with outcomes.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"data": outcome.scan.data, "code": outcome.verdict.code}) + "\n")

        station.subscribe(tell)
        return station

    app = Faulty(opened)
    app.where = where
    return run_app(app)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
