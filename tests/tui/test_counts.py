"""Counts on the screen: blind while somebody counts, what is to do first, at the end the differences and the signing off."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.driving import SIZE, Clinic, banner, ready, scan, screen_text, shot, wait_for
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.hardware.scan import Scan
from tracker.inventory.count_facts import CountSheet
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.deeds import DeedsDialog
from tracker.tui.dialogs.number import NumberDialog
from tracker.tui.dialogs.open_count import OpenCountDialog
from tracker.tui.widgets.listing import Listing

CMA, LEAD = "B0000000723", "B0000000141"
DRAWER = "L0106366"
LIDOCAINE, FLUSH = "I00015421", "I00016003"
BOOKED = {LIDOCAINE: 6, "I00015518": 6, "I00015615": 4, "I00015712": 4, "I00015809": 4, "I00015906": 3, FLUSH: 20}
"""What the demo clinic's medicine drawer holds by the books."""
COUNT = shot(command_code(Command.COUNT))


def many(number: int) -> str:
    return shot(command_code(Command.QUANTITY, number))


def opened(clinic: Clinic) -> str:
    """A count of the medicine drawer alone, by whoever is signed on."""
    station = clinic.station
    drawer = station.ask(lambda reader: reader.place(DRAWER))
    assert drawer is not None
    return station.counting.open((drawer.id,), "").number


def opened_of(clinic: Clinic, classes: str) -> str:
    """Of some classes of the drawer's."""
    drawer = clinic.station.ask(lambda reader: reader.place(DRAWER))
    assert drawer is not None
    return clinic.station.counting.open((drawer.id,), classes).number


def names_on(clinic: Clinic, number: str) -> list[str]:
    """The items of a count's lines."""
    found = clinic.station.ask(lambda reader: reader.count_sheet(number))
    return [line.item.name for line in found.lines]


def sheet(clinic: Clinic) -> CountSheet:
    return clinic.station.ask(lambda reader: reader.count_sheet("C2026-001"))


def drawer_holds(clinic: Clinic, item: str) -> int:
    """By the books."""
    (line,) = [each for each in sheet(clinic).lines if each.item.code == item]
    held = clinic.station.ask(lambda reader: reader.where_is(line.item.id))
    return sum(each.quantity for each in held if each.place.code == DRAWER)


async def begun(pilot: Pilot[Any], app: TrackerApp, clinic: Clinic) -> None:
    """Signed on, a count is open, and somebody stands before the drawer."""
    await ready(pilot, app)
    await scan(app, pilot, shot(CMA))
    opened(clinic)
    await scan(app, pilot, COUNT, shot(DRAWER))
    await wait_for(pilot, lambda: "0 of 7 done here" in screen_text(app), "the place's lines are shown")


async def counted(pilot: Pilot[Any], app: TrackerApp, clinic: Clinic, **other: int) -> None:
    """All of the drawer as it is in the books, but for ``other``, which are said twice: by a scanner of its own."""
    station = clinic.station
    for item, number in (BOOKED | other).items():
        for _ in range(2 if item in other else 1):
            at = station.now()
            station.submit(Scan(item, "]C0", source="usb:1", at=at))
            station.submit(Scan(command_code(Command.QUANTITY, number), "]C0", source="usb:1", at=at))
    assert station.drain(60)
    await wait_for(pilot, lambda: "7 of 7 in all" in screen_text(app), "all of it is counted")


async def listed(pilot: Pilot[Any], app: TrackerApp) -> None:
    await pilot.press("f9")
    await wait_for(
        pilot, lambda: app.bench.view == "count_sheet" and "7 done" in screen_text(app), "the sheet is shown"
    )


async def done(pilot: Pilot[Any], app: TrackerApp, key: str, words: str) -> None:
    """Choose a deed by its words."""
    await pilot.press(key)
    await wait_for(pilot, lambda: isinstance(app.screen, DeedsDialog), "the deeds are offered")
    rows = screen_text(app).split("\n")
    first = next(place for place, each in enumerate(rows) if "leave it" in each or "look again" in each)
    there = next(place for place, each in enumerate(rows) if words in each and place >= first)
    await pilot.press(*["down"] * (there - first), "enter")


