"""What stands out, on the screen: looked at line by line, signed for with a note and a PIN, and not listed again."""

from __future__ import annotations

import json
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from tests.people.asking import works_as
from tests.tui.at_the_gate import CMA, LEAD, PINS, asking, at_the_gate, signed_in, typed
from tests.tui.driving import Clinic, post_keys, screen_text, shot, wait_for
from tests.tui.resting import driven
from tests.tui.standing_out import happen
from tracker.demo.clinic import demo_settings
from tracker.hardware.scan import Scan, new_id
from tracker.people.access import Role
from tracker.people.review_rules import WORDS
from tracker.station.opening import open_pen
from tracker.tui.app import TrackerApp
from tracker.tui.dialogs.help import HelpDialog
from tracker.tui.dialogs.review_note import ReviewNoteDialog
from tracker.tui.dialogs.sign_act import SignActDialog
from tracker.tui.panes.review import MOST_LISTED, ReviewPane
from tracker.tui.panes.review_words import WHY

__all__ = ["asking"]

NARROW = (80, 24)
AT_THE_BEGINNING = {WORDS[each] for each in ("sign_in_changed", "role_given", "enrolled", "code_given")}
"""What the clinic's own beginning leaves to look at."""


def told(asking: Clinic, kind: str) -> list[dict[str, Any]]:
    with asking.station.read() as reader:
        bodies = [json.loads(body) for body in reader.connection.exec_driver_sql("SELECT body FROM journal").scalars()]
    return [each for each in bodies if each["kind"] == kind]


async def at_the_review(asking: Clinic, pilot: Pilot[Any], app: TrackerApp) -> None:
    await at_the_gate(pilot, app)
    await signed_in(pilot, app, LEAD, "lead 01")
    app.bench.action_view("review")
    await wait_for(pilot, lambda: "to sign for" in screen_text(app) and app.focused is not None, "it is listed")


async def signs(pilot: Pilot[Any], app: TrackerApp, note: str) -> None:
    await wait_for(pilot, lambda: "what came of looking?" in screen_text(app), "a note is asked for")
    await typed(pilot, note)
    await wait_for(pilot, lambda: isinstance(app.screen, SignActDialog), "it is to be signed")
    await wait_for(pilot, lambda: "Scan your badge" in screen_text(app), "the first signature takes the badge")
    await pilot.pause(0.3)
    post_keys(app, shot(LEAD))
    await wait_for(pilot, lambda: "lead 01: type your PIN" in screen_text(app), "the PIN is asked")
    await typed(pilot, PINS[LEAD])


async def at_line(pilot: Pilot[Any], app: TrackerApp, code: str) -> None:
    """The first line of that kind is under the hand."""

    def there() -> str:
        chosen = app.bench.query_one(ReviewPane).chosen
        return chosen.noticed.code if chosen is not None else ""

    await wait_for(pilot, lambda: there() != "", "a line is under the hand")
    for _ in listed(app):
        if there() == code:
            return
        await pilot.press("down")
    raise AssertionError(f"no {code} is listed")


async def marks(pilot: Pilot[Any], app: TrackerApp, words: str) -> None:
    await pilot.press("x")
    await wait_for(pilot, lambda: words in screen_text(app), "a line is marked, or is no more")


def listed(app: TrackerApp) -> list[str]:
    whole = screen_text(app).splitlines()[8:]
    end = next(place for place, line in enumerate(whole) if line.startswith("────"))
    return [line for line in whole[:end] if line.strip(" ")]


async def test_the_gravest_and_newest_stand_first_with_who_when_and_why(asking: Clinic) -> None:
    happen(asking.home, by_keys=PINS[LEAD])
    app = asking.app()
    async with driven(app, size=NARROW) as pilot:
        await at_the_review(asking, pilot, app)
        shown = listed(app)
        words = [next(each for each in WORDS.values() if each in line) for line in shown]
        assert [each for each in words if each not in AT_THE_BEGINNING][:4] == [
            "a PIN reset by whoever holds the keys",
            "a patient erased",
            "wrong PIN",
            "specimen label printed again",
        ]
        assert "✖" in shown[0]
        assert "lead 01" in shown[0]
        why = "Nobody whom the clinic has put in charge was asked."
        await wait_for(pilot, lambda: why in screen_text(app), "why the first stands there")
        said = screen_text(app)
        assert "Reason given: J. Admin: he has forgotten it" in said
        assert "F6 sign" in said


async def test_each_event_of_a_line_says_who_it_was_about(asking: Clinic) -> None:
    """Nobody can answer "do you know him?" who is not told whom."""
    app = asking.app()
    async with driven(app, size=NARROW) as pilot:
        await at_the_review(asking, pilot, app)
        await at_line(pilot, app, "role_given")
        await pilot.press("e")
        await wait_for(pilot, lambda: isinstance(app.screen, HelpDialog), "each of its events is told")
        await wait_for(
            pilot, lambda: f"lead 01 ({LEAD}): assistant to lead" in screen_text(app), "who, from what to what"
        )
        assert "event " in screen_text(app)


