"""Patients on the screen: masked, entered unseen, shown for a moment on request, and never left behind."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from tests.laboratory import ANNE, REQUISITION, STAT_REQUISITION
from tests.tui.driving import SIZE, banner, post_keys, scan, screen_text, settled, shot, wait_for
from tests.tui.lab import Lab, lab_ready, said, spelt
from tests.tui.resting import driven
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, spelling_code
from tracker.hardware.scan import Scan
from tracker.hardware.wedge_rules import GAP_S
from tracker.jobs.verdict import Code
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.blind import BlindDialog
from tracker.tui.dialogs.emergency import EmergencyDialog
from tracker.tui.dialogs.requisition import RequisitionDialog
from tracker.tui.dialogs.reveal import SHOWN_S, PatientDialog, ReasonDialog
from tracker.tui.widgets.listing import Listing

OPENED = (said(Command.COLLECT), shot(ANNE), shot(STAT_REQUISITION))
"""Richard Roe, born 1955-12-31: asked for RO, RI and 1231."""


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Keys from a hand: a key right behind a scan would be taken for a part of it."""
    await pilot.pause(0.3)
    for key in keys:
        await pilot.press(key)
        await pilot.pause(2 * GAP_S)


def stored(lab: Lab) -> list[tuple[str | None, str, str]]:
    """Every scan as it is on disk: its data, its evidence and its verdict."""
    with lab.station.read() as reader:
        rows = reader.connection.exec_driver_sql("SELECT data, evidence, verdict FROM scan ORDER BY at, id").all()
    return [(row[0], row[1], row[2]) for row in rows]


async def test_how_many_letters_were_entered_is_shown_and_never_which(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *OPENED, *spelt("ROR"))
        await wait_for(pilot, lambda: "● ● ● ○   ○ ○ ○ ○" in screen_text(app), "three of four and four")
        await scan(app, pilot, *spelt("I1231"))
        assert "RIGHT PATIENT   R., R. ••/55" in banner(app)
        await wait_for(pilot, lambda: "✔ the patient is identified" in screen_text(app), "it is said")
        assert "Roe" not in screen_text(app)


async def test_the_answer_can_be_typed_unseen_and_each_letter_is_a_scan_without_its_letter(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *OPENED)
        await press(pilot, "f4")
        await wait_for(pilot, lambda: isinstance(app.screen, BlindDialog), "the field is open")
        await press(pilot, *"röri")
        assert "••••" in screen_text(app)
        assert "röri" not in screen_text(app).casefold()
        await press(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, BlindDialog), "the next question is asked at once")
        assert "month and day of birth" in screen_text(app)
        await press(pilot, *"1231", "enter")
        await settled(pilot, app, len(OPENED) + 8)
        assert "RIGHT PATIENT" in banner(app)
        spoken = [each for each in stored(lab) if each[1] == "said by the patient"]
        assert len(spoken) == 8
        assert {data for data, _, _ in spoken} == {None}


async def test_the_first_letter_typed_opens_the_field_for_it(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *OPENED)
        await press(pilot, *"rori", "enter")
        await settled(pilot, app, len(OPENED) + 4)
        assert app.link.latest is not None
        assert app.link.latest.verdict.code == Code.CHALLENGE


async def test_what_is_open_of_a_question_is_said_and_no_answer_spills_into_the_next(lab: Lab) -> None:
    """The whole name typed where four letters are asked was judged with its fifth as a day of birth."""
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *OPENED)
        await press(pilot, "f4", *"ror", "enter")
        await wait_for(pilot, lambda: "1 of 4 left" in screen_text(app), "what is open is said")
        await press(pilot, *"ichard", "enter")
        await wait_for(pilot, lambda: "6 characters typed; nothing was handed in" in screen_text(app), "it is refused")
        assert lab.station.counts.scanned == len(OPENED) + 3
        await press(pilot, "i", "enter")
        await wait_for(pilot, lambda: "month and day of birth" in screen_text(app), "the next question")
        assert "4 of 4 left" in screen_text(app)
        await press(pilot, *"1231", "enter")
        await settled(pilot, app, len(OPENED) + 8)
        assert len(app.screen_stack) == 1
        assert "RIGHT PATIENT" in banner(app)


