"""Every service asks for its permission: found in the source, and tried at the door by each role."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields
from importlib import import_module
from typing import get_args

import pytest

from tests.clinic import AT, TODAY, Clinic
from tests.people.asking import ask_who
from tests.people.walking import EDGES, ROOMS, functions, unasked, verbs_unasked
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.hardware.scan import new_id
from tracker.inventory.orders import Order as StockOrder
from tracker.inventory.orders import Pulling
from tracker.jobs.authority import ORDERS, STEPS, needed_for
from tracker.jobs.desk import JobName
from tracker.jobs.job_authority import JOBS
from tracker.jobs.orders import Order
from tracker.journal.occasion import Occasion
from tracker.journal.pen import Pen
from tracker.people.access import Role
from tracker.people.permissions import DEFAULTS, NEVER, READS, UNATTENDED, Permission
from tracker.people.permitting import NO_PERSON, Authority, needed
from tracker.specimens.custody import STEPS as CUSTODY_STEPS
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.orders import SpecimensOrder, Step
from tracker.specimens.states import Do
from tracker.station.performing import Hand, perform
from tracker.store.connection import Connection

NOBODYS = {
    "tracker.backups.restoring:_mark": "writes into the restored copy, which is nobody's clinic yet",
    "tracker.journal.checkpoints:make_checkpoint": "says nothing but what is there; the station makes it by itself",
    "tracker.journal.tree:Sequencer._close_tile": "reckoned from the journal, for a checkpoint",
    "tracker.journal.tree:Sequencer._enter": "reckoned from the journal, for a checkpoint",
    "tracker.journal.writing:Journal.append": "the journal itself: a refusal is written into it as well",
    "tracker.journal.writing:open_journal": "a station's first start",
    "tracker.labelling.queue:_move": "what became of a label that was sent: the printer's word, or the program's end",
    "tracker.labelling.queue:_record": "the same in the journal",
    "tracker.labelling.scanned:record_scanned": "what became of a label that was sent: a scan's word, whoever holds it",
    "tracker.labelling.specimen_doubt:record_doubt": "what became of a label that was sent",
    "tracker.labelling.specimen_doubt:record_sending": "before it is sent; who asked for it was asked",
    "tracker.labelling.specimen_doubt:record_sent": "what became of a label that was sent",
    "tracker.people.credentials:_store": "somebody's own PIN, which is his to choose; a lead's reset was asked",
    "tracker.people.credentials:_tell": "the same in the journal",
    "tracker.people.credentials:renew_verifier": "the same PIN under today's setting, when it was right",
    "tracker.people.credentials:reset_by_keys": "whoever holds the keys, where nobody is left who could be asked",
    "tracker.people.peppered:tell_pepper": "which pepper the PINs were hashed over: whoever made it holds the keys",
    "tracker.people.signatures:sign_act": "behind what is signed, which was asked",
    "tracker.people.signing_in:_failed": "who comes is nobody yet; that he was refused is recorded",
    "tracker.people.tried:keep_try": "what somebody may not do, and tried: that he was refused is recorded",
    "tracker.specimens.naming:keep_named": "what somebody wrote named a patient: that he was refused is recorded",
    "tracker.people.tries:add_tries": "who comes is nobody yet; that he tries is counted first",
    "tracker.people.tries:forget_tries": "the proof was right; a lead's release was asked",
    "tracker.people.tries:take_back_try": "where no PIN can be right, none that was typed counts",
    "tracker.people.signatures:sign": "who does what is signed was asked, and who signs has proved himself",
}
"""What the program does by itself, with the reason why nobody is asked."""
PARTS = {
    "tracker.exchange.importing:import_file": "chooses which import; each asks for its own",
    "tracker.inventory.count_cases:end": "a count's step",
    "tracker.inventory.count_cases:record": "a count's step in the journal",
    "tracker.inventory.recall_acts:record": "a recall's step in the journal",
    "tracker.labelling.queue:settle": "the printer's word",
    "tracker.labelling.queue:doubt_interrupted": "the program's end",
    "tracker.labelling.scanned:record_scanned": "a scan's word",
    "tracker.labelling.specimen_doubt:record_sending": "before it is sent",
    "tracker.labelling.specimen_doubt:record_sent": "the printer's word",
    "tracker.labelling.specimen_doubt:record_doubt": "the printer's word",
    "tracker.people.credentials:set_proof": "somebody's own PIN, and nobody else's: it refuses another's hand",
    "tracker.people.credentials:renew_verifier": "the same PIN under today's setting, when it was right",
    "tracker.people.credentials:reset_by_keys": "whoever holds the keys, where nobody is left who could be asked",
    "tracker.people.credentials:release_by_keys": "whoever holds the keys, where nobody is left who could be asked",
    "tracker.people.signatures:sign_act": "a part of what is signed",
    "tracker.people.signing_in:conclude": "who comes is nobody yet",
    "tracker.people.tried:keep_try": "who was refused is nobody who was let in",
    "tracker.specimens.naming:keep_named": "who was refused is nobody who was let in",
    "tracker.people.signatures:sign": "a part of what is signed",
    "tracker.people.signatures:last_event": "reads",
}
"""What takes a pen and asks for nothing: a part of what has asked."""
STATIONS_OWN = {
    "tracker.station.admitting:tell_left": "that somebody has left",
    "tracker.station.scan_records:_keep": "what a scan said: a refused one, too",
    "tracker.station.scan_records:record": "the raw scan with its verdict: a refused one, too",
    "tracker.station.founded:tell_founded": "before there is anybody to ask",
    "tracker.station.pruning:_blank": "a part of what asks",
    "tracker.station.pruning:_tell": "a part of what asks",
    "tracker.station.rotating:_tell": "a part of what asks",
    "tracker.station.selftesting:_database": "a database of its own, thrown away",
    "tracker.station.signing_in:SigningIn._begin": "that somebody has come, who has proved himself",
}
READ_UNASKED = {
    "doctor": "counts and compares; no patient comes out of it",
    "patient_copies": "behind an export, which asked",
    "patient_erasing": "behind an erasure, which asked",
    "queue": "numbers of tubes and orders whose label is not out, or whether a reason names somebody; no patient comes out",
    "report_access": "behind the report's own question",
    "report_specimens": "behind the report's own question",
    "restore": "whether an erased patient is there again, by number",
    "specimen_reprint": "before the reprint, which asks before anything comes out",
    "staff_keys": "whether a reason names somebody",
    "staff_people": "whether a name of staff holds a record number",
}
"""Files of the command line that read patients' tables on a way where nobody is asked, with the reason why."""
BADGES = {role: house.badge_code(100 + number) for number, role in enumerate(Role)}
ENDED, UNKNOWN = house.badge_code(200), house.badge_code(201)


