"""Which screens each role comes to, as a table: ``python -m tests.tui.role_walk``. Driven, and not reckoned from the table
of permissions: ``open`` it is shown and offered, ``hidden`` it is neither, ``refused`` its barcode was scanned and told why
not. ``!`` is a fault: offered and not shown, or shown and not offered.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tests.laboratory import LABORATORY
from tests.tui.lab import Lab, build_lab
from tests.tui.resting import driven
from tests.tui.test_roles import OF_JOBS, SIZE, asks, said, signed_in
from tracker.barcodes.commands import Command
from tracker.jobs.desk import JobName
from tracker.people.access import Role
from tracker.tui.app import TrackerApp
from tracker.tui.authority import CLOSED, VIEWS
from tracker.tui.panes.closed import ClosedPane

ALWAYS_OFFERED = frozenset({"item", "count_sheet", "camera", "labels", "devices", "transfers", "unplaced", CLOSED})
"""Reached from another screen, by a key, or only where there is a camera or a second site."""


async def walked(lab: Lab, app: TrackerApp, pilot: Pilot[Any]) -> dict[str, str]:
    """Every view, then every job."""
    await signed_in(lab, app, pilot)
    offered = app.bench.possible()
    views = {each.argument for each in offered if each.action == "view"}
    commands = {each.command.value for each in offered if each.command is not None}
    found = {}
    for name in (each for each in VIEWS if each not in OF_JOBS and each != CLOSED):
        app.bench.action_view(name)
        is_open = app.bench.view == name
        is_offered = name in views or (name in ALWAYS_OFFERED and is_open)
        found[name] = "!" if is_open != is_offered else "open" if is_open else "hidden"
        app.bench.action_view("")
    for job in JobName:
        if job is JobName.HOME:
            continue
        await said(app, pilot, Command(job.value))
        is_open = app.link.desk.job is job and not isinstance(app.bench.pane, ClosedPane)
        refused = app.link.latest is not None and app.link.latest.verdict.code == "not_permitted"
        is_fault = is_open == refused or (is_open != (job.value in commands) and job is not JobName.BOARD)
        found[job.value] = "!" if is_fault else "open" if is_open else "refused"
        await said(app, pilot, Command.HOME)
    return found


async def table() -> dict[Role, dict[str, str]]:
    found = {}
    with tempfile.TemporaryDirectory() as name:
        template = Path(name) / "template"
        template.mkdir()
        build_lab(template)
        for role in Role:
            lab = Lab(template, Path(name) / role.value, home_screen="board", partner_code=LABORATORY)
            asks(lab, role)
            app = lab.app()
            async with driven(app, size=SIZE) as pilot:
                found[role] = await walked(lab, app, pilot)
            lab.close()
    return found


def main() -> None:
    found = asyncio.run(table())
    screens = next(iter(found.values()))
    sys.stdout.write(f"{'screen':14}" + "".join(f"{role.value[:9]:>10}" for role in Role) + "\n")
    for screen in screens:
        sys.stdout.write(f"{screen:14}" + "".join(f"{found[role][screen]:>10}" for role in Role) + "\n")


if __name__ == "__main__":
    main()