async def test_one_line_is_signed_for_with_a_note_and_a_pin_and_the_others_wait(asking: Clinic) -> None:
    happen(asking.home)
    app = asking.app()
    async with driven(app, size=NARROW, notifications=True) as pilot:
        await at_the_review(asking, pilot, app)
        await at_line(pilot, app, "pin_failed")
        await pilot.press("f6")
        await signs(pilot, app, "asked both")
        await wait_for(pilot, lambda: "SIGNED  for 1 line" in screen_text(app), "it is signed for")
        await wait_for(pilot, lambda: "wrong PIN" not in "".join(listed(app)), "it is not listed again")
        assert "a patient erased" in "".join(listed(app))
        (review,), (signature,) = told(asking, "audit.reviewed"), told(asking, "signature")[-1:]
        assert (review["by"], review["note"], review["noticed"]) == (LEAD, "asked both", {"pin_failed": 1})
        assert (signature["by"], signature["name"], signature["meaning"]) == (LEAD, "lead 01", "reviewed")
        assert signature["of"] == review["id"]
        await pilot.press("s")
        await wait_for(pilot, lambda: "asked both" in screen_text(app), "what was signed for, by whom, is shown")
        assert "lead 01" in "".join(listed(app))


async def test_a_note_that_names_a_patient_is_refused_where_it_can_be_changed_and_esc_loses_none(
    asking: Clinic,
) -> None:
    happen(asking.home)
    app = asking.app()
    async with app.run_test(size=NARROW) as pilot:
        await at_the_review(asking, pilot, app)
        await pilot.press("down", "f6")
        await wait_for(pilot, lambda: "what came of looking?" in screen_text(app), "a note is asked for")
        await typed(pilot, "Mrs Quillfeather asked")
        await wait_for(pilot, lambda: "✖" in screen_text(app), "it is refused at once")
        assert isinstance(app.screen, ReviewNoteDialog)
        assert app.screen.query_one(Input).value == "Mrs Quillfeather asked", "and stays"
        app.screen.query_one(Input).clear()
        await typed(pilot, "asked both")
        await wait_for(pilot, lambda: isinstance(app.screen, SignActDialog), "it is to be signed")
        await pilot.press("escape")
        await wait_for(pilot, lambda: app.screen is app.bench, "it was left")
        await pilot.press("f6")
        await wait_for(pilot, lambda: "what came of looking?" in screen_text(app), "once more")
        assert app.screen.query_one(Input).value == "asked both"
        assert told(asking, "audit.reviewed") == []


async def test_digits_that_another_scanner_reads_while_the_review_is_signed_are_kept_nowhere(asking: Clinic) -> None:
    happen(asking.home)
    app = asking.app()
    async with driven(app, size=NARROW) as pilot:
        await at_the_review(asking, pilot, app)
        await at_line(pilot, app, "pin_failed")
        await pilot.press("f6")
        await wait_for(pilot, lambda: "what came of looking?" in screen_text(app), "a note is asked for")
        await typed(pilot, "asked both")
        await wait_for(pilot, lambda: isinstance(app.screen, SignActDialog), "it is to be signed")
        read = Scan(PINS[LEAD], "]C0", "serial:a", at=asking.station.now())
        asking.station.submit(read)
        await wait_for(pilot, lambda: "came in one burst" in screen_text(app), "the dialog says so")
        await pilot.press("escape")
        await wait_for(pilot, lambda: app.screen is app.bench, "it was left")
        after = Scan(PINS[LEAD], "]C0", "serial:a", at=asking.station.now())
        asking.station.submit(after)
        assert asking.station.drain(60)
        with asking.station.read() as reader:
            kept = reader.connection.exec_driver_sql("SELECT id, data FROM scan").all()
        assert dict(map(tuple, kept))[read.id] == ""
        assert dict(map(tuple, kept))[after.id] == PINS[LEAD], "no PIN is asked for any more"


async def test_several_are_marked_and_signed_for_at_once(asking: Clinic) -> None:
    happen(asking.home)
    app = asking.app()
    async with driven(app, size=NARROW, notifications=True) as pilot:
        await at_the_review(asking, pilot, app)
        for _ in range(2):
            await pilot.press("down", "down", "x")
        await wait_for(pilot, lambda: "2 marked" in screen_text(app), "two are marked")
        await pilot.press("f6")
        await signs(pilot, app, "both were smeared")
        await wait_for(pilot, lambda: "SIGNED  for 2 lines" in screen_text(app), "they are signed for")


