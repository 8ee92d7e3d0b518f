"""What drawing a tube does to the stock of containers, lot by lot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.jobs.custody.draw_station import (
    CITRATE,
    CMA,
    E_FAR,
    E_NEAR,
    EDTA,
    EDTA_ITEM,
    EXPIRED,
    LAB_DRAW,
    NURSE,
    RECALLED,
    SST_ITEM,
    in_hand,
    labelled,
    lot,
    of,
    pack,
    second_barcode,
)
from tracker.barcodes.commands import Command
from tracker.inventory.facts import Lot, LotState
from tracker.inventory.orders import Reverse, Use
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.orders import Draw, Retract

# Stock


def test_drawing_uses_one_of_the_first_expiring_lot_in_the_room() -> None:
    station, code = labelled(EDTA, EDTA)
    station.hold(EDTA_ITEM, E_FAR, 10)
    station.hold(EDTA_ITEM, E_NEAR, 1)
    assert "lot E100 by the books" in station.tube_label(station.label(code, 1)).detail
    assert "lot E200 by the books" in station.tube_label(station.label(code, 2)).detail
    assert [each.lot_id for each in of(Draw, station)] == [E_NEAR.id, E_FAR.id]
    assert of(Use, station) == [Use(EDTA_ITEM.id, each.id, LAB_DRAW.id, 1) for each in (E_NEAR, E_FAR)]


def test_the_lot_that_was_scanned_goes_before_the_books() -> None:
    station, code = labelled(CITRATE, EDTA)
    station.hold(EDTA_ITEM, E_FAR, 10)
    station.hold(EDTA_ITEM, E_NEAR, 1)
    said = station.scan(pack(EDTA_ITEM, E_FAR), "edta")
    assert (said.word, said.tone) == ("THIS TUBE", Tone.NOTE)
    assert "Citrate light blue goes first" in said.detail
    station.tube_label(station.label(code, 1))
    station.tube_label(station.label(code, 2))
    assert of(Draw, station)[1].lot_id == E_FAR.id
    assert station.left(EDTA_ITEM, E_FAR) == 9


def test_a_second_barcode_names_the_lot() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, E_FAR, 10)
    station.hold(EDTA_ITEM, E_NEAR, 10)
    station.scan(pack(EDTA_ITEM), "edta")
    station.scan(second_barcode(E_FAR), "lot")
    station.tube_label(station.label(code, 1))
    assert of(Draw, station)[0].lot_id == E_FAR.id


@pytest.mark.parametrize("bad", [RECALLED, EXPIRED, lot("Q55", state=LotState.QUARANTINED)])
def test_a_tube_of_a_lot_that_must_not_be_used_is_stopped_hard(bad: Lot) -> None:
    station, code = labelled(EDTA)
    said = station.scan(pack(EDTA_ITEM, bad), "edta")
    assert (said.tone, said.word) == (Tone.REFUSE, "DO NOT USE")
    assert station.tube_label(station.label(code, 1)).code == Code.SETTLE_FIRST
    station.say(Command.YES)
    assert station.tube_label(station.label(code, 1)).word == "COMPLETE"


def test_a_recalled_second_barcode_is_stopped_too() -> None:
    station, _ = labelled(EDTA)
    station.scan(pack(EDTA_ITEM), "edta")
    assert station.scan(second_barcode(RECALLED), "lot").code == Code.RECALLED


def test_only_recalled_stock_in_the_room_is_told_and_not_booked() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, RECALLED, 5)
    said = station.tube_label(station.label(code, 1))
    assert "RECALLED lot R77" in said.detail
    assert not of(Use, station)
    assert len(of(Draw, station)) == 1


def test_recalled_stock_beside_good_stock_is_told_where_no_lot_was_scanned() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, RECALLED, 5)
    station.hold(EDTA_ITEM, E_FAR, 5)
    assert "RECALLED lot R77 stands here too" in station.tube_label(station.label(code, 1)).detail
    assert of(Draw, station)[0].lot_id == E_FAR.id


def test_a_lot_recalled_after_it_was_scanned_is_written_beside_the_tube_and_told() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, E_FAR, 5)
    station.scan(pack(EDTA_ITEM, E_FAR), "edta")
    station.hold(EDTA_ITEM, replace(E_FAR, state=LotState.RECALLED), 5)
    assert "RECALLED lot E200" in station.tube_label(station.label(code, 1)).detail
    assert of(Draw, station)[0].lot_id == E_FAR.id
    assert not of(Use, station)


@pytest.mark.parametrize("tells", [True, False])
def test_without_stock_the_tube_is_collected_all_the_same(tells: bool) -> None:
    station, code = labelled(EDTA)
    station.tells = tells
    assert "no stock booked" in station.tube_label(station.label(code, 1)).detail
    assert len(of(Draw, station)) == 1


def test_a_scanned_lot_that_is_not_in_the_books_is_not_booked_as_another() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, E_FAR, 5)
    assert "not in the books" in station.scan(pack(EDTA_ITEM, None, says="NEW9"), "edta").detail
    assert "its lot is not in the books" in station.tube_label(station.label(code, 1)).detail
    assert of(Draw, station)[0].lot_id is None
    assert not of(Use, station)


def test_a_tube_that_is_not_wanted_is_told() -> None:
    station, _ = labelled(EDTA)
    assert station.scan(pack(SST_ITEM, lot("S1")), "sst").word == "NOT WANTED"


def test_undo_takes_back_the_tube_and_its_stock_in_one() -> None:
    station, code = labelled(EDTA)
    station.hold(EDTA_ITEM, E_FAR, 5)
    station.tube_label(station.label(code, 1))
    drawn_by = f"{station.scans:032x}"
    assert station.say(Command.UNDO).word == "UNDONE"
    assert station.steps[-1].orders == (Retract(drawn_by, CMA.code), Reverse(drawn_by))
    assert station.left(EDTA_ITEM, E_FAR) == 5
    assert in_hand(station).tubes[0].is_open
    assert station.tube_label(station.label(code, 1)).word == "COMPLETE"


def test_undo_is_signed_by_whoever_takes_it_back() -> None:
    station, code = labelled(EDTA)
    station.tube_label(station.label(code, 1))
    station.badge(NURSE)
    station.say(Command.UNDO)
    assert of(Retract, station)[0].by == NURSE.code


def test_a_printed_label_and_an_identified_patient_stand() -> None:
    station, _ = labelled(EDTA)
    said = station.say(Command.UNDO)
    assert (said.word, said.tone) == ("STANDS", Tone.REFUSE)
    assert not station.steps[-1].orders
