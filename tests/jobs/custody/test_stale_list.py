"""A list is as old as the scan that made it: what another station has accepted since is named, and stops nobody."""

from __future__ import annotations

from dataclasses import replace

from tests.jobs.custody.bench import LAB, LEAD, RACK
from tests.jobs.custody.test_armed import handed, work_of
from tracker.barcodes.commands import Command
from tracker.inventory.subjects import CommandSubject
from tracker.jobs.custody.work import Mark
from tracker.jobs.subjects import ListedSubject
from tracker.jobs.verdict import Tone
from tracker.specimens.states import State


def test_where_all_are_gone_yes_says_so_and_records_nothing() -> None:
    bench = handed(2)
    for number, each in bench.tubes.items():
        bench.tubes[number] = replace(each, state=State.ACCEPTED, custodian=LEAD)
    bench.orders.clear()
    facts = ListedSubject(CommandSubject(Command.YES), tuple(bench.tubes.values()))
    verdict = bench.scan("YES", facts)
    assert (verdict.word, verdict.tone) == ("NOTHING WAITS", Tone.REFUSE)
    assert LEAD.name in verdict.detail
    assert bench.orders == []
    assert work_of(bench).count(Mark.GONE) == 2


def test_a_rack_of_which_all_are_gone_says_so_and_keeps_its_list_as_it_is() -> None:
    bench = handed(2)
    for number, each in bench.tubes.items():
        bench.tubes[number] = replace(each, state=State.ACCEPTED, custodian=LEAD)
    rack = bench.subject(RACK.code)
    verdict = bench.scan(RACK.code, ListedSubject(rack, tuple(bench.tubes.values())))  # type: ignore[arg-type]
    assert verdict.word == "NOTHING WAITS"
    assert len(work_of(bench).listed) == 2


def test_a_tube_that_is_gone_is_answered_by_its_own_facts_when_it_turns_up() -> None:
    bench = handed(2)
    first = next(iter(bench.tubes))
    bench.tubes[first] = replace(bench.tubes[first], state=State.STORED, custodian=LEAD)
    bench.scan(RACK.code, ListedSubject(bench.subject(RACK.code), tuple(bench.tubes.values())))  # type: ignore[arg-type]
    assert work_of(bench).count(Mark.GONE) == 1
    assert bench.scan(first).word == "STORED"
    assert bench.held_by(LAB) == 1
