"""A walk through every screen as each role: it shows only what it may, and offers nothing that is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Input

from tests.laboratory import ANNE, CARA, RACK, REQUISITION
from tests.people.asking import PIN, begin
from tests.tui.driving import banner, scan, screen_text, settled, shot, wait_for
from tests.tui.lab import COUNTS, Lab, lab_settings
from tests.tui.resting import driven
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.cli.verbs import VERBS
from tracker.inventory.subjects import PersonSubject
from tracker.jobs.desk import Desk, JobName
from tracker.jobs.job_authority import JOBS
from tracker.people.access import Role
from tracker.people.permissions import DEFAULTS, Permission
from tracker.people.proofs import Proof
from tracker.tui.app import TrackerApp
from tracker.tui.authority import FAMILIES, KEYS, VIEWS
from tracker.tui.dialogs.emergency import EmergencyDialog
from tracker.tui.dialogs.reveal import ReasonDialog
from tracker.tui.keys import pressed
from tracker.tui.offers import offers
from tracker.tui.panes.making import made_pane
from tracker.tui.screens.bench import Bench
from tracker.tui.shell_words import AT_THE_SHELL

SIZE = (120, 40)
"""The wide screen shows more: whatever must not be seen must not be seen there."""
SIGHT = {Permission.STOCK_SEE, Permission.SPECIMEN_SEE}
GAUZE = house.item_code(2)
LEFT = tuple(
    shot(code)
    for code in (
        *(command_code(Command.USE), house.location_code(3), GAUZE),
        *(command_code(Command.SPIN), COUNTS[0]),
    )
)
"""What a colleague has done before, and left in the history: stock used, and a tube refused."""
TUBE = re.compile(r"\b\d{8} \d{2}\b")
MONEY = re.compile(r"\b\d+\.\d{2}\b")


SHARED = {"home", "waste", "accept"}
"""Made before, or drawn by another job's pane."""
OF_JOBS = {job.value for job in JobName}


async def signed_in(lab: Lab, app: TrackerApp, pilot: Pilot[Any], badge: str = ANNE) -> None:
    await wait_for(pilot, lambda: app.link.station is not None, "the station is open")
    lab.station.signing.sign_in(badge, Proof(PIN))

    def is_here() -> bool:
        session = app.link.desk.session
        return session is not None and session.badge == badge and app.screen is app.bench and app.bench.is_settled

    await wait_for(pilot, is_here, "the first screen is drawn")


def asks(lab: Lab, role: Role) -> None:
    """Anne works here as ``role``, in a clinic that asks who she is."""
    begin(lab_settings(lab.home), {ANNE: role, CARA: Role.LEAD})


def names(lab: Lab) -> list[str]:
    """Of what only the stock knows: a container's name stands beside its tubes as well."""
    with lab.station.read() as reader:
        found = reader.connection.exec_driver_sql("SELECT name FROM item EXCEPT SELECT name FROM container")
        return [str(each) for each in found.scalars()]


async def said(app: TrackerApp, pilot: Pilot[Any], *commands: Command) -> None:
    """As keys say it, and until the last is answered and drawn."""
    before = app.link.latest.counts.scanned if app.link.latest is not None else 0
    for command in commands:
        app.link.submit(pressed(command, app.link.now()))
    await settled(pilot, app, before + len(commands))


def is_among(needed: tuple[Permission, ...], may: frozenset[Permission]) -> bool:
    return not needed or not may.isdisjoint(needed)


@pytest.mark.parametrize("role", Role)
async def test_each_role_comes_to_its_views_and_jobs_and_is_offered_no_other(lab: Lab, role: Role) -> None:
    asks(lab, role)
    app, may = lab.app(), DEFAULTS[role]
    async with driven(app, size=SIZE) as pilot:
        await signed_in(lab, app, pilot)
        for name in (each for each in VIEWS if each not in OF_JOBS):
            app.bench.action_view(name)
            assert (app.bench.view == name) == is_among(VIEWS[name], may), name
            app.bench.action_view("")
        opened: set[JobName] = set()
        lab.station.subscribe(lambda outcome: opened.add(outcome.desk.job))
        await said(app, pilot, *(Command(job.value) for job in JobName), Command.HOME)
        assert opened - {JobName.HOME} == {job for job in JobName if JOBS[job] and is_among(JOBS[job], may)}
        offered = app.bench.possible()
        jobs = {JobName(each.command.value) for each in offered if each.command and each.command.value in OF_JOBS}
        assert jobs == opened - {JobName.HOME}
        views = {each.argument for each in offered if each.action == "view"}
        assert all(is_among(VIEWS[each], may) for each in views), views


@pytest.mark.parametrize("role", [role for role in Role if not DEFAULTS[role] >= SIGHT])
async def test_a_role_that_may_not_see_all_finds_it_on_no_screen(lab: Lab, role: Role) -> None:
    """Neither in its own views nor in those that it is refused, nor behind what a colleague has left on the screen."""
    asks(lab, role)
    app, may = lab.app(), DEFAULTS[role]
    async with driven(app, size=SIZE) as pilot:
        await signed_in(lab, app, pilot, CARA)
        of_stock = names(lab)
        await scan(app, pilot, *LEFT)
        before = {outcome.desk.job for outcome in app.link.log}
        assert before == {JobName.USE, JobName.SPIN}, "both are in the history"
        await said(app, pilot, Command.HOME)
        await signed_in(lab, app, pilot)
        look(app, may, of_stock, "at first")
        for name in (each for each in VIEWS if each not in OF_JOBS and is_among(VIEWS[each], may)):
            app.bench.action_view(name)
            await wait_for(pilot, lambda: app.bench.is_settled, "the view is drawn")
            look(app, may, of_stock, name)
        app.bench.action_view("")
        for job in JobName:
            await said(app, pilot, Command(job.value))
            look(app, may, of_stock, job.value)
            if job in (JobName.HOME, JobName.FIND, JobName.BOARD):
                await scan(app, pilot, shot(GAUZE), shot(COUNTS[0]), shot(RACK))
                look(app, may, of_stock, f"{job.value}, with something scanned")


