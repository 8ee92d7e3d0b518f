"""The specimen screens over a real station of the small laboratory, driven by raw key bursts and read as plain text."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from textual import _time
from textual.pilot import Pilot

from tests.laboratory import ANNE, BAG, BEN, BIG_RACK, BOX, CARA, NUMBER_OF_ORDERING_SYSTEM, REQUISITION
from tests.tui.driving import SIZE, banner, post_keys, scan, screen_text, settled, shot, wait_for
from tests.tui.lab import COUNTS, ORDERED, Lab, lab_ready, said
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.hardware.scan import PULL_S, Quality, Scan
from tracker.jobs.custody.dispatch import JOBS
from tracker.jobs.desk import Desk, JobName
from tracker.tui.app import TrackerApp
from tracker.tui.offers import offers
from tracker.tui.panes import arrive, bags, collect, hand_off, store
from tracker.tui.panes.lab import STEPS

WIDE = (120, 40)
HANDING = (said(Command.HAND_OFF), shot(ANNE), *map(shot, COUNTS[8:12]), shot(BEN))
"""Anne gives four blood counts and two that she released before; Ben is to accept."""


async def shows(app: TrackerApp, pilot: Pilot[Any], words: str) -> None:
    await wait_for(pilot, lambda: words in screen_text(app), f"the screen shows {words}")


def line_with(app: TrackerApp, words: str) -> str:
    return next((line for line in screen_text(app).split("\n") if words in line), "")


def keys_line(app: TrackerApp) -> str:
    return screen_text(app).split("\n")[-1]


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Keys from a hand: a key right behind a scan would be taken for a part of it."""
    await pilot.pause(0.3)
    await pilot.press(*keys)
    await pilot.pause(0.1)


# The board