async def test_of_a_year_that_nobody_signed_for_the_first_lines_are_listed_and_the_others_told(asking: Clinic) -> None:
    store, journal = open_pen(demo_settings(asking.home))
    with store.writing() as connection:
        for minute in range(MOST_LISTED + 12):
            at = f"2026-11-1{minute // 60 % 6}T08:{minute % 60:02d}:00.000Z"
            journal.append(connection, new_id(), "access.break_glass", at, {"by": CMA, "reason": "faint"})
    store.close()
    app = asking.app()
    async with driven(app, size=NARROW) as pilot:
        await at_the_review(asking, pilot, app)
        await wait_for(pilot, lambda: f"{MOST_LISTED} of 31" in screen_text(app), "the limit is told")
        first = [each.noticed.words for each in app.bench.query_one(ReviewPane).listed]
        newest = [each for each in first if each not in AT_THE_BEGINNING]
        assert newest[0] == WORDS["break_glass"], "the newest of the gravest"
        await wait_for(pilot, lambda: app.bench.is_settled, "nothing is read any more")
        reads = []
        for marked in ("1 marked", "to sign for", "1 marked"):
            before = app.bench._newest_read
            await marks(pilot, app, marked)
            reads.append(app.bench._newest_read - before)
        assert 0 in reads, "nothing is read anew for a mark; what is read by the clock may fall between"


async def test_only_a_kind_or_a_person_is_shown_and_then_all_again(asking: Clinic) -> None:
    happen(asking.home)
    app = asking.app()
    async with driven(app, size=NARROW) as pilot:
        await at_the_review(asking, pilot, app)
        whole = len(listed(app))
        await at_line(pilot, app, "erased")
        await pilot.press("p")
        await wait_for(pilot, lambda: "only lead 01" in screen_text(app).splitlines()[0], "whose is said")
        await wait_for(pilot, lambda: len(listed(app)) < whole, "only his")
        assert all("lead 01" in each for each in listed(app))
        await pilot.press("a")
        await wait_for(pilot, lambda: len(listed(app)) == whole, "all again")
        await at_line(pilot, app, "pin_failed")
        await pilot.press("k")
        await wait_for(pilot, lambda: len(listed(app)) == 1, "only that kind")


async def test_what_the_keys_did_for_the_lead_is_not_signed_for_by_him_where_another_may(asking: Clinic) -> None:
    happen(asking.home, by_keys=PINS[LEAD])
    works_as(demo_settings(asking.home), CMA, Role.PRIVACY_OFFICER, LEAD)
    app = asking.app()
    async with driven(app, size=NARROW, notifications=True) as pilot:
        await at_the_review(asking, pilot, app)
        await pilot.press("f6")
        await wait_for(pilot, lambda: "This is not signed for by you" in screen_text(app), "before any note or PIN")
        await wait_for(pilot, lambda: "CMA 07 looks at it and signs" in screen_text(app), "it says who does")
        assert app.screen is app.bench, "he is asked for neither"
        assert told(asking, "audit.reviewed") == []


async def test_what_the_lead_did_himself_waits_for_another_who_may_sign(asking: Clinic) -> None:
    happen(asking.home)
    works_as(demo_settings(asking.home), CMA, Role.PRIVACY_OFFICER, LEAD)
    app = asking.app()
    async with driven(app, size=NARROW, notifications=True) as pilot:
        await at_the_review(asking, pilot, app)
        await at_line(pilot, app, "erased")
        await pilot.press("f6")
        await wait_for(pilot, lambda: "it is your own doing" in screen_text(app), "it says why")
        await wait_for(pilot, lambda: "CMA 07 looks at it and signs" in screen_text(app), "and who does")
        assert app.screen is app.bench


async def test_home_tells_of_it_and_leads_there(asking: Clinic) -> None:
    happen(asking.home, by_keys=PINS[LEAD])
    app = asking.app()
    async with driven(app, size=NARROW) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, LEAD, "lead 01")
        await wait_for(pilot, lambda: "reset by the keys" in screen_text(app), "home tells of it")
        await pilot.press("f2")
        await wait_for(pilot, lambda: "look at a PIN" in screen_text(app), "it is among what is to be done")
        for _ in range(20):
            if app.bench.view == "duties" and getattr(app.bench.pane, "chosen", None) is not None:
                if app.bench.pane.chosen.code == "by_keys":  # type: ignore[attr-defined]  # the pane of what is to be done
                    break
                await pilot.press("down")
            await pilot.pause(0.1)
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.bench.view == "review", "Enter leads to the review")


async def test_whoever_may_not_is_not_led_there(asking: Clinic) -> None:
    app = asking.app()
    async with driven(app, size=NARROW) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        app.bench.action_view("review")
        assert app.bench.view == ""
        assert "review" not in {each.argument for each in app.bench.possible()}


def test_each_kind_says_why_it_stands_out() -> None:
    assert set(WHY) == set(WORDS)


async def test_a_privacy_officer_who_sees_no_stock_is_told_of_it_at_home_as_well(asking: Clinic) -> None:
    happen(asking.home, by_keys=PINS[LEAD])
    works_as(demo_settings(asking.home), CMA, Role.PRIVACY_OFFICER, LEAD)
    app = asking.app()
    async with driven(app, size=NARROW) as pilot:
        await at_the_gate(pilot, app)
        await signed_in(pilot, app, CMA, "CMA 07")
        await wait_for(pilot, lambda: "look at a PIN reset by the keys" in screen_text(app), "home tells of it")
        assert "Stock is not shown" in screen_text(app)
        app.bench.action_view("review")
        await wait_for(pilot, lambda: "to sign for" in screen_text(app), "and leads there")
