"""Closing a count adjusts the books, and is signed where the clinic asks for PINs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.clinic import Clinic
from tests.station.conftest import NOON
from tests.station.signing import ADA, BEN, PINS, ask_pins
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.hardware.scan import Scan
from tracker.journal.verifying import verify
from tracker.people.proofs import Proof
from tracker.station import open_station


def test_a_count_is_closed_under_a_signature_by_badge_and_pin(settings: Settings, clinic: Clinic) -> None:
    ask_pins(clinic, settings)
    clinic.execute("UPDATE staff SET role = 'lead' WHERE badge = ?", (ADA,))
    at = NOON
    station = open_station(settings, clock=lambda: at)
    station.signing.sign_in(ADA, Proof(PINS[ADA]))
    room = int(str(clinic.value("SELECT id FROM location WHERE name = 'Exam 2'")))
    drawer = str(clinic.value("SELECT code FROM location WHERE name = 'Drawer'"))
    saline = str(clinic.value("SELECT code FROM item WHERE name = 'Saline 0.9 %'"))
    number = station.counting.open((room,), "").number
    for code in (command_code(Command.COUNT), drawer, saline, command_code(Command.QUANTITY, 6)):
        at += timedelta(seconds=3)
        station.submit(Scan(code, "]C0", "serial:a", at))
    assert station.drain(60)
    with pytest.raises(Refusal):
        station.counting.close(number)
    with pytest.raises(Refusal, match="badge and PIN"):
        station.counting.close(number, Proof(PINS[ADA]))
    with pytest.raises(Refusal, match="badge and PIN"):
        station.counting.close(number, Proof(PINS[BEN]), BEN)
    with pytest.raises(Refusal, match="not the PIN"):
        station.counting.close(number, Proof("111222333"), ADA)
    assert station.counting.close(number, Proof(PINS[ADA]), ADA).is_new
    station.close()
    with clinic.database.reading() as connection:
        bodies = [json.loads(row[0]) for row in connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid")]
        assert verify(connection).findings == ()
    act, signature = bodies[-2:]
    assert (act["kind"], act["count"], act["to_sign"]) == ("act.signed", number, [ADA])
    assert (signature["name"], signature["meaning"], signature["of"]) == ("CMA 07", "adjusted", act["id"])
