"""What the menu offers, in which order: Enter on its first line must never change stock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.driving import EXAM_2, SIZE, Clinic, ready, scan, screen_text, shot, wait_for
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo import LEAD
from tracker.inventory.subjects import PersonSubject
from tracker.jobs.desk import Desk, JobName, Paper
from tracker.jobs.verdict import Tone, Verdict
from tracker.tui.allowing import Now, may
from tracker.tui.dialogs.menu import LINE_WIDTH, NAME_WIDTH, MenuDialog
from tracker.tui.dialogs.paper_time import PaperTimeDialog
from tracker.tui.offers import offers


def test_no_stands_before_yes_and_neither_is_first() -> None:
    names = [offer.name for offer in offers(Desk(latched=Verdict("expired", Tone.REFUSE, "DO NOT SHELVE")))]
    assert names[0] == "scan: type a code"
    assert names.index("answer: no") < names.index("answer: yes")


@pytest.mark.parametrize("job", list(JobName))
def test_under_the_labels_view_no_key_does_what_belongs_to_the_job(job: JobName) -> None:
    """Their places are taken by the labels' own keys: F4 must never be two things."""
    now = Now(Desk(job=job), "labels", "N0000000000597", has_label=True)
    beside = ("quantity", "blind", "new_requisition", "not_there", "nth", "slot", "waste", "reasons", "reveal", "label")
    assert not any(may(action, now) for action in beside)
    asked = replace(now, is_label_asked=True, has_waiting_labels=True, label_state="confirmed")
    assert may("yes", asked)
    assert may("no", asked)
    assert may("again", asked)
    assert not may("print_waiting", asked), "nothing goes on before the one in doubt is answered"


@pytest.mark.parametrize("job", list(JobName))
def test_no_line_of_the_menu_is_cut_at_80_columns(job: JobName) -> None:
    lines = [(each, max(NAME_WIDTH, len(each.name) + 2) + len(each.says)) for each in offers(Desk(job=job))]
    assert [each.name for each, width in lines if width > LINE_WIDTH] == []


SEEN = 12
"""Lines of the menu at 80x24."""


def named(desk: Desk, **state: bool) -> list[str]:
    return [offer.name for offer in offers(desk, **state)]


def test_the_scanners_stand_behind_the_jobs_at_hand_and_before_those_of_the_other_kind_of_work() -> None:
    stock = named(Desk())
    assert {"view: devices", "scanner: test"} < set(stock[:SEEN])
    assert stock.index("job: find") < stock.index("view: devices") < stock.index("specimen: board")
    lab = named(Desk(job=JobName.BOARD))
    assert {"view: devices", "scanner: test"} < set(lab[:SEEN])
    assert lab.index("view: devices") < lab.index("specimen: collect") < lab.index("job: restock")


@pytest.mark.parametrize("job", list(JobName))
def test_where_a_scanner_does_not_work_the_way_to_it_is_at_the_top(job: JobName) -> None:
    assert named(Desk(job=job), has_fault=True)[1:3] == ["view: devices", "scanner: test"]


def test_among_the_devices_come_first_what_can_be_done_about_them() -> None:
    assert named(Desk(), is_among_devices=True)[1:3] == ["scanner: test", "scan: record"]


@pytest.mark.parametrize("job", list(JobName))
def test_nothing_is_offered_twice_and_nothing_is_left_out(job: JobName) -> None:
    plain = named(Desk(job=job))
    for state in ({"has_fault": True}, {"is_among_devices": True}):
        assert sorted(named(Desk(job=job), **state)) == sorted(plain) == sorted(set(plain))


async def test_enter_in_the_menu_at_once_changes_nothing(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        item = demo.station.ask(lambda reader: reader.search("Gauze sponge 4×4, sterile, 2s", 1))[0]
        await scan(app, pilot, EXAM_2, shot(item.code))
        before = demo.station.counts
        await pilot.press("f8")
        await wait_for(pilot, lambda: isinstance(app.screen, MenuDialog), "the menu is open")
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert demo.station.counts == before


def test_a_paper_can_be_entered_by_whoever_is_signed_on_and_its_time_stands_first_while_it_is_asked() -> None:
    lead = PersonSubject("B0000000141", "lead 01")
    assert "paper: enter" not in {offer.name for offer in offers(Desk())}
    assert "paper: enter" in {offer.name for offer in offers(Desk(operator=lead))}
    asked = [offer.name for offer in offers(Desk(operator=lead, paper=Paper(lead)))]
    assert asked[:4] == ["scan: type a code", "paper: time", "paper: enter", "paper: done"]


async def test_a_papers_time_is_typed_at_f4_and_stands_in_the_top_line_until_the_paper_is_done(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, shot(LEAD), shot(command_code(Command.FROM_PAPER)))
        assert "FROM PAPER when?" in screen_text(app)
        await pilot.press("f4")
        await wait_for(pilot, lambda: isinstance(app.screen, PaperTimeDialog), "the time is asked for")
        await pilot.press(*"0001", "enter")
        await wait_for(pilot, lambda: "FROM PAPER 00:01 (lead 01)" in screen_text(app), "the time is shown")
        await scan(app, pilot, shot(command_code(Command.COUNT)), EXAM_2)
        assert "COUNT  FROM PAPER 00:01" in screen_text(app)
        await scan(app, pilot, shot(command_code(Command.PAPER_DONE)))
        assert "FROM PAPER" not in screen_text(app)
