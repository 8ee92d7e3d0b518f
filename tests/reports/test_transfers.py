"""What is on its way between sites, as the reports tell it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from labels.card import Paper
from tests.clinic import TODAY, Clinic
from tests.inventory.several_sites import pen_of, shipments, with_sites
from tests.reports.stockroom import rows_of
from tracker.inventory import stock_transfer_acts
from tracker.inventory.facts import Place
from tracker.inventory.orders import Transfer
from tracker.inventory.reader import Reader
from tracker.inventory.scope import scope_of
from tracker.labelling.finding import all_places
from tracker.reports.asked import Asked
from tracker.reports.reorder import par, reorder
from tracker.reports.stock import restock, stock
from tracker.reports.table import Table, as_text
from tracker.reports.transfer_note import transfer_note
from tracker.reports.transfers import transfers
from tracker.reports.valuation import valuation
from tracker.reports.waste import waste


@pytest.fixture
def sites(clinic: Clinic) -> Clinic:
    """Ten syringes of one lot are on their way from Northgate to Southgate."""
    made = with_sites(clinic)
    made.order(Transfer((made.move("LATE", "B", "South store", 10),)))
    return made


def told(sites: Clinic, today: date = TODAY, site: str = "", days: int | None = None) -> Table:
    with sites.database.reading() as connection:
        return transfers(Reader(connection, today), Asked(scope_of(connection, site=site), days=days))


def test_what_is_on_the_way_is_no_finding_until_it_is_late(sites: Clinic) -> None:
    assert not told(sites, TODAY + timedelta(days=3)).has_findings
    late = told(sites, TODAY + timedelta(days=4))
    assert late.has_findings
    assert shipments(sites)[0].number in late.notes[0]
    assert not told(sites, TODAY + timedelta(days=4), days=7).has_findings


def test_a_lot_recalled_on_the_way_is_a_finding_at_once(sites: Clinic) -> None:
    sites.execute("UPDATE lot SET state = 'recalled' WHERE number = 'LATE'")
    assert told(sites).has_findings


def test_both_sites_see_it_and_a_third_does_not(sites: Clinic) -> None:
    assert [len(told(sites, site=each).rows) for each in ("Northgate", "Southgate", "Eastgate")] == [1, 1, 0]


def test_on_a_terminal_each_shipment_is_told_in_lines_that_fit(sites: Clinic) -> None:
    lines = list(as_text(told(sites)))
    assert any("10 of 10 each on the way" in each for each in lines)
    assert max(map(len, lines)) <= 120


def test_the_stock_report_adds_up_to_the_ledger_and_names_what_is_on_the_way(sites: Clinic) -> None:
    whole = sites.value("SELECT sum(quantity) FROM balance")
    with sites.database.reading() as connection:
        reader = Reader(connection, TODAY)
        every = stock(reader)
        parts = [
            stock(reader, Asked(scope_of(connection, site=each))) for each in ("Northgate", "Southgate", "Eastgate")
        ]
    at_sites = sum(int(str(row[7])) for part in parts for row in part.rows)
    assert sum(int(str(row[7])) for row in every.rows) == whole == at_sites + 10
    assert "10 base units" in every.notes[0]
    assert [bool(part.notes) for part in parts] == [True, True, False]


def test_every_report_of_stock_knows_a_site(sites: Clinic) -> None:
    with sites.database.reading() as connection:
        reader = Reader(connection, TODAY)
        south, north = (Asked(scope_of(connection, site=each)) for each in ("Southgate", "Northgate"))
        assert restock(reader, south).rows == ()
        assert restock(reader, north).rows != ()
        assert {row[0] for row in reorder(reader, north).rows} <= {"Northgate"}
        assert par(reader, south).rows == ()
        held = sites.value("SELECT sum(quantity) FROM balance WHERE item_id = ?", (sites.items["Syringe 3 mL"],))
        (syringes,) = (row for row in valuation(reader, north).rows if row[1] == "Syringe 3 mL")
        assert syringes[2] == int(str(held)) - 10


def test_the_note_is_the_same_whenever_it_is_written(sites: Clinic) -> None:
    (shipment,) = shipments(sites)
    first, second = (transfer_note(shipment, "Northgate clinic", Paper.LETTER) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF")


def test_nothing_stands_at_a_place_that_could_be_labelled_or_counted(sites: Clinic) -> None:
    with sites.database.reading() as connection:
        places: tuple[Place, ...] = all_places(connection)
    assert not any(each.is_on_the_way for each in places)


def test_what_is_lost_on_its_way_is_the_senders_waste_and_no_other_sites(sites: Clinic) -> None:
    number = shipments(sites)[0].number
    with sites.database.writing() as connection:
        stock_transfer_acts.close(connection, pen_of(sites), number, is_lost=True)
    with sites.database.reading() as connection:
        reader = Reader(connection, TODAY)
        found = {
            site: waste(reader, Asked(scope_of(connection, site=site), by="item"))
            for site in ("", "Northgate", "Southgate", "Eastgate")
        }
    lost = {site: [row["quantity"] for row in rows_of(table)] for site, table in found.items()}
    assert lost == {"": [10], "Northgate": [10], "Southgate": [], "Eastgate": []}
    assert "stands with the site that sent it" in " ".join(found["Northgate"].notes)


def test_what_is_still_being_packed_has_not_left(sites: Clinic) -> None:
    table = told(sites, TODAY + timedelta(days=1))
    assert [row["left_on"] for row in rows_of(table)] == [None]
    text = " ".join(" ".join(as_text(table)).split())
    assert "packing for 1 day" in text
    assert "left 2026" not in text


def test_what_is_in_store_is_all_that_may_be_used_there_and_not_what_is_to_be_taken(sites: Clinic) -> None:
    with sites.database.reading() as connection:
        found = rows_of(restock(Reader(connection, TODAY)))
    (syringe,) = [row for row in found if row["item"] == "Syringe 3 mL"]
    assert (syringe["lacks"], syringe["available"]) == (21, 30 + 10 + 90), "ten are on their way"