def look(app: TrackerApp, may: frozenset[Permission], of_stock: list[str], where: str) -> None:
    shown = screen_text(app)
    if Permission.STOCK_SEE not in may:
        assert [name for name in of_stock if name in shown] == [], f"{where}\n{shown}"
        assert MONEY.findall(shown) == [], where
    if Permission.SPECIMEN_SEE not in may:
        assert TUBE.findall(shown) == [], f"{where}\n{shown}"


@pytest.mark.parametrize(("role", "keys"), [(Role.COURIER, set()), (Role.AUDITOR, {"F2", "F4"})])
async def test_a_key_that_would_be_refused_is_not_shown(lab: Lab, role: Role, keys: set[str]) -> None:
    """At home F2 leads to what is to be done, F4 to what to order, F9 to the next room, F6 to WASTE."""
    asks(lab, role)
    app = lab.app()
    async with driven(app, size=SIZE, notifications=True) as pilot:
        await signed_in(lab, app, pilot)
        await said(app, pilot, Command.HOME)
        line = screen_text(app).splitlines()[-1]
        assert "Scan a room" not in banner(app), "neither restocks one"
        assert ("Scan an item or a tube" in banner(app)) == (role is Role.AUDITOR)
        assert {key for key in ("F2", "F4", "F6", "F9") if f"{key} " in line} == keys
        app.bench.action_view("orders")
        if role is Role.COURIER:
            await wait_for(pilot, lambda: "NOT PERMITTED" in screen_text(app), "it is said why not")
        assert (app.bench.view == "orders") == (role is Role.AUDITOR)


async def test_the_table_of_views_is_that_of_the_panes(lab: Lab) -> None:
    app = lab.app()
    async with driven(app, size=SIZE):
        made = {made_pane(name).id for name in VIEWS if name not in SHARED}
    assert made == set(VIEWS) - SHARED


async def test_who_may_not_see_a_name_is_asked_why_it_must_be_first_and_is_told_until_when(lab: Lab) -> None:
    asks(lab, Role.ASSISTANT)
    app = lab.app()
    async with driven(app, size=(80, 24)) as pilot:
        await signed_in(lab, app, pilot)
        await scan(app, pilot, shot(command_code(Command.BOARD)), shot(REQUISITION))
        await wait_for(pilot, lambda: "F9 name" in screen_text(app), "a name can be asked for")
        app.bench.action_reveal()
        is_asked = "why it is an emergency is asked first"
        await wait_for(
            pilot, lambda: isinstance(app.screen, EmergencyDialog) and isinstance(app.focused, Input), is_asked
        )
        app.screen.query_one(Input).value = "unconscious, allergies needed"
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(app.screen, ReasonDialog), "then as ever why the name")
        assert screen_text(app).startswith(" EMERGENCY ACCESS until"), "all the while"
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Doe, Jane" in screen_text(app), "the name is shown")


FREE = {
    **dict.fromkeys(("help", "menu", "reasons", "leave_view", "done", "quit"), "the way about the screen"),
    **dict.fromkeys(("yes", "no"), "answers what was asked; what it carries out asks for its own"),
    **dict.fromkeys(("sign_out", "type_code", "quantity"), "what a scan says, which asks for its own"),
    **dict.fromkeys(("test_scanner", "record"), "about the scanner"),
    "view": "each view asks for its own",
    "command": "each command asks for its own",
}
"""Keys and offers that ask for nothing, and why."""


def test_every_key_and_offer_names_its_permission_or_why_it_needs_none() -> None:
    actions = {each.action for each in Bench.BINDINGS if isinstance(each, Binding)}
    named = {found[1] if (found := re.fullmatch(r"command\('(\w+)'\)", each)) else each for each in actions}
    desks = [Desk(job=job, operator=PersonSubject(ANNE, "Anne A.")) for job in JobName]
    offered = [each for desk in desks for each in offers(desk, has_label=True, has_several_sites=True)]
    named |= {each.command.value if each.command is not None else each.action for each in offered}
    unnamed = {each for each in named if each not in KEYS and not each.startswith(tuple(FAMILIES))}
    assert unnamed - set(FREE) == set()
    assert {each.argument for each in offered if each.action == "view"} <= set(VIEWS)


async def test_whose_work_has_no_screen_is_told_by_the_menu_where_it_is_done(lab: Lab) -> None:
    asks(lab, Role.PRIVACY_OFFICER)
    app = lab.app()
    async with driven(app, size=SIZE) as pilot:
        await signed_in(lab, app, pilot)
        (offer,) = [each for each in app.bench.possible() if each.action == "shell"]
        app.bench.take_offer(offer)
        await wait_for(pilot, lambda: "tracker patient erase" in screen_text(app), "what he may do is named")
        assert "tracker audit review" in screen_text(app)
        assert "tracker keys rotate" not in screen_text(app)


@pytest.mark.parametrize("verb", sorted({line.split(" ")[1] for line in AT_THE_SHELL.values()}))
def test_what_is_named_there_is_a_verb_of_the_command_line(verb: str) -> None:
    assert verb in VERBS