async def test_the_board_is_a_labs_first_screen_and_begins_with_what_is_missing(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        shown = screen_text(app)
        assert shown.startswith(" SPECIMENS  Northgate clinic")
        assert "Missing (5)" in shown
        assert shown.index("Missing (5)") < shown.index("Keeps the shortest")
        late = line_with(app, "26000201 08")
        assert late.startswith(" ✖ 26000201 08 CBC, EDTA lavender")
        assert "2 h 10 m  not handed on  Anne A." in late
        assert "not accepted" in line_with(app, "26000205 93")
        assert "not arrived" in line_with(app, "26000207 87")
        assert line_with(app, "26000103 11").startswith(" ! 26000103 11")
        assert "4 m to spin" in line_with(app, "26000103 11")
        assert "collected 8 ▸ handed off 2 ▸ on the way 2 ▸ at the lab 1 ▸ stored 2" in shown


async def test_the_board_counts_down_without_any_scan(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        lab.clock.moved = timedelta(minutes=10)
        drawn_at = app.bench.elapsed_s()
        app.bench.elapsed_s = lambda: drawn_at + app.bench.pane.EVERY_S
        await shows(app, pilot, "TOO OLD by 5 m")
        assert line_with(app, "26000103 11").startswith(" ✖")
        assert "2 h 20 m" in line_with(app, "26000201 08")
        assert lab.station.counts.scanned == 0


async def test_closing_the_day_lists_every_tube_that_keeps_it_open(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, shot(CARA), said(Command.CLOSE_DAY))
        await shows(app, pilot, "Without a place")
        await shows(app, pilot, "13 tubes without a place")
        assert "Anne A." in line_with(app, "26000103 11 ")
        assert "MISSING" in line_with(app, "26000201 08 ")
        await press(pilot, "f10")
        await shows(app, pilot, "Keeps the shortest")


async def test_home_names_the_missing_tubes_and_those_that_keep_the_shortest_first(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, said(Command.HOME))
        await shows(app, pilot, "Do first")
        await shows(app, pilot, "✖ 26000201 08 overdue 2 h 10 m")
        shown = screen_text(app)
        assert "✖ and 2 more missing tubes" in shown
        assert "! 26000103 11 4 m to spin" in shown
        assert shown.index("overdue 2 h") < shown.index("4 m to spin")


# One scan, one answer


@pytest.mark.parametrize("job", [Command.BOARD, Command.HOME, Command.FIND])
async def test_a_tube_scanned_anywhere_shows_its_answer_and_its_whole_timeline(lab: Lab, job: Command) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, said(job), shot(COUNTS[1]))
        assert "FOUND   26000202 05   EDTA lavender" in banner(app)
        await shows(app, pilot, "13:50  stored")
        drawn = [line for line in screen_text(app).split("\n") if line.startswith(" · ")]
        assert [line[10:20].rstrip(" ") for line in drawn] == [
            "stored",
            "accepted",
            "released",
            "collected",
            "labelled",
        ]
        assert "Anne A. → Ben B." in line_with(app, "accepted  ")
        assert "R96 A1" in line_with(app, "13:50  stored")


async def test_the_timeline_is_left_by_f10_and_by_the_next_job(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, shot(COUNTS[1]))
        await press(pilot, "f10")
        await shows(app, pilot, "Missing (5)")
        await scan(app, pilot, shot(COUNTS[1]))
        await scan(app, pilot, said(Command.ACCEPT))
        assert screen_text(app).startswith(" ACCEPT")


async def test_a_wide_terminal_has_tests_and_relatives_beside_the_timeline(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=WIDE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, said(Command.ALIQUOT), shot(BEN), shot(COUNTS[3]), said(Command.LABEL))
        await scan(app, pilot, said(Command.FIND), shot(COUNTS[3]))
        await shows(app, pilot, "About it")
        shown = screen_text(app)
        assert "tests CBC" in shown
        assert "↳ into 26900501 73 EDTA lavender" in shown
        await pilot.resize_terminal(*SIZE)
        await wait_for(pilot, lambda: "About it" not in screen_text(app), "the panel has closed")


async def test_a_requisition_by_the_ordering_systems_number_shows_its_tubes_in_order_of_draw(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, shot(NUMBER_OF_ORDERING_SYSTEM))
        await shows(app, pilot, "Tubes, in order of draw")
        shown = screen_text(app)
        assert shown.index("Citrate light blue") < shown.index("SST gold") < shown.index("EDTA lavender")
        assert "D., J. ••/80" in shown
        assert "Doe" not in shown


async def test_a_bag_shows_its_trip_and_what_is_in_it(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=WIDE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, shot(BAG))
        await shows(app, pilot, "In bag B17")
        shown = screen_text(app)
        assert "26000207 87" in shown
        assert "to Reference lab" in shown
        assert "seal SEAL-1" in shown
        assert "✖ expected 13:46" in shown


@pytest.mark.parametrize(("rack", "rows"), [(BIG_RACK, "ABCDEFGH"), (BOX, "ABCDEFGHI")])
@pytest.mark.parametrize("job", [Command.FIND, Command.STORE])
async def test_the_largest_racks_are_seen_whole_on_the_smallest_terminal(
    lab: Lab, rack: str, rows: str, job: Command
) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, said(Command.BOARD), said(job), shot(BEN), shot(rack))
        await shows(app, pilot, "● taken  · free  ▸ next  ◆ last")
        drawn = [
            line for line in screen_text(app).split("\n") if line[:2] in {f" {row}" for row in rows} and "·  ·" in line
        ]
        assert [line[1] for line in drawn] == list(rows)
        assert sum(line.count("▸") for line in drawn) == 1


# Hand off and accept


