"""``tracker label roll``, and who may have labels of specimens made: in whose name, and never from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.cli.console import out
from tracker.errors import Refusal

if TYPE_CHECKING:
    from tracker.config import Settings
    from tracker.labelling.making import Setting
    from tracker.labelling.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Why:
    """In whose name a label that names a patient is made again, and why."""

    badge: str
    reason: str


def made_roll(settings: Settings, count: int) -> Sequence[Wanted]:
    """The labels of a new roll. Its numbers are set aside, and stay so whatever becomes of the printing."""
    from tracker.cli.proving import acting, open_as
    from tracker.journal.occasion import stamp
    from tracker.labelling.queue import QueuePen
    from tracker.labelling.rolls import reserve_roll
    from tracker.labelling.wanted import of_roll
    from tracker.station.opening import clock_of, today_of

    database, journal = open_as(settings)
    try:
        with database.writing() as connection:
            today = today_of(connection, settings)
            codes = reserve_roll(connection, QueuePen(journal, stamp(clock_of(connection)()), acting()), today, count)
    finally:
        database.close()
    for code in codes:
        out(code)
    return [of_roll(code) for code in codes]


def refuse_specimens(setting: Setting) -> None:
    """Labels of specimens are printed in the patient's presence, one patient at a time, and a roll's when the program has
    numbered it: Refusal for a design of theirs."""
    from labels.design import Purpose
    from labels.loading import design_named
    from tracker.labelling.faults import in_families

    if setting.design is None:
        return
    with in_families():
        design = design_named(setting.design, setting.designs)
    if design.purpose is not Purpose.SUPPLY:
        raise Refusal(
            "Labels of specimens are not made from a file: they are printed in the patient's presence, one by one.",
            hint="COLLECT prints them there. For tubes labelled before the draw: tracker label roll --count 100.",
            code="label_at_the_bedside",
        )
