"""Labels through the print queue, and a printer that says what comes out: ``python -m tests.faults.queueing NUMBER``."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labels.loading import own_designs
from labels.stocks import own_stocks
from tests.clinic import AT
from tests.faults.work import settings_of
from tracker.barcodes.house import item_code
from tracker.errors import Refusal
from tracker.labelling import queue
from tracker.labelling.print_jobs import PrintSetting
from tracker.labelling.printing import Press, print_waiting
from tracker.labelling.queue import QueuePen
from tracker.labelling.wanted import Wanted, Wants
from tracker.station.opening import open_pen

PRINTER = "memory:zpl"


def say(what: str, job: int) -> None:
    """In one write, so that it is said whole or not at all."""
    os.write(1, f"{json.dumps({what: job})}\n".encode())


class Telling:
    """A printer that says which job comes out, as it does."""

    url, takes = PRINTER, "zpl"

    def __init__(self, *, is_silent: bool = False) -> None:
        self.out: list[int] = []
        self._is_silent = is_silent

    def examine(self) -> str:
        return "ready"

    def require_empty(self) -> None:
        """It prints at once."""

    def send(self, content: bytes, title: str) -> bool:
        job = int(title.removeprefix("labels "))
        if not self._is_silent:
            say("out", job)
        self.out.append(job)
        return True


@contextmanager
def press_in(home: Path) -> Iterator[Press]:
    database, journal = open_pen(settings_of(home))
    try:
        yield Press(database, lambda: QueuePen(journal, AT), own_designs(), own_stocks())
    finally:
        database.close()


def states(home: Path) -> dict[int, str]:
    with press_in(home) as press, press.database.reading() as connection:
        return dict(connection.exec_driver_sql("SELECT id, state FROM print_job").all())


def print_the_rest(home: Path) -> list[int]:
    """What the next start prints, once somebody has looked for what is in doubt and found it."""
    printer = Telling(is_silent=True)
    with press_in(home) as press:
        while True:
            try:
                print_waiting(press, printer)
            except Refusal:
                for job, state in states(home).items():
                    if state == "unknown":
                        with press.database.writing() as connection:
                            queue.answer(connection, press.pen(), job, has_come_out=True)
                continue
            return printer.out


def main(number: int) -> int:
    with press_in(Path(os.environ["TRACKER_HOME"])) as press:
        for each in range(1, number + 1):
            label = Wanted(Wants.ITEM, f"Item {each}", {"name": f"Item {each}", "code": item_code(900 + each)})
            with press.database.writing() as connection:
                job = queue.enqueue(connection, press.pen(), PRINTER, [label], PrintSetting(203))
            say("queued", job)
            if each % 3 == 0:
                printer = Telling()
                print_waiting(press, printer)
                for settled in printer.out:
                    say("settled", settled)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
