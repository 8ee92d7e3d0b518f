"""A full tube's label from the screen: in somebody's name, with a reason, past the queue; never before the draw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from tests.labelling.test_suiting import WRONG
from tests.laboratory import ANNE, BAG, BEN, COURIER, NOW, RACK, REQUISITION, STAT_REQUISITION, Laboratory
from tests.specimens.bench import records
from tracker.config import Settings
from tracker.errors import DeviceError, Refusal, TrackerError
from tracker.hardware.printers.simulated import SimulatedPrinter, Trouble
from tracker.hardware.scan import Scan
from tracker.labelling.offering import SPECIMEN, Offered
from tracker.labelling.reprinting import marked
from tracker.labelling.specimens import specimen_labels
from tracker.specimens.orders import NotDrawn
from tracker.specimens.queries import specimens_in
from tracker.station import Station, open_station


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter() as made:
        yield made


def opened(home: Path, url: str, name: str = "front-desk") -> Station:
    settings = Settings(
        home=home,
        database=home / "tracker.db",
        station=name,
        time_zone="UTC",
        key_store="file",
        specimen_printer=url,
    )
    return open_station(settings, clock=lambda: NOW)


@pytest.fixture
def station(home: Path, printer: SimulatedPrinter) -> Iterator[Station]:
    made = opened(home, f"zpl://127.0.0.1:{printer.port}")
    yield made
    made.close()


def a_tube(laboratory: Laboratory) -> str:
    with laboratory.database.reading() as connection:
        return specimens_in(connection, laboratory.id_of("holder", RACK))[0].number


def sign_on(station: Station, badge: str = BEN) -> None:
    station.submit(Scan(badge, source="keyboard:", at=NOW))
    assert station.drain(60)


def events(laboratory: Laboratory) -> list[bytes]:
    with laboratory.database.reading() as connection:
        return [bytes(row[0]) for row in connection.exec_driver_sql("SELECT body FROM journal ORDER BY seq")]


def test_it_comes_out_once_and_is_on_record_with_who_and_why(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    laboratory = records(home)
    number = a_tube(laboratory)
    sign_on(station)
    assert str(printer.port) in station.labels.reprint_specimen(number, "smeared or unreadable")
    assert len(printer.printed) == 1
    (made,) = [body for body in events(laboratory) if b'"kind":"label.reprinted"' in body]
    assert number.encode() in made
    assert BEN.encode() in made
    assert b'"reprint":1' in made
    assert any(b'"kind":"patient.revealed"' in body or b"reveal" in body for body in events(laboratory))
    assert station.ask(lambda reader: reader.print_jobs()) == ()


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201, "two\nlines"])
def test_without_a_reason_nothing_comes_out(
    home: Path, station: Station, printer: SimulatedPrinter, reason: str
) -> None:
    sign_on(station)
    with pytest.raises(Refusal) as refused:
        station.labels.reprint_specimen(a_tube(records(home)), reason)
    assert refused.value.code == "reprint_without_reason"
    assert printer.printed == []


def test_nobody_in_particular_prints_a_name(home: Path, station: Station, printer: SimulatedPrinter) -> None:
    with pytest.raises(Refusal) as refused:
        station.labels.reprint_specimen(a_tube(records(home)), "lost")
    assert refused.value.code == "sign_on_first"
    assert printer.printed == []


def test_before_the_draw_a_label_belongs_to_the_patients_side(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    laboratory = records(home)
    number = laboratory.labelled(1, requisition=STAT_REQUISITION)
    sign_on(station)
    with pytest.raises(Refusal) as refused:
        station.labels.reprint_specimen(number, "lost")
    assert refused.value.code == "label_at_the_bedside"
    assert "COLLECT" in refused.value.hint
    assert printer.printed == []


def test_a_tube_that_is_no_more_gets_no_label(home: Path, station: Station, printer: SimulatedPrinter) -> None:
    laboratory = records(home)
    number = laboratory.labelled(1, requisition=STAT_REQUISITION)
    laboratory.order(NotDrawn(laboratory.id_of("requisition", STAT_REQUISITION), 1, "refused", ANNE))
    sign_on(station)
    with pytest.raises(Refusal) as refused:
        station.labels.reprint_specimen(number, "lost")
    assert refused.value.code == "label_of_ended"
    assert printer.printed == []


def test_a_printer_in_trouble_is_told_and_the_record_stands(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    laboratory = records(home)
    printer.trouble = Trouble.PAPER_OUT
    sign_on(station)
    with pytest.raises(DeviceError) as fault:
        station.labels.reprint_specimen(a_tube(laboratory), "lost")
    assert "out of labels" in fault.value.message
    assert any(b"label.reprinted" in body for body in events(laboratory))
    assert station.ask(lambda reader: reader.print_jobs()) == ()


def test_without_a_printer_for_specimens_it_says_where_one_is_named(home: Path) -> None:
    made = opened(home, "")
    try:
        sign_on(made)
        with pytest.raises(Refusal) as refused:
            made.labels.reprint_specimen(a_tube(records(home)), "lost")
        assert "settings.toml" in refused.value.hint
    finally:
        made.close()


def test_a_specimen_never_waits_in_the_queue_of_other_labels(home: Path, station: Station) -> None:
    number = a_tube(records(home))
    (found,) = station.ask(lambda reader: reader.labels_of(number, ""))
    assert (found.kind, found.code) == (SPECIMEN, number)
    with pytest.raises(TrackerError) as refused:
        station.labels.print_label(found, 1, "memory:zpl")
    assert refused.value.code == "specimen_not_queued"


@pytest.mark.parametrize(("code", "kind"), [(RACK, "rack"), (BAG, "rack"), (COURIER, "partner"), (ANNE, "own_badge")])
def test_racks_bags_partners_and_badges_have_labels_that_can_be_drawn(station: Station, code: str, kind: str) -> None:
    (found,) = station.ask(lambda reader: reader.labels_of(code, ""))
    assert (found.kind, found.code) == (kind, code)
    picture = station.labels.picture(found)
    assert picture.dots.min() == 0
    assert picture.width_mm > 10


def test_a_requisition_and_an_unused_number_have_none(station: Station) -> None:
    assert station.ask(lambda reader: reader.labels_of(REQUISITION, "")) == ()
    assert station.ask(lambda reader: reader.labels_of("2699999900", "")) == ()
    with pytest.raises(TrackerError):
        station.labels.picture(Offered("item", "I00000000", "nothing"))


@pytest.mark.parametrize(
    "design",
    [
        'name = "tube"\nwidth_mm = -1\n',
        WRONG.replace('"wrong"', '"tube"'),
        'kind = "specimen"\n' + WRONG.replace('"wrong"', '"tube"'),
    ],
    ids=["faulty", "for supplies", "scans as another tube"],
)
def test_a_faulty_design_of_the_clinics_own_is_told_and_nothing_is_on_record(
    home: Path, station: Station, printer: SimulatedPrinter, design: str
) -> None:
    laboratory = records(home)
    (home / "labels").mkdir()
    (home / "labels" / "tube.toml").write_text(design, "utf-8")
    sign_on(station)
    with pytest.raises(TrackerError, match=r"tube\.toml"):
        station.labels.reprint_specimen(a_tube(laboratory), "lost")
    assert printer.printed == []
    assert not any(b"label.reprinted" in body for body in events(laboratory))


def test_each_reprint_says_on_the_label_which_one_it_is(
    home: Path, station: Station, printer: SimulatedPrinter
) -> None:
    number = a_tube(records(home))
    sign_on(station)
    for _ in range(2):
        station.labels.reprint_specimen(number, "smeared or unreadable")
    assert len(set(printer.printed)) == 2
    laboratory = records(home)
    with laboratory.database.reading() as connection:
        (label,) = specimen_labels(connection, laboratory.vault, (number,), UTC)
        assert "reprint" not in label.values, "the first one says nothing"
        (second,) = marked(connection, [label], is_recorded=True)
    assert second.values["reprint"] == "REPRINT 2"
