"""Orders to suppliers at the command line: files taken in, a draft amended, and a row changed by hand found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.made_once import copied
from tracker.cli import main
from tracker.config import load_settings
from tracker.station.opening import open_store

Run = Callable[..., tuple[int, str, str]]
SYRINGE, CUP = "I00010474", "I00016779"


@pytest.fixture
def run(
    demo_template: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    copied(demo_template, tmp_path / "home")
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "home"))

    def call(*arguments: object) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


@pytest.fixture
def draft(run: Run, tmp_path: Path) -> str:
    """An order made elsewhere, with small letters in its number."""
    table = tmp_path / "orders.csv"
    lines = (f"po-7a,Tarnbeck,{SYRINGE},box,3,,12.00,", f"po-7a,Tarnbeck,{CUP},each,40,,,")
    table.write_text("\n".join(["number,supplier,item_code,package,packs,sent,price,site_code", *lines]), "utf-8")
    assert run("import", "orders", table)[0] == 0
    assert "unchanged" in run("import", "orders", table)[2]
    return "po-7a"


def test_a_draft_is_amended_sent_and_closed_by_whatever_case_of_its_number(run: Run, draft: str) -> None:
    assert run("order", "amend", draft, "--line", 1, "--packs", 5)[0] == 0
    status, out, _ = run("order", "amend", "PO-7A", "--line", 2, "--packs", 0)
    assert status == 0
    assert "Urine cup" not in out
    status, out, err = run("order", "send", "Po-7a")
    assert (status, ", expected 20" in out) == (0, True)
    written = [Path(line.partition(": ")[2]) for line in err.splitlines() if "for the supplier" in line]
    assert [path.suffix for path in written] == [".pdf", ".csv"]
    assert {path.parent.name for path in written} == {"orders"}
    assert written[0].read_bytes().startswith(b"%PDF")
    assert SYRINGE in written[1].read_text("utf-8")
    status, _, err = run("order", "amend", draft, "--line", 1, "--packs", 6)
    assert (status, "is sent" in err) == (1, True)
    assert run("order", "close", "PO-7A")[0] == 0
    assert "Orders: equal the journal" in "".join(run("doctor", "--deep")[1:])


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        (("--line", 9, "--packs", 1), 1, "no line 9"),
        (("--line", 1, "--packs", 2_000_000), 1, "are lacking"),
        (("--line", 1, "--packs", 61), 1, "At most 6,000 each can be ordered of it at once."),
        (("--line", 1), 2, "how many packs"),
        (("--packs", 1), 2, "a line"),
    ],
)
def test_what_cannot_be_amended_says_why(
    run: Run, draft: str, more: tuple[object, ...], status: int, words: str
) -> None:
    found, _, err = run("order", "amend", draft, *more)
    assert found == status
    assert words in err


def test_where_the_files_cannot_be_written_the_order_is_sent_and_that_is_said(
    run: Run, draft: str, tmp_path: Path
) -> None:
    (tmp_path / "home" / "orders").write_text("a file where the folder should be", "utf-8")
    status, _, err = run("order", "send", draft)
    assert status != 0
    assert "is sent, and its files are not made" in err
    assert "tracker order export" in err
    assert "is sent" in run("order", "amend", draft, "--line", 1, "--packs", 6)[2]


def test_an_order_that_is_late_is_something_to_do(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    head = "number,supplier,item_code,package,packs,sent,price,site_code"
    for sent, status in (("2026-11-16", 0), ("2026-10-01", 1)):
        table.write_text(f"{head}\npo-{sent},Tarnbeck,{SYRINGE},box,3,{sent},12.00,\n", "utf-8")
        assert run("import", "orders", table)[0] == 0
        found, out, _ = run("report", "deliveries")
        assert (found, ": late" in out) == (status, status == 1)


def test_what_has_no_supplier_is_named_and_not_taken_for_ordered(run: Run) -> None:
    store = open_store(load_settings())
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM offer")
        connection.exec_driver_sql("UPDATE item SET supplier_id = NULL")
        connection.exec_driver_sql("UPDATE par_level SET par = 100000")
    store.close()
    status, _, err = run("order", "make")
    assert (status, "no supplier: not ordered" in err) == (1, True)
    assert "nothing to order" not in err


def test_the_doctor_finds_a_line_that_was_changed_by_hand(run: Run, draft: str) -> None:
    store = open_store(load_settings())
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE purchase_order_line SET packs = 300 WHERE line = 1")
    store.close()
    status, out, err = run("doctor", "--deep")
    assert status != 0
    assert f"The order {draft}: its line 1 is not what the journal tells." in out + err


def test_an_order_below_the_suppliers_minimum_is_sent_only_when_that_is_said(
    run: Run, draft: str, tmp_path: Path
) -> None:
    table = tmp_path / "suppliers.csv"
    table.write_text("name,review_days,minimum_order,account\nTarnbeck,,500.00,\n", "utf-8")
    assert run("import", "suppliers", table)[0] == 0
    assert run("order", "amend", draft, "--line", 2, "--packs", 0)[0] == 0
    status, _, err = run("order", "send", draft)
    assert (status, "464.00 below Tarnbeck's minimum order of 500.00" in err) == (1, True), err
    assert "--below-minimum" in err
    assert "draft" in run("order", "show", draft)[1]
    assert run("order", "send", draft, "--below-minimum")[0] == 0
    assert "sent" in run("order", "show", draft)[1]


def test_a_quantity_and_a_price_that_cannot_be_meant_are_imported_only_where_that_is_said(
    run: Run, tmp_path: Path
) -> None:
    orders, offers = tmp_path / "orders.csv", tmp_path / "offers.csv"
    head = "number,supplier,item_code,package,packs,sent,price,site_code"
    orders.write_text(f"{head}\npo-9,Tarnbeck,{SYRINGE},box,1000000,,999999.00,\n", "utf-8")
    offers.write_text(f"supplier,item_code,package,price\nTarnbeck,{SYRINGE},box,99999.00\n", "utf-8")
    for kind, file, column in (("orders", orders, "packs"), ("offers", offers, "price")):
        status, out, err = run("import", kind, file)
        assert (status, f"line 2, {column}" in (out + err).replace("column ", "")) == (1, True), out + err
        assert "--anyway" in out + err
        assert run("import", kind, file, "--anyway")[0] == 0
    assert run("import", "par", orders, "--anyway")[0] == 2


def test_a_line_far_dearer_than_all_before_it_is_held_against_what_was_ordered_of_the_supplier(
    run: Run, draft: str, tmp_path: Path
) -> None:
    orders = tmp_path / "more.csv"
    head = "number,supplier,item_code,package,packs,sent,price,site_code"
    orders.write_text(f"{head}\npo-9,Tarnbeck,{CUP},each,1000,,1.50,\n", "utf-8")
    status, out, err = run("import", "orders", orders)
    said = " ".join((out + err).split())
    assert (status, "1500.00, 42 times the largest line that was ever ordered of this supplier, 36.00" in said) == (
        1,
        True,
    )
    assert run("import", "orders", orders, "--anyway")[0] == 0
    assert "unchanged" in run("import", "orders", orders)[2], "what was said once need not be said again"


def test_of_a_draft_that_is_taken_back_nothing_is_said_to_be_short(run: Run, draft: str) -> None:
    status, out, _ = run("order", "cancel", draft)
    assert (status, "cancelled" in out, "short" in out, "came" in out) == (0, True, False, False)
