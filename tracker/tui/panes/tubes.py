"""Specimens in lists: how long each still keeps, where it is, and the steps that it has taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from tracker.jobs.custody import words
from tracker.specimens.facts import CustodyStep, DueKind, Specimen
from tracker.specimens.reject_reasons import REJECT_REASONS
from tracker.specimens.states import ENDED, Do, State
from tracker.tui.tables import Column, Row

SOON = timedelta(minutes=60)
"""A limit nearer than this is amber, with ``!``."""

STATES = words.STATES | {State.LABELLED: "labelled", State.RELEASED: "released", State.ARRIVED: "arrived"}
"""As a list has room for them."""
DUES = {DueKind.SPIN: "spin by", DueKind.RECEIVE: "lab by", DueKind.TEST: "test by"}
STEPS = {
    Do.LABEL: "labelled",
    Do.BIND: "roll label bound",
    Do.COLLECT: "collected",
    Do.NOT_COLLECT: "not collected",
    Do.SPIN: "spun",
    Do.TEST: "tested",
    Do.PLACE: "put",
    Do.RELEASE: "released",
    Do.ACCEPT: "accepted",
    Do.REJECT: "REJECTED",
    Do.NOTE: "noted",
    Do.DEPART: "departed",
    Do.ARRIVE: "arrived",
    Do.LOSE: "LOST",
    Do.FIND: "found",
    Do.STORE: "stored",
    Do.RETRIEVE: "taken out",
    Do.DISPOSE: "disposed of",
    Do.ALIQUOT: "divided",
    Do.POOL: "pooled",
    Do.TAKE_OVER: "TAKEN OVER",
    Do.RETRACT: "undone",
}
HARM, WARNING = "$text-error", "$text-warning"


def clock(at: datetime, now: datetime) -> str:
    """``10:58``, of another day ``24 Nov 10:58``: as the clinic's clock shows it."""
    local = at.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%-d %b %H:%M}"


def day(at: datetime, now: datetime) -> str:
    """``10:58``, of another day ``24 Nov``, where there is no room for both."""
    local = at.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%-d %b}"


def keeping(specimen: Specimen, now: datetime) -> tuple[str, str, str]:
    """How long it still keeps in a few characters, and the sign and style that say the same."""
    if specimen.is_rejected:
        return "–", "✖", HARM
    if specimen.due_at is None:
        return "–", "", ""
    left = specimen.due_at - now
    if left < timedelta():
        return f"–{words.span(-left)}", "✖", HARM
    return words.span(left), "!" if left <= SOON else "", WARNING if left <= SOON else ""


def keeps(specimen: Specimen, now: datetime) -> str:
    """The same with what for: ``20 m to spin``, ``TOO OLD by 14 m``."""
    if specimen.is_rejected:
        return words.rejection(specimen)
    if specimen.due_at is None:
        return "no limit left" if specimen.state not in ENDED else ""
    said = words.keeps(specimen, now)
    return said.partition(" (")[0] if said.startswith("TOO OLD") else said


def due(specimen: Specimen, now: datetime) -> str:
    """``spin by 12:00``, ``TOO OLD``, ``REJECTED: hemolysis``; empty where no limit is left."""
    if specimen.is_rejected:
        return words.rejection(specimen)
    if specimen.due_at is None or specimen.due_kind is None:
        return ""
    return "TOO OLD" if specimen.due_at < now else f"{DUES[specimen.due_kind]} {day(specimen.due_at, now)}"


def tube_columns(title: str) -> tuple[Column, ...]:
    return (Column(title, 12), Column("container"), Column("keeps", 9, True), Column("state", 26))


def tube_row(specimen: Specimen, now: datetime) -> Row:
    """One tube wherever tubes are listed. What is overdue or rejected is said in words, too."""
    left, sign, style = keeping(specimen, now)
    if specimen.is_missing(now):
        sign, style = "✖", HARM
    state = "MISSING" if specimen.is_missing(now) else STATES[specimen.state]
    told = (state, due(specimen, now))
    if specimen.is_rejected:
        told = (words.rejection(specimen), "" if state == STATES[State.REJECTED] else state)
    said = " · ".join(part for part in told if part)
    return Row((specimen.shown, specimen.container, left, said), sign, style)


def tube_rows(specimens: Iterable[Specimen], now: datetime) -> tuple[Row, ...]:
    return tuple(tube_row(each, now) for each in specimens)


_AFTERWARDS = "entered afterwards"
_ON_THE_WORD_OF = f"{_AFTERWARDS}, word of"
_WIDE_WHY = ((_ON_THE_WORD_OF, 36), (_AFTERWARDS, 29))


def told_steps(
    steps: tuple[CustodyStep, ...], now: datetime, filled: Mapping[str, str] | None = None
) -> tuple[Row, ...]:
    """Every step, newest first: time and word, by whom, from whom to whom and where, and why. ``filled`` is what else the
    step of an event did: into which number it was poured, or from which."""
    clocks = [clock(step.at, now) for step in steps]
    wide = max((len(each) for each in clocks), default=0)
    entries = []
    for number, step in enumerate(steps):
        what = f"{clocks[number]:>{wide}}  {STEPS[step.do]}"
        is_harm = step.do in (Do.REJECT, Do.LOSE, Do.TAKE_OVER)
        sign, style = ("✖", HARM) if is_harm else ("↶", "$muted") if step.do is Do.RETRACT else ("·", "")
        way = (filled or {}).get(step.event_id) or _way(steps[number - 1] if number else None, step)
        entries.append(Row((what, step.by, way, _why(step)), sign, style))
    return tuple(reversed(entries))


def step_table(entries: tuple[Row, ...]) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Lines of :func:`told_steps`, and others of four cells between them, under columns to fit."""
    wide = max((len(entry.cells[0]) for entry in entries), default=0)
    has_why = any(entry.cells[-1] for entry in entries)
    # Who entered it afterwards must not be cut off.
    told = [entry.cells[-1] for entry in entries]
    wide_why = next((width for words, width in _WIDE_WHY if any(each.startswith(words) for each in told)), 16)
    why = Column("why", wide_why)
    columns = (Column("Newest first", max(wide, 18)), Column("by", 12), Column("from → to, where"), why)
    if has_why:
        return columns, entries
    return columns[:-1], tuple(replace(entry, cells=entry.cells[:-1]) for entry in entries)


def _way(before: CustodyStep | None, step: CustodyStep) -> str:
    """``CMA 07 → lab 02, rack R4 B3``; whoever has it where nobody gave it."""
    giver = before.custodian if before is not None else None
    names = [party.name for party in (giver, step.custodian) if party is not None]
    who = names[0] if len(set(names)) == 1 else " → ".join(names)
    if step.do is Do.RELEASE:
        who = f"{who} → anybody"
    spot = step.spot
    where = " ".join(part for part in (spot.holder, spot.slot_name) if part)
    if spot.place and spot.place not in names:
        where = ", ".join(part for part in (where, spot.place) if part)
    return ", ".join(part for part in (who, where) if part)


def _why(step: CustodyStep) -> str:
    reason = REJECT_REASONS.get(step.reason, step.reason)
    witness = f"witness {step.witness}" if step.witness else ""
    # Who entered it says less than on whose word, where he whom the paper names was not there to sign.
    is_vouched = step.proved_by_code not in ("", step.by_code)
    how = f"{_ON_THE_WORD_OF} {step.proved_by}" if is_vouched else f"{_AFTERWARDS} by {step.entered_by}"
    afterwards = how if step.entered_at is not None else ""
    return " · ".join(part for part in (afterwards, reason, step.condition, step.method, witness) if part)
