"""A running station of a clinic whose database does not say any more that PINs are asked for."""

from __future__ import annotations

from tests.clinic import Clinic
from tests.station.asking_for_pins import asking, sign_in
from tests.station.scanning import CART, command, pack, play
from tests.station.signing import ADA, BEN, badge_scan
from tracker.barcodes.commands import Command
from tracker.station import Station

__all__ = ["asking"]


def test_it_does_not_go_on_by_badges_alone(asking: Station, clinic: Clinic) -> None:
    sign_in(asking, ADA)
    clinic.execute("DELETE FROM setting WHERE name = 'sign_in'")
    moved = clinic.value("SELECT count(*) FROM movement")
    play(asking, badge_scan(BEN), command(Command.TRANSFER), pack(), CART)
    assert clinic.value("SELECT count(*) FROM movement") == moved
    assert clinic.value("SELECT count(*) FROM scan WHERE code = 'pins_gone'") == 4
    assert asking.asks_pin
