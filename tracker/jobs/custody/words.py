"""How specimens, people and stretches of time are said on a banner and in a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tracker.specimens.facts import DueKind, Party, Specimen
from tracker.specimens.reject_reasons import REJECT_REASONS
from tracker.specimens.states import State

STATES = {
    State.LABELLED: "labelled, not collected",
    State.COLLECTED: "collected",
    State.RELEASED: "released, nobody has accepted",
    State.DEPARTED: "on the way",
    State.ARRIVED: "arrived, not accepted",
    State.ACCEPTED: "accepted",
    State.REJECTED: "REJECTED",
    State.STORED: "stored",
    State.RETRIEVED: "taken out",
    State.LOST: "LOST",
    State.DISPOSED: "disposed of",
    State.NOT_COLLECTED: "not collected",
}
DUES = {DueKind.SPIN: "to spin", DueKind.RECEIVE: "to reach the lab", DueKind.TEST: "to test"}


def span(length: timedelta) -> str:
    """``3 h 10 m``, ``55 m``, ``40 s``, ``2 d 4 h``; negative lengths as ``-14 m``."""
    minutes = int(abs(length).total_seconds() // 60)
    sign = "-" if length < timedelta() else ""
    if minutes >= 48 * 60:
        return f"{sign}{minutes // 1440} d {minutes % 1440 // 60} h"
    if minutes >= 60:
        return f"{sign}{minutes // 60} h {minutes % 60:02d} m"
    return f"{sign}{minutes} m" if minutes else f"{sign}{int(abs(length).total_seconds())} s"


def rejection(specimen: Specimen) -> str:
    """``REJECTED: hemolysis``, wherever it has been since; empty for what is fit."""
    if not specimen.is_rejected:
        return ""
    why = REJECT_REASONS.get(specimen.rejected_for, specimen.rejected_for)
    return f"REJECTED: {why}" if why else "REJECTED"


def state(specimen: Specimen) -> str:
    """Its state; of what was rejected that, too: ``stored, REJECTED``."""
    said = STATES[specimen.state]
    return f"{said}, REJECTED" if specimen.is_rejected and specimen.state is not State.REJECTED else said


def keeps(specimen: Specimen, now: datetime) -> str:
    """``20 m to spin``, ``TOO OLD by 14 m``, ``REJECTED: hemolysis``; empty where no limit is left."""
    if specimen.is_rejected:
        return f"{rejection(specimen)}, not to be tested"
    if specimen.due_at is None or specimen.due_kind is None:
        return ""
    left = specimen.due_at - _not_before(specimen, now)
    if left < timedelta():
        return f"TOO OLD by {span(-left)} ({DUES[specimen.due_kind]})"
    return f"{span(left)} {DUES[specimen.due_kind]}"


def _not_before(specimen: Specimen, now: datetime) -> datetime:
    """No wrong clock gives it longer than it had at its last step."""
    return max(now, specimen.latest)


def is_too_old(specimen: Specimen, now: datetime) -> bool:
    return specimen.due_at is not None and specimen.due_at < _not_before(specimen, now) and not specimen.is_rejected


def late_word(word: str, specimen: Specimen, now: datetime) -> str:
    """``STORED, TOO OLD``: what must not be overlooked is part of the largest word."""
    return f"{word}, TOO OLD" if is_too_old(specimen, now) else word


def late_of(specimens: Iterable[Specimen], now: datetime) -> str:
    """``TOO OLD: 26004412 82``, which of several are past their limit; empty where none is."""
    late = tuple(each for each in specimens if is_too_old(each, now))
    return f"TOO OLD: {numbers(late)}" if late else ""


def short_place(path: str) -> str:
    """``Fridge 1`` of ``Lab · Fridge 1``: whoever stands before it needs no more."""
    return path.rpartition(" · ")[2]


def late_by(specimen: Specimen, now: datetime) -> str:
    """``12 m``: how long its limit has been over."""
    return span(_not_before(specimen, now) - specimen.due_at) if specimen.due_at is not None else ""


def tube(specimen: Specimen) -> str:
    """``26004412 82   EDTA lavender``."""
    return f"{specimen.shown}   {specimen.container}"


def tubes(count: int) -> str:
    return f"{count} tube" if count == 1 else f"{count} tubes"


def labels(count: int) -> str:
    return f"{count} label" if count == 1 else f"{count} labels"


def holder_of(specimen: Specimen) -> str:
    """Whose hands it is in, or where: ``CMA 07``, ``Lab · Fridge 1, rack R4 B3``, ``bag B17``."""
    spot = specimen.spot
    where = " ".join(part for part in (spot.holder, spot.slot_name) if part)
    if specimen.state is State.STORED:
        return ", ".join(part for part in (spot.place, where) if part)
    return ", ".join(part for part in (named(specimen.custodian), where) if part)


def holds(badge: str, specimen: Specimen) -> bool:
    """Whether it is in the name of the person with this badge."""
    return bool(badge) and code_of(specimen) == badge


def code_of(specimen: Specimen) -> str | None:
    """The house code of whoever holds it."""
    return specimen.custodian.code if specimen.custodian is not None else None


def named(party: Party | None) -> str:
    return party.name if party is not None else "nobody"


def since(specimen: Specimen, now: datetime) -> str:
    """``for 2 h 04 m``."""
    return f"for {span(max(now - specimen.since, timedelta()))}"


def rejected_of(specimens: Iterable[Specimen]) -> str:
    """``REJECTED: 26004412 82``, which of several are not to be tested; empty where none is."""
    unfit = tuple(each for each in specimens if each.is_rejected)
    return f"REJECTED: {numbers(unfit)}" if unfit else ""


def numbers(specimens: tuple[Specimen, ...], most: int = 3) -> str:
    """The first few by number: ``26004412 82, 26004413 79 and 4 more``."""
    first = ", ".join(each.shown for each in specimens[:most])
    return first if len(specimens) <= most else f"{first} and {len(specimens) - most} more"
