"""Hostile texts in every column of the database, and the real app in a real pty: no byte of them drives the terminal.

A few states here; all of them, three times with other texts in other rows, by ``python -m tests.faults screens``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import tracker.tui.dialogs
import tracker.tui.panes
from tests.clinic import KEY
from tests.door.hostile import CODED, FREE, TEXTS, driving
from tests.door.pty_walk import walk
from tests.door.walking import STATES
from tracker.store.database import create_database
from tracker.text import safe
from tracker.tui.dialogs.dialog import Dialog
from tracker.tui.panes.pane import Pane

SCREENS: Mapping[str, str] = {
    "ArrivePane": "lab:arrive-tube",
    "BoardPane": "lab:board",
    "CameraPane": "demo:look_read",
    "CollectPane": "lab:collect",
    "CountPane": "demo:count-again",
    "CountSheetPane": "demo:count-sheet",
    "CountsPane": "demo:counts",
    "DevicesPane": "demo:devices_many",
    "DutiesPane": "bought:today",
    "ExpiringPane": "demo:opened_expiring",
    "FindPane": "demo:find",
    "HandOffPane": "lab:handoff",
    "HomePane": "demo:home",
    "ItemPane": "demo:opened_page",
    "LabPane": "lab:dispose",
    "LabelsPane": "demo:labels-none",
    "OpenedPane": "demo:opened",
    "OrdersPane": "past:reorder-order",
    "PackPane": "lab:pack",
    "ParPane": "past:par",
    "ParkedPane": "demo:parked",
    "PullPane": "demo:pull-room",
    "RecallsPane": "demo:recalls",
    "ReceivePane": "demo:received",
    "ReorderPane": "past:reorder-down",
    "RestockPane": "demo:accepted",
    "ReturnPane": "demo:return",
    "ReviewPane": "demo:review",
    "ShipPane": "lab:ship",
    "StorePane": "lab:store",
    "TransferPane": "demo:transfer",
    "TransfersPane": "demo:transfers",
    "UnplacedPane": "lab:unplaced",
    "UsingPane": "demo:use",
}
"""A state that shows it, for each pane of the one screen."""
NOTHING_FOREIGN: Mapping[str, str] = {
    "ClosedPane": "says that nothing is shown",
    "FirstLeadDialog": "asks for a name and a PIN before anything is on record",
}
"""What shows words of its own only."""
DIALOGS: Mapping[str, str] = {
    "BindingDialog": "demo:bind",
    "BlindDialog": "lab:collect-blind",
    "CodeDialog": "demo:code",
    "CurveDialog": "bought:curve",
    "DeedsDialog": "demo:recall-deeds",
    "EmergencyDialog": "demo:emergency",
    "HelpDialog": "demo:help",
    "MenuDialog": "demo:menu",
    "NewItemDialog": "demo:newitem",
    "NumberDialog": "demo:count-number",
    "OpenCountDialog": "demo:count-open",
    "OpeningDialog": "demo:cannot-open",
    "PacksDialog": "past:reorder-packs",
    "PaperTimeDialog": "demo:paper-time",
    "PatientDialog": "lab:revealed",
    "PeopleDialog": "demo:people",
    "PrintJobDialog": "demo:job",
    "PrintLabelDialog": "demo:label-first",
    "QuantityDialog": "demo:quantity",
    "QuittingDialog": "demo:quitting",
    "ReasonDialog": "lab:reveal",
    "RequisitionDialog": "lab:collect-new",
    "ReviewNoteDialog": "demo:review-note",
    "ScannerTestDialog": "demo:test-scanner",
    "SignActDialog": "demo:sign-act",
    "SignDialog": "demo:sign",
    "SignInScreen": "demo:sign-in",
    "SplitDialog": "bought:split",
    "TypingDialog": "demo:type",
    "WelcomeDialog": "demo:first-run",
    "WhyAgainDialog": "demo:again",
}


BASES = ("Form", "ListPane")


def below(kind: type[object]) -> Iterator[str]:
    """All that are shown: those which only others are made from have an underscore, or are in ``BASES``."""
    for each in kind.__subclasses__():
        yield from below(each)
        if not each.__name__.startswith("_") and each.__name__ not in BASES and each.__module__.startswith("tracker."):
            yield each.__name__


@pytest.mark.parametrize(
    ("package", "kind", "cases"),
    [(tracker.tui.panes, Pane, SCREENS), (tracker.tui.dialogs, Dialog, DIALOGS)],
    ids=["panes", "dialogs"],
)
def test_each_screen_has_a_state_in_which_it_meets_hostile_texts(
    package: object, kind: type[object], cases: Mapping[str, str]
) -> None:
    path, name = getattr(package, "__path__"), getattr(package, "__name__")  # noqa: B009 - of a module
    for module in pkgutil.iter_modules(path):
        importlib.import_module(f"{name}.{module.name}")
    assert set(below(kind)) - set(NOTHING_FOREIGN) == set(cases)
    assert set(cases.values()) <= set(STATES)


def test_each_column_of_text_is_planted_or_known_to_hold_our_own_words(tmp_path: Path) -> None:
    """For a new column: say in tests/door/hostile.py whether it holds what people type and scan, or codes of ours."""
    store = create_database(tmp_path / "new.db", KEY)
    with store.reading() as connection:
        tables = [row[1] for row in connection.exec_driver_sql("PRAGMA table_list").all() if row[2] == "table"]
        there = {
            (table, row[1])
            for table in tables
            if not table.startswith(("sqlite_", "item_words", "alembic_"))
            for row in connection.exec_driver_sql(f"PRAGMA table_info({table})").all()
            if row[2] == "TEXT"
        }
    store.close()
    free = {(table, column) for table, columns in FREE.items() for column in columns}
    coded = {(table, column) for table, columns in CODED.items() for column in columns}
    assert there == free | coded
    assert not free & coded


def test_the_search_for_what_drives_a_terminal_finds_each_of_the_texts_raw_and_none_shown() -> None:
    assert [text for text in TEXTS if not text.isprintable() and not driving(text.encode())] == []
    assert not [text for text in TEXTS if driving(safe(text, 5000).encode())]


@pytest.mark.parametrize(
    ("home", "states"),
    [
        ("demo", ("demo:accepted", "demo:label-first", "demo:recall-deeds")),
        ("lab", ("lab:revealed", "lab:ship")),
    ],
)
def test_hostile_texts_are_shown_and_drive_nothing(
    poisoned: dict[str, Path], home: str, states: tuple[str, ...]
) -> None:
    walked = walk(poisoned[home].parent, states, 240)
    assert walked.faults == []
    assert walked.shown > 20_000


def test_what_came_past_the_door_is_told() -> None:
    """The test of the test."""
    assert driving(b"\x1b[1;1H Exam 1 \x1b]2;HACKED\x07") != []
    assert driving("\x1b[1;1H Exam 1 \u202e".encode()) != []
    assert driving("\x1b[1;1H Exam 1 \x9b31m".encode()) != []
    assert driving("\x1b]22;default\x07\x1b[1;1H ✔ Exam 1 ▸ é".encode()) == []
