"""What happened to the demo clinic's specimens before it opens: a Friday and a Monday morning, scan by scan.

Nothing is written past the jobs. Each label, tube, bag and rejection comes of a scan that is handled as at a station, with
its time, so that custody, journal and stock hang together as they do in a clinic. Only paper is spared: nobody waits for
39 labels and two manifests before the demo's first screen.

The story is that of a culture which nobody misses. It left on Friday at 16:05, was due at 17:35, and has been missing since
18:35. A biopsy was collected on Friday and handed to nobody. When the demo opens, on Monday at 08:00, twenty tubes stand in
rack R1 for the laboratory, and one of them must be in the centrifuge by 08:05.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, spelling_code
from tracker.config import Settings
from tracker.demo import BADGE, COURIER, DAY, LAB
from tracker.errors import TrackerError
from tracker.hardware.scan import Scan
from tracker.jobs.custody.work import Collecting
from tracker.jobs.desk import Desk, Step
from tracker.jobs.verdict import Tone
from tracker.specimens.orders import Label
from tracker.station.handling import Handler
from tracker.station.opening import open_handler

FRIDAY: Final = DAY - timedelta(days=3)
LAB_DRAW, PROCEDURE = "L0010724", "L0010627"
RACK_R1, RACK_R2, RACK_R4, BOX_K1 = "R00000000157", "R00000000254", "R00000000448", "R00000000545"
BAG_B17, BAG_B18 = "R00000000836", "R00000000933"
SWIFTLET, FERNHOLLOW = "P00000000000131", "P00000000000228"
SEAL = "SL-40817"
CULTURE, BIOPSY, TO_SPIN = "NG-26-1995", "NG-26-1994", "NG-26-2007"
"""The requisitions of the culture on its way, of the biopsy left behind, and of the citrate tube that waits to be spun."""


def play_friday(settings: Settings) -> None:
    """Five patients: the blood is tested and kept, the biopsy stays where it is, the culture leaves and never arrives."""
    with _scanner(settings, FRIDAY) as scanner:
        scanner.say("08:55", Command.COLLECT, BADGE, LAB_DRAW)
        whole = scanner.collect("09:05", "NG-26-1991", RACK_R2)
        serum, lipids = scanner.collect("09:12", "NG-26-1992", RACK_R2)
        clotting, counted = scanner.collect("09:19", "NG-26-1993", RACK_R2)
        scanner.say("09:50", Command.SPIN, serum)
        scanner.say("10:00", Command.HAND_OFF, RACK_R2, LAB, Command.YES)
        scanner.say("10:40", Command.TEST, RACK_R2)
        scanner.say("10:45", Command.STORE, BOX_K1, *whole, serum, lipids, clotting, counted)
        scanner.say("11:20", Command.COLLECT, BADGE, PROCEDURE)
        scanner.collect("11:30", BIOPSY)
        culture = scanner.collect("15:05", CULTURE)
        scanner.say("15:45", Command.PACK, BAG_B17, *culture)
        scanner.say("16:04", Command.SHIP, BAG_B17, FERNHOLLOW, SEAL)
        scanner.say("16:05", SWIFTLET)


def play_monday(settings: Settings) -> None:
    """Seven patients whose specimens the laboratory has by now, and the ten whose twenty tubes stand in rack R1."""
    with _scanner(settings, DAY) as scanner:
        stat = _first_round(scanner)
        scanner.say("06:49", Command.COLLECT, BADGE, LAB_DRAW)
        scanner.collect("06:52", "NG-26-2001", RACK_R1)
        to_spin = [scanner.collect("06:55", "NG-26-2014", RACK_R1)[1]]
        to_spin += scanner.collect("06:59", "NG-26-2005", RACK_R1)[:1]
        scanner.collect("07:05", TO_SPIN, RACK_R1)
        to_spin += scanner.collect("07:10", "NG-26-2016", RACK_R1)[:1]
        to_spin += scanner.collect("07:15", "NG-26-2022", RACK_R1)[:1]
        scanner.collect("07:20", "NG-26-2003", RACK_R1)
        scanner.collect("07:25", "NG-26-2009", RACK_R1)
        scanner.say("07:29", Command.SHIP, LAB, BAG_B18, FERNHOLLOW)
        scanner.say("07:30", COURIER)
        scanner.say("07:32", Command.TEST, stat[0], stat[2], Command.STORE, BOX_K1, stat[0], stat[2])
        scanner.say("07:40", Command.SPIN, BADGE, *to_spin)
        scanner.say("07:43", Command.COLLECT, LAB_DRAW)
        scanner.collect("07:45", "NG-26-2027", RACK_R1)
        scanner.collect("07:50", "NG-26-2021", RACK_R1)


def _first_round(scanner: _Scanner) -> tuple[str, ...]:
    """What is handed off at 06:40: kept cold in rack R4, packed for the courier, or tested at once. Returns the tubes of the
    stat requisition, whose gold one is hemolyzed."""
    scanner.say("06:03", Command.COLLECT, BADGE, LAB_DRAW)
    stat = scanner.collect("06:05", "NG-26-2038", RACK_R2)
    antibodies = scanner.collect("06:09", "NG-26-2017", RACK_R2)[0]
    scanner.collect("06:13", "NG-26-2020", RACK_R2)
    scanner.say("06:15", PROCEDURE)
    cold = scanner.collect("06:17", "NG-26-2006")
    away = scanner.collect("06:20", "NG-26-2008")
    cold += scanner.collect("06:23", "NG-26-2019") + scanner.collect("06:26", "NG-26-2037")
    scanner.say("06:38", Command.SPIN, antibodies)
    scanner.say("06:40", Command.HAND_OFF, RACK_R2, *cold, *away, LAB, Command.REJECT_RH, stat[1], Command.YES)
    scanner.say("06:43", Command.STORE, RACK_R4, *cold)
    scanner.say("06:47", Command.PACK, BAG_B18, *away, antibodies)
    return stat


class _Scanner:
    """One person's hand after the other's, at one desk; it keeps the times, and is the clinic's clock."""

    def __init__(self, settings: Settings, day: date) -> None:
        self._day, self._at = day, datetime.combine(day, time(6), UTC)
        self._desk = Desk()
        handler = open_handler(settings, clock=lambda: self._at)
        # Its names are known to be printable: nobody waits for labels that are drawn on trial.
        self._handler: Handler = replace(handler, try_labels=None)

    def close(self) -> None:
        self._handler.database.close()

    def say(self, clock: str, *texts: Command | str) -> None:
        """Scan each, three seconds apart, the first at ``clock``."""
        self._set(clock)
        for text in texts:
            self._scan(command_code(text) if isinstance(text, Command) else text)
            self._wait(3)

    def collect(self, clock: str, requisition: str, rack: str | None = None) -> tuple[str, ...]:
        """All tubes of a requisition, the first of them drawn at ``clock``; their numbers, in order of draw."""
        self._set(clock)
        self._wait(-60)
        self._scan(requisition)
        for character in self._answers():
            self._wait(2)
            self._scan(spelling_code(character))
        self._wait(10)
        labels = self._scan(command_code(Command.LABEL)).orders
        numbers = tuple(order.number for order in labels if isinstance(order, Label))
        # On the tubes, in the story: no tube is scanned whose label never came out.
        self._handler.on_the_way.begin(numbers)
        self._set(clock)
        for text in (*numbers, *((rack,) if rack is not None else ())):
            self._scan(text)
            self._wait(20)
        return numbers

    def _answers(self) -> str:
        """What the patient says at the challenge that has just begun."""
        work = self._desk.work
        if not isinstance(work, Collecting) or work.challenge is None:
            raise _faulty("no patient is asked")
        return "".join(question.answer for question in work.challenge.questions)

    def _scan(self, text: str) -> Step:
        step = self._handler.handle(self._desk, Scan(text, "]C0", source="demo:", at=self._at))
        self._desk = step.desk
        if step.verdict.tone is Tone.REFUSE:
            raise _faulty(step.verdict.code)
        return step

    def _set(self, clock: str) -> None:
        self._at = datetime.combine(self._day, time.fromisoformat(clock), UTC)

    def _wait(self, seconds: int) -> None:
        self._at += timedelta(seconds=seconds)


@contextmanager
def _scanner(settings: Settings, day: date) -> Iterator[_Scanner]:
    scanner = _Scanner(settings, day)
    try:
        yield scanner
    finally:
        scanner.close()


def _faulty(what: str) -> TrackerError:
    return TrackerError(f"The demo's own story is faulty: {what}.")