async def test_backspace_takes_back_what_was_typed_and_ends_nothing(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *OPENED)
        await press(pilot, "f4", *"rx")
        for _ in range(8):
            app.post_message(Key("backspace", "\x7f"))
        await pilot.pause(0.5)
        for _ in range(8):
            await pilot.press("backspace")
        assert isinstance(app.screen, BlindDialog)
        assert app.screen.query_one(Input).value == ""
        await press(pilot, *"rori", "enter")
        await wait_for(pilot, lambda: "month and day of birth" in banner(app), "the question is answered")
        assert lab.station.counts.scanned == len(OPENED) + 4


async def test_the_field_goes_with_the_questions_whatever_device_ends_them(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *OPENED)
        await press(pilot, "f4", "r")
        by_scanner(lab, spelling_code("R"))
        await wait_for(pilot, lambda: "3 of 4 left" in screen_text(app), "the field knows of the card's letter")
        by_scanner(lab, command_code(Command.NO))
        await wait_for(pilot, lambda: "LEFT OUT" in banner(app), "the questions are left")
        await wait_for(pilot, lambda: not isinstance(app.screen, BlindDialog), "and the field with them")


def by_scanner(lab: Lab, code: str) -> None:
    lab.clock.moved += timedelta(seconds=3)
    lab.station.submit(Scan(code, source="serial:/dev/ttyACM0", at=lab.clock()))


async def test_while_an_add_on_is_open_every_kind_is_listed_by_its_number(lab: Lab) -> None:
    """The banner of 80 columns has room for three of them, and not every cup has a barcode."""
    app = lab.app()
    async with driven(app, size=(80, 24)) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *OPENED, *spelt("RORI1231"), said(Command.ADD_ON))
        await wait_for(pilot, lambda: "ADD-ON: which kind?" in screen_text(app), "the kinds are listed")
        with lab.station.read() as reader:
            kinds = list(reader.connection.exec_driver_sql("SELECT name FROM container").scalars())
        listing = app.bench.query_one("#wanted", Listing)
        cells = [str(row.cells[0]) for row in listing.entries]
        assert sorted(cell[3:] for cell in cells) == sorted(kinds)
        assert [cell[:2].strip(" ") for cell in cells] == [str(n) for n in range(1, len(kinds) + 1)]
        await scan(app, pilot, said(Command.NO))
        await wait_for(pilot, lambda: "ADD-ON: which kind?" not in screen_text(app), "and gone again")


async def test_letters_open_the_field_wherever_the_focus_is(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *OPENED)
        await press(pilot, "tab")
        assert app.focused is not None
        await press(pilot, *"rori", "enter", *"1231", "enter")
        await settled(pilot, app, len(OPENED) + 8)
        assert "RIGHT PATIENT" in banner(app)


async def test_a_scan_closes_the_field_and_counts_and_nothing_that_was_typed_is_handed_in(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *OPENED)
        await press(pilot, "f4", *"ro")
        await pilot.pause(0.3)
        await scan(app, pilot, said(Command.NO))
        assert len(app.screen_stack) == 1
        assert "LEFT OUT" in banner(app)
        assert lab.station.counts.scanned == len(OPENED) + 1


