"""The buyer's screen: what to order with its arithmetic, changed or left out, and made into orders that can be sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.driving import SIZE, Clinic, banner, ready, scan, screen_text, shot, wait_for
from tests.tui.reorder_steps import made, pane, shown
from tests.tui.resting import driven
from tracker.tui.allowing import Now, may
from tracker.tui.dialogs.packs import PacksDialog
from tracker.tui.panes.reorder_made import key_of


async def test_each_line_says_its_arithmetic_and_what_its_rule_would_have_served(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        text = screen_text(app)
        chosen = pane(app).chosen
        assert chosen is not None
        level, usable, lacks = chosen.level.quantity, chosen.usable, chosen.lacks
        assert f"Level {level} - {usable} usable - 0 on order = {lacks}" in text
        assert "Achieved fill" in text
        assert "TO ORDER" in banner(app)
        before = chosen.situation.item.name
        await pilot.press("down")
        await wait_for(pilot, lambda: pane(app).chosen is not chosen, "the next one is under the hand")
        after = pane(app).chosen
        assert after is not None
        assert after.situation.item.name != before
        await wait_for(pilot, lambda: f"Level {after.level.quantity} - " in screen_text(app), "it is explained")


async def test_what_threatens_most_to_run_out_stands_first(past: Clinic) -> None:
    lines = past.open().ask(lambda reader: reader.proposal())
    days = [each.usable / each.level.per_day for each in lines if each.level.per_day]
    assert days == sorted(days)
    assert len(days) >= 5


async def test_a_changed_line_is_ordered_as_changed_and_one_left_out_not_at_all(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        first = pane(app).chosen
        assert first is not None
        assert first.packed is not None
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PacksDialog), "how many is asked")
        await pilot.press(*str(first.packed.packs + 3), "enter")
        await wait_for(pilot, lambda: "by hand" in screen_text(app), "it is changed")
        await pilot.press("down")
        second = pane(app).chosen
        assert second is not None
        await pilot.press("x")
        await wait_for(pilot, lambda: "left out" in screen_text(app), "it is left out")
        await made(pilot, app)
        station = past.station
        ordered = [each for order in station.ask(lambda reader: reader.purchase_orders()) for each in order.lines]
        packs = {each.item.id: each.packs for each in ordered}
        assert packs[first.situation.item.id] == first.packed.packs + 3
        assert second.situation.item.id not in packs
        why = next(each.why for each in ordered if each.item.id == first.situation.item.id)
        assert why.endswith(f"made {first.packed.packs + 3} by hand.")


async def test_more_than_a_year_s_use_is_asked_about_once_more(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        first = next(each for each in pane(app).lines if each.level.per_day > 0 and each.packed is not None)
        await pilot.press(*["down"] * pane(app).lines.index(first))
        assert first.packed is not None
        wanted = int(first.level.per_day * 365 * 1.5 / first.packed.offer.factor) + 1
        assert wanted > 10
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PacksDialog), "how many is asked")
        await pilot.press(*str(wanted), "enter")
        await wait_for(pilot, lambda: "Is that meant?" in screen_text(app), "it is asked about")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "by hand" in screen_text(app), "it is changed")


async def test_no_packs_are_refused_in_the_dialog_and_change_nothing(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        before = pane(app).lines
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PacksDialog), "how many is asked")
        await pilot.press("0", "enter")
        await wait_for(pilot, lambda: "cannot be ordered" in screen_text(app), "it is refused")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not app.screen.is_modal, "it is left")
        assert pane(app).lines == before


@pytest.mark.parametrize("view", ["reorder", "orders"])
def test_at_the_buyers_desk_no_key_does_what_belongs_to_a_job(view: str) -> None:
    from tracker.jobs.desk import Desk, JobName

    for job in JobName:
        now = Now(Desk(job=job), view, "", has_label=True)
        assert not any(may(each, now) for each in ("quantity", "nth", "slot", "waste", "reasons", "next_room", "label"))


async def test_what_if_a_higher_service_level_held_is_told_and_ordered_only_after_it_was_said(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        as_set = {each.situation.item.id: each.level.quantity for each in pane(app).lines}
        for _ in range(5):
            await pilot.press("l")
        await wait_for(pilot, lambda: "WHAT IF 99% service" in banner(app), "it is told")
        await wait_for(pilot, lambda: any("for 99%" in each.why for each in pane(app).lines), "it is reckoned")
        higher = [each for each in pane(app).lines if each.level.per_day and each.situation.item.id in as_set]
        assert higher
        assert all((each.level.quantity or 0) > (as_set[each.situation.item.id] or 0) for each in higher)
        await pilot.press("f6")
        await wait_for(pilot, lambda: "not as it is set" in screen_text(app), "it is said before it is ordered")
        await pilot.press("escape", "l")
        await wait_for(pilot, lambda: "TO ORDER" in banner(app), "all is as it is set again")


async def test_what_was_changed_and_left_out_is_there_again_after_a_what_if(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        first = pane(app).chosen
        assert first is not None
        assert first.packed is not None
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, PacksDialog), "how many is asked")
        await pilot.press(*str(first.packed.packs + 3), "enter")
        await wait_for(pilot, lambda: "by hand" in screen_text(app), "it is changed")
        await pilot.press("down")
        second = pane(app).chosen
        assert second is not None
        await pilot.press("x")
        await wait_for(pilot, lambda: "left out" in screen_text(app), "it is left out")
        for service in ("85%", "90%", "95%", "98%", "99%"):
            await pilot.press("l")
            await wait_for(pilot, lambda service=service: f"WHAT IF {service}" in banner(app), "it is told")  # type: ignore[misc]
        await wait_for(pilot, lambda: any("for 99%" in each.why for each in pane(app).lines), "it is reckoned")
        assert key_of(second) not in {key_of(each) for each in pane(app).wanted}, "left out stays left out"
        assert "without the 1 line changed by hand" in banner(app), "it is said at once that the change is not in it"
        await pilot.press("f6")
        await wait_for(pilot, lambda: "1 line that was changed" in screen_text(app), "what is not in it is said")
        await pilot.press("escape")
        await pilot.press("l")
        await wait_for(pilot, lambda: "TO ORDER" in banner(app), "all is as it is set again")
        made = {key_of(each): each for each in pane(app).wanted}
        again = made[key_of(first)].packed
        assert again is not None
        assert again.packs == first.packed.packs + 3
        assert key_of(second) not in made


async def test_what_is_tried_stays_told_while_a_refused_scan_has_the_banner(past: Clinic) -> None:
    app = past.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await shown(pilot, app)
        await pilot.press("l")
        await wait_for(pilot, lambda: "WHAT IF 85% service" in banner(app), "it is told")
        await pilot.pause(0.3)  # a scan right behind a key would be taken for more keys
        await scan(app, pilot, shot("I00010475"))
        await wait_for(pilot, lambda: "WHAT IF" not in banner(app), "the scan has the banner")
        assert app.bench.view == "reorder"
        assert "WHAT IF 85% service" in screen_text(app)


async def test_a_par_level_that_no_longer_fits_is_taken_with_one_key(lived_template: Path, tmp_path: Path) -> None:
    lived = Clinic(lived_template, tmp_path / "home")
    app = lived.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await ready(pilot, app)
        before = lived.station.ask(lambda reader: reader.par_drift())
        app.bench.action_view("par")
        await wait_for(pilot, lambda: "Saline flush" in screen_text(app), "what does not fit is listed")
        await pilot.press("enter")
        await wait_for(
            pilot, lambda: len(lived.station.ask(lambda reader: reader.par_drift())) == len(before) - 1, "it is set"
        )
        after = lived.station.ask(lambda reader: reader.par_drift())
        (taken,) = {(each.room.id, each.item.id) for each in before} - {(each.room.id, each.item.id) for each in after}
        assert taken == (before[0].room.id, before[0].item.id), "the one under the hand, and no other"
        await wait_for(pilot, lambda: app.bench.is_settled, "the list is read anew")
        await pilot.press("f6")
        await wait_for(pilot, lambda: "Set " in screen_text(app), "all of them are asked about")
        await pilot.press("down", "enter")
        await wait_for(pilot, lambda: "Every par level fits" in screen_text(app), "none is left")
