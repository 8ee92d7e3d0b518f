"""What the menu offers, in which order: Enter on its first line must never change stock."""

from __future__ import annotations

from tests.tui.driving import EXAM_2, SIZE, Clinic, ready, scan, screen_text, shot, wait_for
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.demo import LEAD
from tracker.inventory.facts import PersonSubject
from tracker.jobs.desk import Desk, Paper
from tracker.jobs.verdict import Tone, Verdict
from tracker.tui.dialogs.menu import MenuDialog
from tracker.tui.dialogs.paper_time import PaperTimeDialog
from tracker.tui.offers import offers


def test_no_stands_before_yes_and_neither_is_first() -> None:
    names = [offer.name for offer in offers(Desk(latched=Verdict("expired", Tone.REFUSE, "DO NOT SHELVE")))]
    assert names[0] == "scan: type a code"
    assert names.index("answer: no") < names.index("answer: yes")


async def test_enter_in_the_menu_at_once_changes_nothing(demo: Clinic) -> None:
    app = demo.app()
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        item = demo.station.ask(lambda reader: reader.search("Gauze sponge 4×4, sterile, 2s", 1))[0]
        await scan(app, pilot, EXAM_2, shot(item.code))
        before = demo.station.counts
        await pilot.press("f8")
        await pilot.pause()
        assert isinstance(app.screen, MenuDialog)
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
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, shot(LEAD), shot(command_code(Command.FROM_PAPER)))
        assert "FROM PAPER when?" in screen_text(app)
        await pilot.press("f4")
        await pilot.pause()
        assert isinstance(app.screen, PaperTimeDialog)
        await pilot.press(*"0001", "enter")
        await wait_for(pilot, lambda: "FROM PAPER 00:01, entered by lead 01" in screen_text(app), "the time is shown")
        await scan(app, pilot, shot(command_code(Command.COUNT)), EXAM_2)
        assert "COUNT  FROM PAPER 00:01" in screen_text(app)
        await scan(app, pilot, shot(command_code(Command.PAPER_DONE)))
        assert "FROM PAPER" not in screen_text(app)
