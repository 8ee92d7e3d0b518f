"""Laws of reading: no bytes can break it, and what has been written down is read back as it was."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import ean

from tracker.barcodes import house
from tracker.errors import ConfigurationError
from tracker.exchange import (
    Checked,
    read_containers,
    read_holders,
    read_items,
    read_locations,
    read_par,
    read_partners,
    read_requisitions,
    read_stock,
    read_tests,
)
from tracker.inventory.entries import (
    IdentifierRow,
    ItemRow,
    Known,
    KnownItem,
    KnownPlace,
    PackageRow,
    StockRow,
)
from tracker.inventory.facts import LotState, PlaceKind
from tracker.specimens.entries import KnownLab
from tracker.specimens.facts import Container, Test, Transport

SYRINGE, CART = "I00010474", "L0101128"
KNOWN = Known(
    items={SYRINGE: KnownItem("Syringe", True, True)},
    places={CART: KnownPlace("Cart", PlaceKind.CABINET, "", False)},
)
LAB = KnownLab(
    containers={"EDTA": Container(1, "EDTA", "EDTA lavender", 50, 4_000, None)},
    tests={"CBC": Test("CBC", "Blood count", 1, 500, Transport.AMBIENT, None, None, 1440, 3, False)},
)
READERS: dict[str, Callable[[bytes], Checked[Any]]] = {
    "name,base_unit,tracks_lot,tracks_expiry,gtin,package_1,package_1_factor,hibc,ndc,unit_cost": lambda data: (
        read_items(data, KNOWN)
    ),
    "code,name,kind,parent,is_store": lambda data: read_locations(data, KNOWN),
    "location_code,item_code,par": lambda data: read_par(data, KNOWN),
    "location_code,item_code,lot,expiry,state,quantity": lambda data: read_stock(data, KNOWN),
    "code,name,draw_order,volume_ml,item_code": lambda data: read_containers(data, KNOWN),
    "code,name,container,min_volume_ml,transport,retention_days,witness,spin_within_min,test_within_min": lambda data: (
        read_tests(data, LAB)
    ),
    "code,name,kind,clia,transit_minutes": lambda data: read_partners(data, LAB),
    "code,name,kind,rows,columns,location_code": lambda data: read_holders(data, KNOWN),
    "number,family_name,given_name,birth_date,record_number,tests,provider,priority,ordered_at": lambda data: (
        read_requisitions(data, LAB, date(2026, 11, 16))
    ),
}
CELLS = st.sampled_from(
    [
        *("", "yes", "no", "room", "cabinet", "A", "B", SYRINGE, CART, "9520101000408", "1.2E+13", "2027-09-30"),
        *("EDTA", "CBC", "2,7", "2.7", "ambient", "laboratory", "bag", "00D0000001", "1980-03-05", "stat"),
        *(house.partner_code(1), house.holder_code(1), "2026-11-16 07:40"),
        *(
            "03/04/2027",
            "-1",
            "0",
            "99999",
            "0000-00-00",
            "²",
            "٣",
            '"',
            '""',
            "=1",
            "\x00",
            "\ud7ff",
            "+A123BJC5D6E71G",
        ),
    ]
) | st.text(max_size=30)


def read(header: str, data: bytes) -> str:
    """The code of the error, where the bytes are no table; else empty, and then they are rows or faults, never both,
    and every fault says something about a line that there is."""
    try:
        checked = READERS[header](data)
    except ConfigurationError as error:
        return error.code if error.hint else "without a hint"
    assert not (checked.rows and checked.faults)
    assert all(fault.line >= 1 and fault.message for fault in checked.faults)
    return ""


@pytest.mark.parametrize("header", READERS)
@given(data=st.binary(max_size=300), with_header=st.booleans())
def test_any_bytes_are_rows_faults_or_no_table(header: str, data: bytes, with_header: bool) -> None:
    error = read(header, (header.encode() + b"\n" if with_header else b"") + data)
    assert error in ("", "import_empty", "import_no_rows", "import_not_text")


@pytest.mark.parametrize("header", READERS)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=10), min_size=1, max_size=6), encoding=st.booleans())
def test_any_cells_are_rows_or_faults(header: str, rows: list[list[str]], encoding: bool) -> None:
    width = header.count(",") + 1
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header.split(","), *((row * width)[:width] for row in rows)])
    data = text.getvalue().encode("utf-16" if encoding else "utf-8", "replace")
    assert read(header, data) in ("", "import_no_rows", "import_not_text")


def written(header: list[str], rows: list[list[str]], separator: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([header, *rows])
    return text.getvalue().encode()


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")), min_size=1, max_size=12).filter(
    lambda word: word.isprintable() and word[0] not in "=@#+-" and word == word.strip()
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
SEPARATORS = st.sampled_from(",;\t|")


@st.composite
def items(draw: st.DrawFn, number: int) -> ItemRow:
    tracks_expiry = draw(st.booleans())
    base = f"9520{draw(st.integers(0, 9_999)):04d}{number:04d}"
    gtin = (base + ean.calc_check_digit(base)).zfill(14)
    name = draw(NAMES)
    packages = [PackageRow("each", 1, draw(st.sampled_from(["", gtin])))]
    if draw(st.booleans()):
        packages.append(PackageRow("box", draw(st.integers(2, 1_000_000)), ""))
    vendor = IdentifierRow("vendor", f"V-{number}", packages[-1].factor)
    return ItemRow(
        code="",
        name=f"{name} {number}",
        base_unit="each",
        packages=tuple(packages),
        identifiers=draw(st.sampled_from([(), (vendor,)])),
        supplier=draw(st.sampled_from(["", "Tarnbeck"])),
        lead_time_days=draw(st.none() | st.integers(0, 730)),
        unit_cost_micros=draw(st.none() | st.integers(0, 10**12)),
        tracks_lot=tracks_expiry or draw(st.booleans()),
        tracks_expiry=tracks_expiry,
        category="",
        line=number,
    )


def price(micros: int) -> str:
    return f"{micros // 10**6}.{micros % 10**6:06d}"


def cells_of(row: ItemRow) -> list[str]:
    box = row.packages[1] if len(row.packages) > 1 else None
    vendor = row.identifiers[0] if row.identifiers else None
    return [
        *(row.name, row.base_unit, "yes" if row.tracks_lot else "no", "yes" if row.tracks_expiry else "no"),
        *(row.supplier, "" if row.lead_time_days is None else str(row.lead_time_days)),
        *("" if row.unit_cost_micros is None else price(row.unit_cost_micros), row.packages[0].gtin),
        *((box.name, str(box.factor)) if box else ("", "")),
        *((vendor.value, "box" if box else "") if vendor else ("", "")),
    ]


@settings(max_examples=60)
@given(data=st.data(), count=st.integers(1, 5), separator=SEPARATORS)
def test_items_written_and_read_are_the_same(data: st.DataObject, count: int, separator: str) -> None:
    rows = [data.draw(items(number)) for number in range(2, count + 2)]
    header = "name base_unit tracks_lot tracks_expiry supplier lead_time_days unit_cost gtin package_1 package_1_factor"
    table = written(
        [*header.split(), "vendor_number", "vendor_number_package"], [cells_of(row) for row in rows], separator
    )
    checked = read_items(table)
    assert checked.faults == ()
    assert list(checked.rows) == [plain(row) for row in rows]


def plain(row: ItemRow) -> ItemRow:
    return replace(row, name=unicodedata.normalize("NFC", row.name))


@given(
    lots=st.dictionaries(
        st.from_regex(r"[A-Z]{1,3}[0-9]{1,6}", fullmatch=True),
        st.tuples(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(LotState), st.integers(0, 1_000_000)),
        min_size=1,
        max_size=6,
    ),
    separator=SEPARATORS,
)
def test_stock_written_and_read_is_the_same(lots: dict[str, tuple[date, LotState, int]], separator: str) -> None:
    rows = [
        StockRow(CART, SYRINGE, lot, day, state, quantity, line)
        for line, (lot, (day, state, quantity)) in enumerate(lots.items(), start=2)
    ]
    table = written(
        ["item_code", "location_code", "state", "quantity", "expiry", "lot"],
        [[r.item_code, r.location_code, r.state.value, str(r.quantity), str(r.expiry), r.lot] for r in rows],
        separator,
    )
    checked = read_stock(table, KNOWN)
    assert checked.faults == ()
    assert list(checked.rows) == rows