async def test_what_a_patient_says_is_neither_recorded_with_the_keyboard_nor_shown_among_the_devices(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        app.bench.action_record()
        await scan(app, pilot, *OPENED, *spelt("RO"))
        app.bench.action_view("devices")
        await wait_for(pilot, lambda: "last scan  a letter" in screen_text(app), "the letter is not told")
        await scan(app, pilot, *spelt("RI1231"), said(Command.LABEL))
        app.bench.action_record()
    (path,) = lab.home.glob("keyboard-*.jsonl")
    lines = [json.loads(line) for line in path.read_text("ascii").split("\n") if line]
    recorded = [line["data"] for line in lines if "data" in line]
    assert [f"]C0{each}\r" for each in recorded] == [*OPENED, said(Command.LABEL)]
    keys = [json.loads(base64.b64decode(line["b64"]))[1] for line in lines if "kind" in line]
    assert "".join(keys) == "".join([*OPENED, said(Command.LABEL)])


async def test_a_name_is_shown_to_nobody_who_has_not_signed_on(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, shot(REQUISITION))
        await wait_for(pilot, lambda: "F9 name" in screen_text(app), "a name can be asked for")
        await press(pilot, "f9", "enter")
        await wait_for(pilot, lambda: "Scan your" in screen_text(app), "it is refused")
        assert len(app.screen_stack) == 1


async def test_a_name_is_shown_for_twenty_seconds_once_the_reason_is_on_disk(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, shot(ANNE), shot(REQUISITION))
        await press(pilot, "f9")
        await wait_for(pilot, lambda: isinstance(app.screen, ReasonDialog), "the reason is asked for")
        await press(pilot, "down", "enter")
        await wait_for(pilot, lambda: "Doe, Jane" in screen_text(app), "the name is shown")
        assert "born 1980-03-05" in screen_text(app)
        event = _events(lab, "patient.revealed")[0]
        assert event["by"] == ANNE
        assert event["reason"] == "urgent result"
        assert "Doe" not in json.dumps(event)
        shown_at = app.bench.elapsed_s()
        screen = app.screen
        assert isinstance(screen, PatientDialog)
        screen.elapsed_s = lambda: shown_at + SHOWN_S + 1
        await wait_for(pilot, lambda: len(app.screen_stack) == 1, "it closes by itself")
        assert "Doe" not in screen_text(app)


async def test_no_name_is_shown_while_its_patient_is_asked(lab: Lab) -> None:
    """Else whoever asks could read the answer off the screen."""
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, *OPENED)
        assert "F9 name" not in screen_text(app)
        await press(pilot, "f9")
        assert len(app.screen_stack) == 1
        await scan(app, pilot, *spelt("RORI1231"))
        await wait_for(pilot, lambda: "F9 name" in screen_text(app), "afterwards it can be asked for")


def _events(lab: Lab, kind: str) -> list[dict[str, Any]]:
    with lab.station.read() as reader:
        rows = reader.connection.exec_driver_sql("SELECT body FROM journal ORDER BY seq").all()
    return [event for event in (json.loads(row[0]) for row in rows) if event["kind"] == kind]


async def test_emergency_access_needs_a_typed_reason_and_is_told_above_everything_until_it_is_over(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, shot(ANNE))
        app.bench.action_emergency()
        await wait_for(pilot, lambda: isinstance(app.screen, EmergencyDialog), "the reason is asked for")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: "A reason is needed" in screen_text(app), "one must be given")
        app.screen.query_one(Input).value = "unconscious"
        await press(pilot, "enter")
        await wait_for(pilot, lambda: screen_text(app).startswith(" EMERGENCY ACCESS until"), "it is told")
        (event,) = _events(lab, "access.break_glass")
        assert (event["by"], event["badge"], event["reason"]) == (ANNE, ANNE, "unconscious")
        await scan(app, pilot, said(Command.BOARD))
        assert screen_text(app).startswith(" EMERGENCY ACCESS until"), "on every screen"


