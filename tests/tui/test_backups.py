"""The top line says that the last backup is too old, or that the disk is full, and nothing while all is well."""

from __future__ import annotations

from typing import Any, cast

import pytest

from tests.tui.driving import Clinic, ready, screen_text, wait_for
from tests.tui.resting import driven
from tracker.tui.app import TrackerApp
from tracker.tui.seam import StationLike


class Aged:
    """The station with a last backup as old as the test says."""

    def __init__(self, station: StationLike) -> None:
        self._station = station
        self.upkeep = AgedUpkeep()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._station, name)


class AgedUpkeep:
    said = warned = ""
    told: tuple[str, ...] = ()

    def backup_in_short(self) -> str:
        return self.said

    def warnings_in_short(self) -> str:
        return self.warned

    def warnings_told(self) -> tuple[str, ...]:
        return self.told


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_top_line_says_how_old_the_last_backup_is(demo: Clinic, size: tuple[int, int]) -> None:
    opened: list[Aged] = []

    def open_aged() -> StationLike:
        opened.append(Aged(demo.open()))
        return cast("StationLike", opened[0])

    app = TrackerApp(open_aged, theme="dark")
    async with driven(app, size=size) as pilot:
        await ready(pilot, app)
        assert "backup" not in screen_text(app).split("\n")[0]
        for said in ("backup ✖ 12 d", "backup ✖ none", "backup ✖ failed"):
            opened[0].upkeep.said = said
            app.bench.tick()  # it does so each second by itself
            await wait_for(pilot, lambda: f" {said}  " in screen_text(app).split("\n")[0], said)  # noqa: B023 - within the turn
        top = screen_text(app).split("\n")[0]
        assert top.startswith(" TODAY  Northgate clinic")
        assert len(top.rstrip()) <= size[0]
        opened[0].upkeep.said = ""  # and this time by itself
        await wait_for(pilot, lambda: "backup" not in screen_text(app).split("\n")[0], "it is gone")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_full_disk_is_told_with_what_to_do_and_stays_in_the_top_line(
    demo: Clinic, size: tuple[int, int]
) -> None:
    opened: list[Aged] = []

    def open_aged() -> StationLike:
        opened.append(Aged(demo.open()))
        return cast("StationLike", opened[0])

    app = TrackerApp(open_aged, theme="dark")
    async with driven(app, size=size, notifications=True) as pilot:
        await ready(pilot, app)
        opened[0].upkeep.warned, opened[0].upkeep.said = "disk ✖ full", "backup ✖ 3 d"
        opened[0].upkeep.told = (
            "The disk is full: 16 MB were kept back for this. Finish what is in hand, and free some space.",
        )
        await wait_for(pilot, lambda: "The disk is full: 16 MB" in screen_text(app), "what to do")
        top = screen_text(app).split("\n")[0]
        assert "disk ✖ full  backup ✖ 3 d" in top
        assert len(top.rstrip()) <= size[0]
        app.clear_notifications()
        await wait_for(pilot, lambda: "The disk is full " in screen_text(app), "Home goes on saying it")
        await pilot.press("f1")
        await wait_for(pilot, lambda: "hand, and free some space." in screen_text(app), "F1 says it in full")
        await pilot.press("escape")
        opened[0].upkeep.warned, opened[0].upkeep.told = "", ()
        await wait_for(pilot, lambda: "disk ✖" not in screen_text(app).split("\n")[0], "there is room again")
