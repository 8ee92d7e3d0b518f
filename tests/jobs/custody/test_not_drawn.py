"""Tubes that were not drawn, added, or drawn after all."""

from __future__ import annotations

from tests.jobs.custody.draw_station import (
    CITRATE,
    CMA,
    CUP,
    DOE,
    E_FAR,
    EDTA,
    EDTA_ITEM,
    SST,
    SST_ITEM,
    DrawStation,
    labelled,
    of,
    pack,
)
from tracker.barcodes.commands import Command
from tracker.jobs.verdict import Code, Tone
from tracker.specimens.orders import AddOn, Draw, Label, NotDrawn, Reopen

# Not drawn, and one more


def test_not_drawn_is_for_the_current_tube_and_tells_of_the_printed_label() -> None:
    station, code = labelled(CITRATE, EDTA)
    said = station.say(Command.NOT_DRAWN_DIFFICULT)
    assert said.headline == "Citrate light blue   difficult"
    assert "Put the printed label in the bin" in said.way_out
    assert of(NotDrawn, station) == [NotDrawn(1, 1, "difficult", CMA.code)]
    assert station.tube_label(station.label(code, 2)).word == "COMPLETE"
    assert not of(Draw, station)[0].flags


def test_not_drawn_may_name_the_nth_open_tube() -> None:
    station, _ = labelled(CITRATE, SST, EDTA)
    station.say(Command.QUANTITY, 3)
    station.say(Command.NOT_DRAWN_NOT_PREPARED)
    assert of(NotDrawn, station)[0].line == 3
    station.say(Command.QUANTITY, 3)
    assert station.say(Command.NOT_DRAWN_REFUSED).word == "WHICH TUBE?"
    station.say(Command.NOT_DRAWN_REFUSED)
    assert of(NotDrawn, station)[1].line == 1


def test_a_quantity_meant_for_a_tube_that_was_scanned_instead_names_no_other() -> None:
    station, code = labelled(CITRATE, SST, EDTA)
    station.say(Command.QUANTITY, 2)
    station.tube_label(station.label(code, 1))
    station.say(Command.NOT_DRAWN_REFUSED)
    assert of(NotDrawn, station)[0].line == 2


def test_an_add_on_by_the_tubes_own_barcode_then_label_again() -> None:
    station, code = labelled(CITRATE)
    station.say(Command.ADD_ON)
    station.scan(pack(EDTA_ITEM, E_FAR), "edta")
    assert station.say(Command.YES).word == "ADDED"
    assert of(AddOn, station) == [AddOn(1, EDTA.id, CMA.code)]
    station.say(Command.LABEL)
    assert of(Label, station)[-1].line == 2
    station.tube_label(station.label(code, 1))
    assert station.tube_label(station.label(code, 2)).aside == "2 of 2"


def test_an_add_on_by_number_among_the_kinds_that_are_listed() -> None:
    station, _ = labelled(EDTA)
    listed = station.say(Command.ADD_ON).detail
    assert listed.startswith("1 EDTA lavender · 2 Urine cup · 3 Citrate light blue")
    assert station.say(Command.QUANTITY, 9).tone is Tone.REFUSE
    station.say(Command.QUANTITY, 2)
    station.say(Command.YES)
    assert of(AddOn, station) == [AddOn(1, CUP.id, CMA.code)]


def test_an_add_on_that_no_test_is_done_from_is_asked_about_and_one_of_an_ordered_kind_is_not() -> None:
    """Its label would name no test, and the laboratory would not know what the tube is for."""
    station, _ = labelled(EDTA)
    station.say(Command.ADD_ON)
    said = station.say(Command.QUANTITY, 2)
    assert (said.word, said.headline) == ("NO TEST FOR IT", "Urine cup")
    station.say(Command.NO)
    assert not of(AddOn, station)
    assert station.say(Command.QUANTITY, 1).word == "ADDED"
    assert of(AddOn, station) == [AddOn(1, EDTA.id, CMA.code)]


def test_all_drawn_offers_an_add_on_which_asks_for_the_patient_first() -> None:
    station, code = labelled(EDTA)
    station.tube_label(station.label(code, 1))
    station.say(Command.DONE)
    station.say(Command.COLLECT)
    said = station.requisition(code)
    assert (said.word, said.aside) == ("FOUND", "all drawn")
    assert "ADD-ON" in said.way_out
    assert station.say(Command.LABEL).code == Code.IDENTIFY_FIRST
    assert station.say(Command.ADD_ON).tone is Tone.ASK
    assert not of(AddOn, station)
    said = station.spell("".join(DOE.answers))
    assert "QUANTITY n" in said.way_out
    station.say(Command.QUANTITY, 1)
    assert of(AddOn, station) == [AddOn(1, EDTA.id, CMA.code)]


# Not drawn, and drawn after all


def given_up() -> tuple[DrawStation, str]:
    """One tube drawn, two not; the room was left, and the requisition is scanned again."""
    station, code = labelled(SST, SST, EDTA)
    station.say(Command.NOT_DRAWN_DIFFICULT)
    station.say(Command.NOT_DRAWN_DIFFICULT)
    station.tube_label(station.label(code, 3))
    station.say(Command.DONE)
    station.say(Command.COLLECT)
    return station, code


def test_a_requisition_of_which_tubes_were_not_drawn_does_not_say_all_drawn() -> None:
    station, code = given_up()
    said = station.requisition(code)
    assert (said.word, said.aside) == ("RECOLLECT?", "1 drawn, 2 not drawn")
    assert "SST gold: difficult" in said.detail
    assert "YES" in said.way_out


def test_yes_asks_for_the_patient_and_opens_the_lines_again_with_new_labels() -> None:
    station, code = given_up()
    old = station.label(code, 1)
    station.requisition(code)
    assert station.say(Command.YES).word == "ASK"
    assert not of(Reopen, station)
    said = station.spell("".join(DOE.answers))
    assert (said.word, said.aside) == ("RIGHT PATIENT", "2 tubes to draw")
    assert of(Reopen, station) == [Reopen(1, 1, CMA.code), Reopen(1, 2, CMA.code)]
    station.say(Command.LABEL)
    assert station.label(code, 1) != old
    station.tube_label(station.label(code, 1))
    assert station.tube_label(station.label(code, 2)).aside == "3 of 3"


def test_where_the_patient_is_still_there_the_tube_itself_is_asked_about() -> None:
    station, code = labelled(SST, EDTA)
    station.say(Command.NOT_DRAWN_DIFFICULT)
    said = station.scan(pack(SST_ITEM), "sst")
    assert (said.tone, said.headline) == (Tone.ASK, "SST gold")
    assert not of(Reopen, station)
    assert station.say(Command.YES).word == "OPEN AGAIN"
    assert of(Reopen, station) == [Reopen(1, 1, CMA.code)]
    assert station.tube(code, 1).is_open


def test_an_add_on_in_between_is_no_yes_to_drawing_the_rest() -> None:
    station, code = given_up()
    station.requisition(code)
    station.say(Command.ADD_ON)
    station.spell("".join(DOE.answers))
    assert not of(Reopen, station)
    station.say(Command.YES)
    assert not of(Reopen, station)


def test_what_stands_as_not_drawn_names_the_way_to_draw_it() -> None:
    station, _ = labelled(EDTA)
    station.say(Command.NOT_DRAWN_DIFFICULT)
    said = station.say(Command.UNDO)
    assert said.word == "STANDS"
    assert "Scan the requisition, then YES" in said.way_out