async def test_a_scan_takes_the_name_off_the_screen_and_counts(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await scan(app, pilot, shot(ANNE), shot(REQUISITION))
        await press(pilot, "f9", "enter")
        await wait_for(pilot, lambda: "Doe, Jane" in screen_text(app), "the name is shown")
        await pilot.pause(0.3)
        await scan(app, pilot, said(Command.BOARD))
        assert "Doe" not in screen_text(app)
        assert screen_text(app).startswith(" SPECIMENS")


async def filled_in(app: TrackerApp, pilot: Pilot[Any], born: str = "1970-02-03") -> None:
    """The form for a requisition, with everything but the tests."""
    await scan(app, pilot, said(Command.COLLECT), shot(ANNE))
    await press(pilot, "f9")
    await wait_for(pilot, lambda: isinstance(app.screen, RequisitionDialog), "the form is open")
    for name, value in (("family_name", "Quill"), ("given_name", "Zoe"), ("birth_date", born), ("provider", "Dr. P")):
        app.screen.query_one(f"#{name}", Input).value = value


async def test_an_order_by_hand_is_entered_and_opened_and_the_name_is_gone_with_the_form(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await filled_in(app, pilot)
        app.screen.query_one("#sought", Input).focus()
        await press(pilot, *"cbc", "enter", *"metab", "enter")
        await wait_for(pilot, lambda: "wanted: CBC, CMP" in screen_text(app), "both are wanted")
        await press(pilot, "f10")
        await settled(pilot, app, 3)
        assert "ASK" in banner(app)
        shown = screen_text(app)
        assert "Q., Z. ••/70" in shown
        assert "SST gold" in shown
        assert "EDTA lavender" in shown
        assert "Quill" not in shown
        assert "Quill" not in Path(lab.home / "tracker.db").read_bytes().decode("latin-1")


async def test_what_is_wrong_in_the_form_is_said_in_it_and_nothing_filled_in_is_lost(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        await filled_in(app, pilot, born="31.31.1970")
        await press(pilot, "f10")
        await wait_for(pilot, lambda: "✖ The birth date holds no date" in screen_text(app), "the fault is said")
        assert isinstance(app.screen, RequisitionDialog)
        assert app.screen.query_one("#family_name", Input).value == "Quill"
        post_keys(app, shot(REQUISITION))
        await wait_for(pilot, lambda: "1 scan NOT COUNTED" in screen_text(app), "a scan meanwhile is refused aloud")
        await press(pilot, "escape")
        await wait_for(pilot, lambda: len(app.screen_stack) == 1, "it is left")
        assert "Quill" not in screen_text(app)


@pytest.mark.parametrize("size", [SIZE, (120, 40)])
async def test_help_in_a_form_stands_beside_its_fields(lab: Lab, size: tuple[int, int]) -> None:
    app = lab.app()
    async with driven(app, size=size) as pilot:
        await lab_ready(pilot, app)
        await filled_in(app, pilot)
        assert "may stay empty" in screen_text(app)
        await press(pilot, "f1")
        await wait_for(pilot, lambda: "Birth date as 1980-03-05" in screen_text(app), "F1 explains")
        (explained,) = app.screen.query("#explained")
        for field in app.screen.query(Input):
            assert not explained.region.overlaps(field.region)
        await press(pilot, "f1")
        await wait_for(pilot, lambda: "Birth date as 1980-03-05" not in screen_text(app), "F1 takes it away")
        assert app.screen.query_one("#family_name", Input).value == "Quill"


async def test_a_notice_covers_neither_banner_nor_list_heads_nor_history(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await lab_ready(pilot, app)
        app.notify("It came out of the printer at the counter, and is to be stuck on the tube.", markup=False)
        await wait_for(pilot, lambda: bool(app.screen.query("Toast")), "the notice is shown")
        (toast,) = app.screen.query("Toast")
        await wait_for(pilot, lambda: toast.region.height > 0, "it has its place")
        covered = ("VerdictBanner", "CountsLine", "History", "KeysLine", "TopLine", ".heading")
        for part in (part for kind in covered for part in app.screen.query(kind) if part.is_on_screen):
            assert not toast.region.overlaps(part.region)


async def test_a_code_that_names_a_patient_is_neither_shown_nor_recorded_with_the_keyboard(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await lab_ready(pilot, app)
        app.bench.action_record()
        await scan(app, pilot, shot(ANNE), shot("&#19800312DOEJANE77"))
        assert "A PATIENT'S CODE" in banner(app)
        assert "DOE" not in screen_text(app)
        app.bench.action_view("devices")
        await wait_for(pilot, lambda: "last scan  a patient's code" in screen_text(app), "what it is, without its text")
        assert "DOE" not in screen_text(app)
        app.bench.action_record()
    assert stored(lab)[-1] == (None, "", "isbt_patient")
    (path,) = lab.home.glob("keyboard-*.jsonl")
    lines = [json.loads(line) for line in path.read_text("ascii").split("\n") if line]
    assert [line["data"] for line in lines if "data" in line] == [ANNE]
    keys = [json.loads(base64.b64decode(line["b64"]))[1] for line in lines if "kind" in line]
    assert "".join(keys) == shot(ANNE)
