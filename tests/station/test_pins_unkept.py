"""What may be a PIN is kept nowhere, whatever reads or types it; other digits are kept as ever."""

from __future__ import annotations

import traceback
from dataclasses import replace

import pytest

from tests.clinic import Clinic
from tests.station.asking_for_pins import WRONG, asking, sign_in
from tests.station.scanning import SHELF_A
from tests.station.signing import ADA, BEN, PINS, badge_scan
from tracker.errors import Refusal
from tracker.hardware.scan import FORM_OPEN, Quality, Scan, new_id
from tracker.hardware.wedge_rules import UNPROVEN
from tracker.people.proofs import Proof
from tracker.people.withheld import withheld
from tracker.station import Outcome, Station

__all__ = ["asking"]


def test_a_pin_is_in_no_scan_no_event_and_no_row(asking: Station, clinic: Clinic) -> None:
    sign_in(asking, ADA)
    with pytest.raises(Refusal):
        asking.signing.sign_in(BEN, WRONG)
    with clinic.database.reading() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars()
        everything = repr([connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in tables])
    assert PINS[ADA] not in everything
    assert "111222333" not in everything


def garbled(digits: str, aim: str = "") -> Scan:
    """As the wedge tells of a burst that proves nothing."""
    return Scan(digits, aim, "keyboard:", quality=Quality.GARBLED, evidence=f"keyboard, garbled: {UNPROVEN}")


@pytest.mark.parametrize(("digits", "is_kept"), [("482913", False), ("739158604417", False), ("48291", True)])
def test_a_pin_that_comes_in_a_burst_while_somebody_is_signed_in_is_shown_and_kept_nowhere(
    asking: Station, clinic: Clinic, digits: str, is_kept: bool
) -> None:
    heard: list[Outcome] = []
    asking.subscribe(heard.append)
    sign_in(asking, ADA)
    asking.submit(garbled(digits))
    asking.submit(replace(garbled(digits), id=new_id(), quality=Quality.DOUBTFUL, evidence=f"{FORM_OPEN}: an item."))
    assert asking.drain(60)
    told = heard[1]
    assert told.verdict.code == "garbled"
    assert (told.verdict.detail == "digits", digits in repr(heard)) == (not is_kept, is_kept)
    with clinic.database.reading() as connection:
        kept = [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in ("scan", "journal", "parked")]
    assert (digits in repr(kept)) == is_kept


def test_where_badges_are_enough_digits_are_kept_as_ever(station: Station, clinic: Clinic) -> None:
    scan = garbled("482913")
    station.submit(scan)
    assert station.drain(60)
    assert clinic.value("SELECT data FROM scan WHERE id = ?", (scan.id,)) == "482913"


def test_a_number_too_short_to_prove_itself_is_refused_with_the_way_to_type_it(station: Station) -> None:
    heard: list[Outcome] = []
    station.subscribe(heard.append)
    station.submit(garbled("PO-17"))
    assert station.drain(60)
    assert "F8 'scan: type a code'" in heard[0].verdict.way_out


def test_no_traceback_shows_what_was_typed(asking: Station) -> None:
    proof = Proof("90" + "7214")
    with pytest.raises(Refusal) as refused:
        asking.signing.sign_in(ADA, proof)
    shown = traceback.TracebackException.from_exception(refused.value, capture_locals=True)
    assert "907214" not in "".join(shown.format())


@pytest.mark.parametrize(
    ("data", "is_kept"), [("482913", False), ("739158604417", False), ("48291", True), ("VENDOR 4711", True)]
)
def test_digits_that_any_scanner_reads_while_a_pin_is_asked_for_are_recorded_by_their_length_alone(
    asking: Station, clinic: Clinic, data: str, is_kept: bool
) -> None:
    heard: list[Outcome] = []
    asking.subscribe(heard.append)
    asking.submit(badge_scan(ADA))
    asking.submit(Scan(data, "]C0", "serial:a"))
    assert asking.drain(60)
    with clinic.database.reading() as connection:
        kept = [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in ("scan", "journal", "parked")]
    assert (data in repr(kept), data in repr(heard)) == (is_kept, is_kept)
    if not is_kept:
        assert f"It came while a PIN was asked for: {len(data)} digits" in repr(kept)


EAN_8, UPC_A, TUBE = "96385074", "036000291452", "2600447102"


@pytest.mark.parametrize(
    ("data", "aim", "is_kept"),
    [
        ("482913", "]C0", False),
        (TUBE, "]C0", False),
        (TUBE, "]d1", False),
        (EAN_8, "]C0", False),
        (EAN_8, "]E4", True),
        (UPC_A, "]E0", True),
        ("96385075", "]E4", False),
        (SHELF_A.data, "]C0", True),
    ],
)
def test_while_a_dialog_asks_for_a_pin_only_what_cannot_be_one_is_kept_of_any_scanner(
    asking: Station, clinic: Clinic, data: str, aim: str, is_kept: bool
) -> None:
    """The desk waits for nothing then: of a count or a review only the screen knows. A trade item is no PIN; a tube's number
    may be one, and must not be acted on behind the dialog."""
    sign_in(asking, ADA)
    asking.tell_asking("review", True)
    scan = Scan(data, aim, "serial:a")
    asking.submit(scan)
    asking.tell_asking("review", False)
    assert asking.drain(60)
    assert clinic.value("SELECT data FROM scan WHERE id = ?", (scan.id,)) == (data if is_kept else "")
    with clinic.database.reading() as connection:
        kept = [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in ("scan", "journal", "parked")]
    assert (data in repr(kept)) == is_kept


def test_the_same_digits_are_kept_whole_where_no_pin_is_asked_for(asking: Station, clinic: Clinic) -> None:
    sign_in(asking, ADA)
    scan = Scan("482913", "]C0", "serial:a")
    asking.submit(scan)
    assert asking.drain(60)
    assert clinic.value("SELECT data FROM scan WHERE id = ?", (scan.id,)) == "482913"


def test_of_what_came_while_a_pin_was_asked_for_the_screen_says_what_to_do(asking: Station) -> None:
    sign_in(asking, ADA)
    heard: list[Outcome] = []
    asking.subscribe(heard.append)
    asking.submit(withheld(Scan("482913", "]C0", "keyboard:")))
    assert asking.drain(60)
    verdict = heard[-1].verdict
    assert (verdict.headline, verdict.way_out) == (
        "It came while a PIN was asked for, and was not kept.", "A PIN is typed key by key, by hand.",
    )  # fmt: skip