async def test_a_hand_off_as_fast_as_triggers_are_pulled_and_no_key_is_accepted_tube_by_tube(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        burst = (*HANDING, *map(shot, (*COUNTS[8:12], *COUNTS[4:6])), said(Command.DONE))
        first_s = _time.get_time() - len(burst)
        for number, text in enumerate(burst):
            post_keys(app, text, read_s=first_s + number * (PULL_S + 0.01))
        await settled(pilot, app, len(burst))
        assert "DONE" in banner(app)
        assert lab.station.counts.posted == 4 + 6
        history = lab.station.ask(lambda reader: reader.specimens.timeline(COUNTS[8]))
        assert history is not None
        assert history.specimen.custodian is not None
        assert history.specimen.custodian.code == BEN


async def test_waiting_tubes_are_numbered_and_those_dealt_with_say_how(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *HANDING, shot(COUNTS[8]), said(Command.REJECT_RH), shot(COUNTS[9]))
        assert screen_text(app).startswith(" HAND OFF  from Anne A.  to Ben B.")
        assert line_with(app, "26000205 93").startswith(" ·  1 26000205 93   EDTA lavender")
        assert line_with(app, "26000212 72").startswith(" ·  4 26000212 72")
        assert line_with(app, "26000209 81").startswith(" ✔    26000209 81")
        assert "REJECTED RH" in line_with(app, " ✖    26000210 78")
        assert "F2 YES: accept the other 4" in screen_text(app)


async def test_f2_accepts_the_rest_only_where_the_job_offers_it(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *HANDING[:-1])
        assert "F2" not in keys_line(app)
        await scan(app, pilot, HANDING[-1])
        assert "F2 yes" in keys_line(app)
        await press(pilot, "f2")
        await settled(pilot, app, len(HANDING) + 1)
        assert "ACCEPTED   6 tubes" in banner(app)
        assert "F2" not in keys_line(app)


async def test_a_tube_that_is_not_there_is_said_by_its_line(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *HANDING)
        assert "F4 gone" in keys_line(app)
        await press(pilot, "f4", "3", "enter")
        await settled(pilot, app, len(HANDING) + 2)
        assert "NOT THERE   26000209 81" in banner(app)
        assert "NOT THERE" in line_with(app, "✖    26000209 81")
        assert line_with(app, "26000210 78").startswith(" ·  3 26000210 78")


async def test_the_reasons_to_reject_can_be_chosen_by_keyboard(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *HANDING)
        await press(pilot, "f6")
        await shows(app, pilot, "reject: RH hemolysis")
        names = [offer.name for offer in app.bench.possible()]
        assert "condition: low volume" in names
        await press(pilot, "escape")
        app.bench.take_offer(next(offer for offer in app.bench.possible() if offer.name == "reject: RH hemolysis"))
        await settled(pilot, app, len(HANDING) + 1)
        assert "next tube: REJECT RH hemolysis" in screen_text(app)
        await scan(app, pilot, shot(COUNTS[8]))
        assert "REJECTED   26000209 81" in banner(app)


# What is open stays open


@pytest.mark.parametrize("other", ["badge", "garbled", "tube", "label"])
async def test_an_open_matter_stays_on_the_banner_whatever_else_is_scanned(lab: Lab, other: str) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, said(Command.HAND_OFF), shot(CARA), shot(COUNTS[3]))
        before = banner(app)
        assert "? OUT OF ORDER   26000204 96" in before
        if other == "garbled":
            lab.station.submit(Scan("4", source="serial:x", at=lab.station.now(), quality=Quality.GARBLED))
        else:
            post_keys(app, {"badge": shot(ANNE), "tube": shot(ORDERED[0]), "label": said(Command.LABEL)}[other])
        await settled(pilot, app, 4)
        assert banner(app) == before
        assert " ! " in "\n".join(screen_text(app).split("\n")[1:7]), "what came in is said under it"


async def test_f2_is_offered_for_a_matter_that_yes_settles_and_for_no_other(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, said(Command.HAND_OFF), shot(CARA), shot(COUNTS[3]))
        assert "F2" not in keys_line(app)
        assert "F3 no" in keys_line(app)
        assert "exception: emergency" in [offer.name for offer in app.bench.possible()]
        assert "answer: yes" not in [offer.name for offer in app.bench.possible()]
        await press(pilot, "f3")
        await settled(pilot, app, 4)
        await scan(app, pilot, said(Command.ARRIVE), shot(BEN), shot(BAG))
        assert "? SEAL WHOLE?" in banner(app)
        await press(pilot, "f2")
        await settled(pilot, app, 8)
        assert "ARRIVED" in banner(app)


async def test_an_exception_is_recorded_under_two_names_by_the_keyboard_and_a_badge(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, said(Command.HAND_OFF), shot(CARA), shot(COUNTS[0]))
        app.bench.take_offer(next(offer for offer in app.bench.possible() if offer.name == "exception: found here"))
        await settled(pilot, app, 4)
        assert "? SECOND PERSON" in banner(app)
        await scan(app, pilot, shot(BEN))
        assert "TAKEN OVER   26000201 08" in banner(app)
        await scan(app, pilot, said(Command.BOARD), shot(COUNTS[0]))
        await shows(app, pilot, "TAKEN OVER")
        (taken,) = re.findall(r"✖ 15:\d\d  TAKEN OVER.*", screen_text(app))
        assert "found here" in taken