@pytest.fixture
def asking(clinic: Clinic) -> Clinic:
    ask_who(clinic.database, {**{badge: role for role, badge in BADGES.items()}, ENDED: Role.LEAD})
    clinic.execute("UPDATE staff SET ended_at = ? WHERE badge = ?", (AT, ENDED))
    return clinic


def services() -> Iterator[Callable[..., object]]:
    for path, each in functions().items():
        module, name = path.split(":")
        if each.takes_pen and each.room in ROOMS and "." not in name and not name.startswith("_"):
            service: Callable[..., object] = getattr(import_module(module), name)
            if path not in PARTS:
                yield service


def orders() -> Iterator[Order]:
    """One of each kind, with nothing in it: whoever is asked at the door does not look into it."""
    kinds = {*_kinds(StockOrder), *_kinds(Pulling), *_kinds(SpecimensOrder)} - {Step}
    for kind in sorted(kinds, key=lambda each: each.__name__):
        yield kind(*[None] * len(fields(kind)))
    for do in sorted(CUSTODY_STEPS):
        yield Step(do, (), "")


def _kinds(union: object) -> tuple[type, ...]:
    return get_args(union)


def called(asking: Clinic, badge: str, service: Callable[..., object]) -> str:
    """What comes of it when ``badge`` calls the service with nothing: ``not_permitted``, or it was let in."""
    others = [name for name in inspect.signature(service).parameters if name not in ("connection", "pen")]
    pen = Pen(asking.journal, AT, badge)
    return tried(asking, lambda connection: service(connection=connection, pen=pen, **dict.fromkeys(others)))


def performed(asking: Clinic, badge: str, order: Order) -> str:
    occasion = Occasion(new_id(), AT, TODAY)
    return tried(asking, lambda connection: _perform(connection, order, occasion, badge))


def _perform(connection: Connection, order: Order, occasion: Occasion, badge: str) -> None:
    perform(connection, order, occasion, DeadlineRules(), Hand(Authority(connection), badge))


def tried(asking: Clinic, act: Callable[[Connection], object]) -> str:
    """``let in``, or why not. Nothing of it stays; what an empty hand meets behind the door is not the door's."""
    code = "let in"
    with suppress(InterruptedError), asking.database.writing() as connection:
        with suppress(Exception):
            try:
                act(connection)
            except Refusal as refusal:
                code = refusal.code
        raise InterruptedError
    return code


def test_whatever_writes_is_reached_by_way_of_somebody_who_was_asked() -> None:
    found = unasked()
    assert {path: way for path, way in found.items() if path not in NOBODYS} == {}
    assert set(NOBODYS) <= set(found), "a reason is left over"


