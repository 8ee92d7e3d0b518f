"""What is to be done today: nothing that can hurt somebody stands behind what only makes the books worse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.made_once import copied
from tracker.demo import DAY
from tracker.demo.clinic import MONDAY_MORNING, OPENS
from tracker.hardware.scan import new_id
from tracker.inventory.count_cases import open_case as open_count
from tracker.inventory.ordering.purchasing import make_drafts, send
from tracker.inventory.recall_cases import open_case
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.licences import LicenceKind, keep_licence
from tracker.people.review_lines import Looked
from tracker.people.reviewing import sign_off
from tracker.station import Station, open_station
from tracker.station.duty import Harm, worst_first


@pytest.fixture(scope="module")
def station(lived_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    made = open_station(copied(lived_template, tmp_path_factory.mktemp("duties") / "clinic"), clock=lambda: OPENS)
    yield made
    made.close()


def codes(station: Station) -> list[str]:
    return [each.code for each in station.ask(lambda reader: reader.duties())]


def test_what_harms_most_stands_first(station: Station) -> None:
    found = station.ask(lambda reader: reader.duties())
    assert [each.harm for each in found] == sorted(each.harm for each in found)
    by_code = {each.code: each for each in found}
    assert by_code["expired"].harm is Harm.PATIENT
    assert by_code["missing"].count == 2
    lines = station.ask(lambda reader: reader.proposal())
    assert by_code["reorder"].what == f"order {len(lines)} items"
    assert by_code["count_a"].harm is Harm.ORDER


def test_each_line_says_what_and_why_and_how_it_is_asked_for(station: Station) -> None:
    for each in station.ask(lambda reader: reader.duties()):
        assert each.what
        assert each.why
        assert each.command.startswith("tracker ")
        assert each.count > 0


def test_an_open_recall_comes_first_and_names_the_rooms_that_have_not_signed(station: Station) -> None:
    database, journal = station._handler.database, station._handler.journal
    item = station.ask(lambda reader: reader.search("Lidocaine 1 % 10 mL", 1))[0]
    lot = station.ask(lambda reader: reader.where_is(item.id))[0].lot
    with database.writing() as connection:
        pen = Pen(journal, stamp(OPENS), "B0000000141", None)
        open_case(connection, pen, item, lot.number, "glass in it")
    first = station.ask(lambda reader: reader.duties())[0]
    assert (first.code, first.harm) == ("recall", Harm.PATIENT)
    assert item.name in first.what
    assert "not signed" in first.why


def test_an_order_that_is_late_is_asked_after_and_a_draft_is_to_be_sent(station: Station) -> None:
    database, journal = station._handler.database, station._handler.journal
    assert not {"late", "draft"} & set(codes(station))
    long_ago = stamp(MONDAY_MORNING - timedelta(days=40))
    lines = station.ask(lambda reader: reader.proposal())
    with database.writing() as connection:
        drafts = make_drafts(connection, Pen(journal, long_ago, "B0000000141", None), lines)
    assert "draft" in codes(station)
    made = next(each for each in station.ask(lambda reader: reader.duties()) if each.code == "draft")
    names = {line.situation.supplier.name for line in lines if line.situation.supplier is not None}
    assert made.why.startswith(tuple(f"made, and not sent: {name} K" for name in names)), (
        "who it is for is never cut off"
    )
    assert "reorder" not in codes(station), "what is on order is not ordered twice"
    with database.writing() as connection:
        send(connection, Pen(journal, long_ago, "B0000000141", None), drafts[0])
    assert "late" in codes(station)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE purchase_order SET expected_on = NULL WHERE number = ?", (drafts[0],))
    assert "late" in codes(station), "whose day nobody has written down is reckoned when it is looked at"
    assert station.today() == DAY


def test_a_count_that_is_open_is_to_be_finished(station: Station) -> None:
    assert "counting" not in codes(station)
    drawer = station.ask(lambda reader: reader.place("L0106366"))
    assert drawer is not None
    with station._handler.database.writing() as connection:
        open_count(connection, Pen(station._handler.journal, stamp(OPENS), "B0000000141", None), (drawer.id,))
    (duty,) = [each for each in station.ask(lambda reader: reader.duties()) if each.code == "counting"]
    assert duty.what == "finish count C2026-001: Procedure · Medicine drawer"
    assert duty.why == "7 of 7 lines to count"
    assert duty.view == "counts"


def test_a_licence_is_told_sixty_days_before_its_end_and_louder_when_it_has_run_out(station: Station) -> None:
    database, journal = station._handler.database, station._handler.journal
    pen = Pen(journal, stamp(OPENS), "B0000000141", None)
    assert "licences" not in codes(station)
    for badge, until in (("B0000000723", DAY + timedelta(days=60)), ("B0000000238", DAY - timedelta(days=1))):
        with database.writing() as connection:
            keep_licence(connection, pen, badge, LicenceKind.PHLEBOTOMY, "CPT-1", until)
    over, soon = [each for each in station.ask(lambda reader: reader.duties()) if each.code == "licences"]
    assert (over.harm, over.what) == (Harm.SHORT, "1 licence of staff ran out")
    assert (soon.harm, soon.what) == (Harm.ORDER, "1 licence of staff: 60 days or less")
    assert "CMA 07, phlebotomy 2027-01-15" in soon.why
    assert over.command == "tracker report staff"
    assert codes(station).index("licences") < codes(station).index("count_a")


def test_what_is_known_at_once_and_what_is_reckoned_are_together_what_is_to_be_done(station: Station) -> None:
    quick, slow = station.ask(lambda reader: (reader.duties_at_once(), reader.duties_reckoned()))
    assert worst_first(quick, slow) == station.ask(lambda reader: reader.duties())
    assert not {each.code for each in quick} & {each.code for each in slow}


def test_what_stands_out_and_is_signed_by_nobody_for_days_waits_among_what_is_to_do(station: Station) -> None:
    database, journal = station._handler.database, station._handler.journal
    assert "review" not in codes(station)
    with database.writing() as connection:
        for days in (9, 8):
            at = stamp(OPENS - timedelta(days=days))
            journal.append(connection, new_id(), "label.reprinted", at, {"by": "B0000000723", "reason": "smeared"})
    (duty,) = (each for each in station.ask(lambda reader: reader.duties()) if each.code == "review")
    assert (duty.harm, duty.count, duty.command) == (Harm.ORDER, 2, "tracker audit review")
    assert duty.why == "signed by nobody for 9 days: specimen label printed again"
    with database.writing() as connection:
        sign_off(connection, Pen(journal, stamp(OPENS), "B0000000141", None), Looked(), "asked, reasons are good")
    assert "review" not in codes(station)


def test_a_place_that_holds_stock_and_is_in_no_site_is_named_to_the_lead(lived_template: Path, tmp_path: Path) -> None:
    """As a clinic has it that wrote down its rooms before its sites."""
    made = open_station(copied(lived_template, tmp_path / "clinic"), clock=lambda: OPENS)
    try:
        assert "no_site" not in codes(made)
        with made._handler.database.writing() as connection:
            connection.exec_driver_sql("UPDATE location SET parent_id = NULL WHERE name = 'Exam 1' AND kind = 'room'")
        (found,) = [each for each in made.ask(lambda reader: reader.duties()) if each.code == "no_site"]
        assert found.harm is Harm.SHORT
        assert "Exam 1" in found.why
        assert found.command == "tracker import locations FILE"
    finally:
        made.close()