def numbers_of(text: str) -> list[str]:
    """The last column of the list, where the numbers stand."""
    rows = [each for each in text.split("\n") if each[1:2] in ("○", "↻", "✔") and "lot" not in each]
    return [each[60:].strip(" ") for each in rows]


async def test_the_counter_sees_what_is_to_count_and_no_number_of_the_books(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await begun(pilot, app, demo)
        text = screen_text(app)
        assert "C2026-001, never counted before" in text
        assert text.count(" ○ ") == 7
        assert numbers_of(text) == [""] * 7
        await scan(app, pilot, shot(FLUSH), many(9))
        assert "COUNT AGAIN" in banner(app)
        await wait_for(pilot, lambda: "↻ Saline flush" in screen_text(app), "it is marked")
        assert "20" not in "".join(numbers_of(screen_text(app)))
        assert "9" not in "".join(numbers_of(screen_text(app))), "not even the first number: the next is as blind"


async def test_a_number_is_typed_and_may_be_none(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await begun(pilot, app, demo)
        for _ in range(2):
            await scan(app, pilot, shot(FLUSH))
            await pilot.press("f4")
            await wait_for(pilot, lambda: isinstance(app.screen, NumberDialog), "the number is asked")
            before = app.link.latest.counts.scanned if app.link.latest else 0
            await pilot.press("0", "enter")
            await wait_for(
                pilot,
                lambda before=before: bool(app.link.latest and app.link.latest.counts.scanned > before),  # type: ignore[misc]
                "it is answered",
            )
        await wait_for(pilot, lambda: "1 of 7 done here" in screen_text(app), "it is saved")
        (line,) = [each for each in sheet(demo).lines if each.tallies]
        assert [tally.counted for tally in line.tallies] == [0, 0]


async def test_the_sheet_shows_the_books_only_when_all_is_counted(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await begun(pilot, app, demo)
        await scan(app, pilot, shot(LIDOCAINE), many(6))
        await listed(pilot, app)
        assert "6 TO COUNT" in banner(app)
        assert "as booked" not in screen_text(app)
        assert "F4 item" not in screen_text(app), "its page would tell how many there are"
        await pilot.press("f10")
        await wait_for(pilot, lambda: app.bench.view == "", "F10 goes back to the counting")
        await counted(pilot, app, demo, **{FLUSH: 9})
        await listed(pilot, app)
        assert "1 LINE DIFFERS" in banner(app)
        told = "9 each counted, 20 by the books: 11 too few, worth"
        await wait_for(pilot, lambda: told in screen_text(app), "the difference is under the hand")
        text = screen_text(app)
        assert text.count("as booked") == 6
        assert "-11" in text


async def test_a_line_that_nobody_counted_is_asked_and_a_careless_enter_says_nothing(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await begun(pilot, app, demo)
        await listed(pilot, app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, DeedsDialog), "it is asked")
        assert "none here?" in screen_text(app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: not app.screen.is_modal, "it is left")
        assert not any(line.tallies for line in sheet(demo).lines)
        await done(pilot, app, "enter", "none is there")
        await wait_for(pilot, lambda: "↻" in screen_text(app), "0 is far from the books: it is asked once more")
        assert sum(len(line.tallies) for line in sheet(demo).lines) == 1


async def test_a_difference_gets_its_reason_and_the_count_is_closed_and_taken_back(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await begun(pilot, app, demo)
        await counted(pilot, app, demo, **{FLUSH: 9})
        await listed(pilot, app)
        await done(pilot, app, "enter", "used, brought or wasted")
        await wait_for(pilot, lambda: "Why: not booked" in screen_text(app), "the reason is kept")
        await done(pilot, app, "f6", "close it")
        await wait_for(pilot, lambda: "CLOSED" in banner(app), "it is closed")
        assert drawer_holds(demo, FLUSH) == 9
        await done(pilot, app, "f6", "take it back")
        await wait_for(pilot, lambda: "TAKEN BACK" in banner(app), "it is taken back")
        assert drawer_holds(demo, FLUSH) == 20


@pytest.mark.parametrize(
    ("number", "offered", "impossible"),
    [(9, "nobody can find it", "it has turned up"), (31, "it has turned up", "nobody can find it")],
)
async def test_only_reasons_that_can_be_why_are_offered(
    demo: Clinic, number: int, offered: str, impossible: str
) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await begun(pilot, app, demo)
        await counted(pilot, app, demo, **{FLUSH: number})
        await listed(pilot, app)
        await pilot.press("enter")
        await wait_for(pilot, lambda: offered in screen_text(app), "the reasons are offered")
        assert impossible not in screen_text(app)


async def test_what_is_worth_much_is_closed_by_a_second_person(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await begun(pilot, app, demo)
        await counted(pilot, app, demo, **{FLUSH: 999})
        await listed(pilot, app)
        assert "second person" in banner(app)
        await done(pilot, app, "f6", "close it")
        await wait_for(pilot, lambda: "NOT DONE" in screen_text(app), "its counter may not")
        assert sheet(demo).case.is_open
        await scan(app, pilot, shot(LEAD))
        await done(pilot, app, "f6", "close it")
        await wait_for(pilot, lambda: not sheet(demo).case.is_open, "another person closes it")


async def test_a_count_is_opened_from_the_menu_for_a_room_or_a_class(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        app.bench.action_view("counts")
        await wait_for(pilot, lambda: "No counts yet" in screen_text(app), "it teaches")
        await pilot.press("f6")
        await wait_for(pilot, lambda: "badge first" in screen_text(app), "nobody opens none")
        await scan(app, pilot, shot(CMA))
        await pilot.press("f6")
        await wait_for(pilot, lambda: isinstance(app.screen, OpenCountDialog), "what is asked")
        await pilot.press("enter", "down", "enter", "up", "up", "enter", "up", "enter")
        await wait_for(pilot, lambda: app.bench.view == "count_sheet", "the new count's sheet is shown")
        case = sheet(demo).case
        assert (case.classes, case.rooms) == ("A", ("Exam 1", "Exam 2"))
        await pilot.press("f10")
        await wait_for(pilot, lambda: "class A in Exam 1, Exam 2" in screen_text(app), "it is among the counts")


async def test_a_count_of_nothing_is_not_opened(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, shot(CMA))
        app.bench.action_view("counts")
        await wait_for(pilot, lambda: "No counts yet" in screen_text(app), "the list is there")
        await pilot.press("f6")
        await wait_for(pilot, lambda: isinstance(app.screen, OpenCountDialog), "what is asked")
        await pilot.press("up", "up", "enter")
        assert isinstance(app.screen, OpenCountDialog)
        await pilot.press("escape")
        await wait_for(pilot, lambda: not app.screen.is_modal, "it is left")
        assert demo.station.ask(lambda reader: reader.counts()) == ()


async def test_headings_stand_over_their_columns(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await begun(pilot, app, demo)
        app.bench.action_view("counts")
        await wait_for(pilot, lambda: "of what" in screen_text(app) and "0 of 7" in screen_text(app), "they are listed")
        rows = screen_text(app).split("\n")
        heading = next(each for each in rows if "of what" in each)
        line = next(each for each in rows if "Medicine drawer" in each)
        assert heading.index("of what") == line.index("Procedure")


async def test_two_counts_that_share_a_shelf_are_both_named_there_and_each_has_its_lines(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        await scan(app, pilot, shot(CMA))
        first, second = opened_of(past, "A"), opened_of(past, "BC")
        of = {each: names_on(past, each) for each in (first, second)}
        assert all(of.values()), "both have something in the drawer"
        await scan(app, pilot, COUNT, shot(DRAWER))
        await wait_for(pilot, lambda: f"{first}, {second}, never counted" in screen_text(app), "the heading names both")
        rows = [row.cells[0] for row in app.bench.query_one("#inplace", Listing).entries]
        assert rows == [f"{first}, class A", *of[first], f"{second}, class B, C", *of[second]]
        await scan(app, pilot, shot(LIDOCAINE), many(6))
        await wait_for(pilot, lambda: "1 of 7 done here · 1 of 7 in all" in screen_text(app), "it is told of both")
        whose = next(number for number, names in of.items() if any(name.startswith("Lidocaine") for name in names))
        assert f"{whose}, class" in screen_text(app)