# Every job


@pytest.mark.parametrize("job", [job for job in JOBS if job is not JobName.BOARD])
async def test_every_specimen_job_has_its_screen_and_an_empty_one_teaches(lab: Lab, job: JobName) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, said(Command(job.value)))
        assert screen_text(app).startswith(f" {job.upper().replace('_', ' ')}  ")
        if job not in (JobName.ARRIVE, JobName.SPIN, JobName.TEST):
            await shows(app, pilot, "   1  ")
        await press(pilot, "f1")
        await shows(app, pilot, "What the banner says")


def test_the_menu_names_every_specimen_job_and_each_jobs_reasons() -> None:
    names = {offer.name for offer in offers(Desk(job=JobName.BOARD))}
    assert {f"specimen: {job.value.replace('_', ' ')}" for job in JOBS if job is not JobName.BOARD} <= names
    for job, name in (
        (JobName.ACCEPT, "reject: QS quantity not sufficient"),
        (JobName.ARRIVE, "lost: in transit"),
        (JobName.SHIP, "temperature: frozen"),
        (JobName.DISPOSE, "method: autoclave"),
        (JobName.BOARD, "day: close"),
    ):
        assert name in {offer.name for offer in offers(Desk(job=job))}


@pytest.mark.parametrize("job", list(JOBS))
def test_the_first_offer_of_every_job_changes_nothing(job: JobName) -> None:
    assert offers(Desk(job=job))[0].name == "scan: type a code"


def test_no_line_of_instruction_is_cut_at_80_columns() -> None:
    steps = (
        *collect.STEPS,
        *hand_off.HAND_OFF,
        *hand_off.ACCEPT,
        *bags.PACK,
        *bags.SHIP,
        *arrive.STEPS,
        *store.STEPS,
        *(step for steps in STEPS.values() for step in steps),
    )
    assert [step for step in steps if len(step) > 76] == []


async def test_a_place_in_the_rack_is_chosen_by_its_name(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, said(Command.STORE), shot(BEN), shot(BIG_RACK))
        await press(pilot, "f4", "z", "9", "enter")
        await shows(app, pilot, "✖ z9 is none. It has A1 to H12.")
        await press(pilot, "backspace", "backspace", "c", "4", "enter")
        await settled(pilot, app, 4)
        await scan(app, pilot, shot(COUNTS[3]))
        assert "✔ C4   26000204 96" in banner(app)
        row = next(line for line in screen_text(app).split("\n") if line.startswith(" C "))
        assert row.startswith(" C   ·  ·  ·  ◆  ·")


async def test_a_bag_that_leaves_says_what_it_still_lacks(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, said(Command.ARRIVE))
        assert "LATE 1 h 14 m" in line_with(app, "✖ bag B17")
        await scan(app, pilot, said(Command.SHIP), shot(ANNE), shot(REQUISITION))
        assert screen_text(app).startswith(" SHIP  which bag?")


@pytest.mark.parametrize(
    ("job", "own", "other"),
    [
        (Command.SPIN, "centrifuge", "Nothing is recorded before"),
        (Command.POOL, "FIND shows its sources", "centrifuge"),
    ],
)
async def test_help_in_a_lab_job_explains_that_job(lab: Lab, job: Command, own: str, other: str) -> None:
    app = lab.app()
    async with driven(app, size=WIDE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, shot(BEN), said(job))
        await press(pilot, "f1")
        await shows(app, pilot, own)
        assert other not in screen_text(app)


async def test_an_empty_hand_off_says_who_gives_where_somebody_is_signed_on(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=(80, 24)) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, said(Command.HAND_OFF))
        assert "1  The giver scans a badge." in screen_text(app)
        await scan(app, pilot, said(Command.BOARD), shot(ANNE), said(Command.HAND_OFF))
        shown = screen_text(app)
        assert "1  Anne A. gives. Somebody else? Scan that badge first." in shown
        assert "The giver scans" not in shown
        assert shown.startswith(" HAND OFF  from Anne A.")
