"""F8 'scanner: test': the sheet's codes typed by a scanner into the real app, and what is learned of it."""

from __future__ import annotations

from typing import Any

import pytest
from textual import _time
from textual.pilot import Pilot

from tests.hardware.sheet_scanners import Scanner
from tests.tui.driving import EXAM_2, SIZE, Clinic, banner, post_keys, ready, scan, screen_text, settled, wait_for
from tests.tui.resting import driven
from tracker.hardware.learning.exchanging import Case
from tracker.hardware.learning.known_codes import KNOWN_CODES
from tracker.hardware.profile_files import PROFILES, load_profile
from tracker.hardware.sources.raw import Raw
from tracker.jobs.verdict import Code
from tracker.text import Separators
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.scanner_test import ScannerTestDialog
from tracker.tui.keys import KEYBOARD, typed

SYRINGE = "0109520101000101"


async def opened(pilot: Pilot[Any], app: TrackerApp) -> ScannerTestDialog:
    await ready(pilot, app)
    app.bench.action_test_scanner()
    await wait_for(pilot, lambda: isinstance(app.screen, ScannerTestDialog), "the test is open")
    await wait_for(pilot, lambda: app.listener is not None, "it listens")
    assert isinstance(app.screen, ScannerTestDialog)
    return app.screen


async def type_sheet(pilot: Pilot[Any], app: TrackerApp, scanner: Scanner | None = None, until: int = 6) -> None:
    """The codes bear times a second apart that have gone by, so that nothing needs to be waited for."""
    scanner = scanner or Scanner()
    begun_s = _time.get_time() - 20
    codes = [code for code in KNOWN_CODES if code.number <= until and code.number not in scanner.unread]
    for code in codes:
        post_keys(app, "".join(scanner.signs(code)), read_s=begun_s + code.number)
    await wait_for(pilot, lambda: f"✔ {codes[-1].number}" in screen_text(app), "the last code was heard")


