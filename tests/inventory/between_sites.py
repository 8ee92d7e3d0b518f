"""Stock packed at one site of a clinic and received at another."""

from __future__ import annotations

import pytest

from tests.clinic import Clinic
from tests.inventory.several_sites import Station, shipments, with_sites
from tracker.barcodes.commands import Command
from tracker.inventory.auditing import audit_balances, audit_movements
from tracker.inventory.daily_use import audit_daily_use
from tracker.inventory.stock_transfer_facts import StockTransfer
from tracker.inventory.stock_transfers import stock_transfer
from tracker.jobs.verdict import Tone


@pytest.fixture
def sites(clinic: Clinic) -> Clinic:
    return with_sites(clinic)


def packed(sites: Clinic, quantity: int = 10, lot: str = "LATE") -> StockTransfer:
    """So many syringes of one lot on their way from Northgate to Southgate."""
    station = Station(sites)
    station.say(Command.TRANSFER)
    station.go("B")
    station.go("South store")
    assert station.pack(lot, quantity).verdict.tone is Tone.ACCEPT
    return shipments(sites)[0]


def receiving(sites: Clinic, number: str, shelf: str = "South store") -> Station:
    station = Station(sites)
    station.say(Command.RECEIVE)
    station.go(shelf)
    station.scan(number)
    return station


def now(sites: Clinic, number: str) -> StockTransfer:
    with sites.database.reading() as connection:
        found = stock_transfer(connection, number)
    assert found is not None
    return found


def audited(sites: Clinic) -> None:
    with sites.database.reading() as connection:
        assert list(audit_balances(connection)) == []
        assert list(audit_movements(connection)) == []
        assert list(audit_daily_use(connection)) == []