def test_the_station_itself_writes_only_what_is_nobodys_or_was_asked() -> None:
    """What stands at the edge and writes tables by its own hand."""
    found = {path for path, each in functions().items() if each.room in EDGES and each.writes and not each.is_guarded}
    assert found == set(STATIONS_OWN)


def test_no_verb_reads_patients_for_whom_nobody_has_asked() -> None:
    """A verb that shows an order is as much a service as one that changes it."""
    assert verbs_unasked() == set(READ_UNASKED)


def test_every_public_service_that_takes_a_pen_names_its_permission() -> None:
    found = list(services())
    assert len(found) > 40
    assert [f"{each.__module__}:{each.__name__}" for each in found if needed(each) is None] == []


def test_every_kind_of_order_and_every_job_names_its_permission() -> None:
    kinds = {*_kinds(StockOrder), *_kinds(SpecimensOrder)}
    assert set(ORDERS) == kinds - {Step}
    assert set(STEPS) == set(CUSTODY_STEPS)
    assert set(JOBS) == set(JobName)
    assert [name for name, needs in JOBS.items() if not needs] == [JobName.HOME]


@pytest.mark.parametrize("role", Role)
def test_each_role_is_let_in_where_the_table_says_so_and_nowhere_else(asking: Clinic, role: Role) -> None:
    for service in services():
        permission = needed(service)
        is_refused = called(asking, BADGES[role], service) == "not_permitted"
        assert is_refused == (permission not in DEFAULTS[role]), f"{service.__module__}:{service.__name__}"
    for order in orders():
        is_refused = performed(asking, BADGES[role], order) == "not_permitted"
        assert is_refused == (needed_for(order) not in DEFAULTS[role]), order


@pytest.mark.parametrize("badge", [ENDED, UNKNOWN, "", "unsigned", NO_PERSON, "demo"])
def test_nobody_an_ended_and_an_unknown_badge_do_nothing(asking: Clinic, badge: str) -> None:
    may = {Permission.LABEL_PRINT} if badge == NO_PERSON else set()
    for service in services():
        is_refused = called(asking, badge, service) == "not_permitted"
        assert is_refused == (needed(service) not in may), f"{service.__module__}:{service.__name__}"
    for order in orders():
        assert performed(asking, badge, order) == "not_permitted", order


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_audits_or_keeps_the_program_changes_nothing_of_stock_custody_or_patients(
    asking: Clinic, role: Role
) -> None:
    """Whatever the clinic has said of them."""
    said = [(role.value, permission.value) for permission in Permission]
    with asking.database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO role_permission (role, permission, is_allowed) VALUES (?, ?, 1)", said)
    for service in services():
        if not str(needed(service)).startswith("program."):
            assert called(asking, BADGES[role], service) == "not_permitted", f"{service.__module__}:{service.__name__}"
    for order in orders():
        assert performed(asking, BADGES[role], order) == "not_permitted", order


def test_a_clinic_of_badges_alone_asks_nobody(clinic: Clinic) -> None:
    for service in services():
        assert called(clinic, "unsigned", service) != "not_permitted"
    for order in orders():
        assert performed(clinic, "", order) != "not_permitted"


def test_a_courier_who_ships_collects_nothing_and_sees_no_stock() -> None:
    of_courier = DEFAULTS[Role.COURIER]
    assert {Permission.SPECIMEN_ARRIVE, Permission.SPECIMEN_HAND_OFF, Permission.SPECIMEN_ACCEPT} <= of_courier
    assert {each for each in of_courier if each.split(".")[0] in ("stock", "order", "par", "catalogue")} == set()
    assert Permission.SPECIMEN_COLLECT not in of_courier
    assert Permission.PATIENT_REVEAL not in of_courier


def test_what_nobody_must_answer_for_changes_neither_stock_nor_custody_nor_names_a_patient() -> None:
    """A report of custody has no patient in it; its bundle, which leaves the house, is given out by somebody."""
    assert Permission.PATIENT_SEE not in UNATTENDED
    assert {each.split(".")[0] for each in UNATTENDED - READS} == {"program", "label"}
    assert not any(each.startswith("patient.") for each in UNATTENDED)
    assert Permission.CUSTODY_EXPORT not in UNATTENDED


def test_the_defaults_keep_to_what_no_clinic_can_permit() -> None:
    assert {role: DEFAULTS[role] & never for role, never in NEVER.items()} == {role: frozenset() for role in NEVER}
    assert set(DEFAULTS) == set(Role)
    assert {Do.LABEL, Do.COLLECT} & set(STEPS) == set(), "they have orders of their own"