async def test_a_good_scanner_is_learned_by_scanning_alone_and_moves_nothing(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await opened(pilot, app)
        assert "SCAN 1" in screen_text(app)
        await type_sheet(pilot, app)
        await wait_for(pilot, lambda: "may be used for every code" in screen_text(app), "the verdict")
        assert demo.station.counts.scanned == 0
        profile = load_profile(demo.home / PROFILES, KEYBOARD)
        assert profile is not None
        assert profile.separators is Separators.KEPT
        await pilot.press("escape")
        await wait_for(pilot, lambda: app.screen is app.bench, "back at work")
        await scan(app, pilot, EXAM_2)
        assert app.link.latest is not None
        assert app.link.latest.scan.separators is Separators.KEPT


async def test_a_scanner_that_drops_gs_is_told_what_to_set(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await opened(pilot, app)
        await type_sheet(pilot, app, Scanner(gs=()))
        await wait_for(pilot, lambda: "Ctrl+]" in screen_text(app), "what to set")
        assert "not fit for GS1 codes with lot and serial" in screen_text(app)
        profile = load_profile(demo.home / PROFILES, KEYBOARD)
        assert profile is not None
        assert profile.separators is Separators.LOST


async def test_what_a_scanner_that_loses_gs_may_do_is_shown_at_work_with_the_way_to_its_test(demo: Clinic) -> None:
    """By the keyboard, through the app: one field goes through, two are refused by name, with parentheses it is exact."""
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await opened(pilot, app)
        await type_sheet(pilot, app, Scanner(gs=()))
        await wait_for(pilot, lambda: "Kept" in screen_text(app), "the profile is kept")
        await pilot.press("escape")
        await wait_for(pilot, lambda: app.screen is app.bench, "back at work")
        await scan(app, pilot, f"]d2{SYRINGE}1730123110ABCDEF\r")
        assert app.link.latest is not None
        assert (app.link.latest.verdict.code, app.link.latest.scan.separators) == (Code.FOUND, Separators.LOST)
        await scan(app, pilot, f"]d2{SYRINGE}1730123110LOT4221SER0001\r")
        for words in ("✖ NOT BY THIS SCANNER", "lost GS", "keyboard:", "or type it: (01)…", "F8 'scanner: test'"):
            assert words in " ".join(banner(app).split())
        await pilot.press("f8")
        await wait_for(
            pilot, lambda: "scanner: test" in screen_text(app), "its test stands in the menu without scrolling"
        )
        await pilot.press("escape")
        app.bench.link.submit(typed(f"(01){SYRINGE[2:]}(17)301231(10)LOT42(21)SER0001", app.bench.link.now()))
        await settled(pilot, app, 3)
        assert app.link.latest.verdict.code == Code.FOUND


async def test_f6_among_the_devices_tests_a_scanner_and_says_what_is_known_of_it(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await ready(pilot, app)
        app.bench.action_view("devices")
        await wait_for(pilot, lambda: "F6 test " in screen_text(app), "the key is shown")
        await pilot.press("f6")
        await wait_for(pilot, lambda: isinstance(app.screen, ScannerTestDialog), "the test is open")
        await wait_for(pilot, lambda: app.listener is not None, "it listens")
        await type_sheet(pilot, app, Scanner(gs=()))
        await wait_for(pilot, lambda: "Kept" in screen_text(app), "the profile is kept")
        await pilot.press("escape")
        await wait_for(pilot, lambda: "loses GS: not fit for GS1 codes" in screen_text(app), "its limit is told")
        app.bench.action_view("")
        await wait_for(pilot, lambda: "F6 waste" in screen_text(app), "at work the key is another one's")


async def test_keys_that_quit_or_open_things_are_data_while_a_scanner_is_tested(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        dialog = await opened(pilot, app)
        post_keys(app, "\x11\x10\x03\x04\tAB\r")
        await wait_for(pilot, lambda: "SCAN 1" in screen_text(app), "still the first code")
        await pilot.press("f8", "f10")
        assert app.screen is dialog
        assert app.is_running


async def test_a_scanner_that_was_set_as_told_is_tested_again_without_leaving(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        dialog = await opened(pilot, app)
        await type_sheet(pilot, app, Scanner(gs=()))
        await wait_for(pilot, lambda: "not fit for GS1 codes" in screen_text(app), "the verdict")
        assert "scan 1 to test again" in screen_text(app)
        post_keys(app, "".join(Scanner().signs(KNOWN_CODES[0])), read_s=_time.get_time() - 10)
        await wait_for(pilot, lambda: "SCAN 2" in screen_text(app), "it begins anew")
        assert "Kept" not in screen_text(app)
        for code in KNOWN_CODES[1:]:
            post_keys(app, "".join(Scanner().signs(code)), read_s=_time.get_time() - 9 + code.number)
        await wait_for(pilot, lambda: "may be used for every code" in screen_text(app), "the new verdict")
        assert app.screen is dialog


async def test_what_is_like_no_code_of_the_sheet_is_answered_at_once(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await opened(pilot, app)
        post_keys(app, "+C0BbßZz-Yy`Aa+Qq\r", read_s=_time.get_time() - 10)
        await wait_for(pilot, lambda: "✖ Codes: none of the sheet's codes arrived" in screen_text(app), "the answer")
        await wait_for(pilot, lambda: "keyboard country" in screen_text(app), "what to set")
        await wait_for(pilot, lambda: "SCAN 1" in screen_text(app), "what to scan")


async def test_escape_leaves_and_keeps_nothing(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await opened(pilot, app)
        await type_sheet(pilot, app, until=2)
        await pilot.press("escape")
        await wait_for(pilot, lambda: app.screen is app.bench, "back at work")
        assert load_profile(demo.home / PROFILES, KEYBOARD) is None
        assert app.listener is None


async def test_a_scanner_on_a_line_is_tested_on_the_same_screen(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        dialog = await opened(pilot, app)
        for at_s, code in enumerate(KNOWN_CODES):
            data = (code.aim + code.data + "\r\n").encode()
            dialog.overhear("serial:/dev/ttyACM0", Raw("bytes", data, float(at_s)))
        await wait_for(pilot, lambda: "may be used for every code" in screen_text(app), "the verdict")
        assert "serial:/dev/ttyACM0" in screen_text(app)


async def test_what_a_scanner_may_have_to_be_told_at_worst_leaves_the_way_out_on_the_screen(demo: Clinic) -> None:
    app = demo.app()
    async with driven(app, size=SIZE) as pilot:
        await opened(pilot, app)
        worst = Scanner(gs=(), suffix="\t", sends_aim=False, case=Case.SWAPPED, host="de", prefix="%%", unread=(3,))
        await type_sheet(pilot, app, worst)
        shown = screen_text(app)
        assert "Esc goes back" in shown
        assert "✖ Layout" in shown
        assert "✖ letters or signs come exchanged" in shown


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_all_of_it_is_on_the_screen(demo: Clinic, size: tuple[int, int]) -> None:
    app = demo.app()
    async with driven(app, size=size) as pilot:
        await opened(pilot, app)
        await type_sheet(pilot, app, Scanner(gs=()))
        assert "Esc goes back" in screen_text(app)
