"""A table is the same answer in every format: numbers add up, dates sort, and nothing in it runs or breaks a page."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from labels.card import PAPER_MM, Paper
from tests.reports.papers import HOSTILE, letters_mm_of, pages_of, sizes_of, words_of
from tracker.errors import ConfigurationError
from tracker.money import money
from tracker.reports.table import Cell, Column, Table, as_csv, as_text
from tracker.reports.table_pdf import MOST_ROWS, table_pdf
from tracker.reports.table_xlsx import as_xlsx
from tracker.text import counted

_NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
EPOCH = date(1899, 12, 30)
"""The day that a spreadsheet calls 0."""

COLUMNS = (
    Column("item", "item"),
    Column("expiry", "expires"),
    Column("quantity", "on hand", "right"),
    Column("value", "value", "right"),
)
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("Syringe 3 mL", date(2027, 6, 30), 140, Decimal("12.60")),
    ("Gauze 4×4", None, 12, Decimal("0.0126")),
    ("0012", date(2026, 2, 28), -3, None),
)


def table(rows: tuple[tuple[Cell, ...], ...] = ROWS, columns: tuple[Column, ...] = COLUMNS) -> Table:
    return Table("stock", "Stock on hand", date(2026, 11, 16), columns, rows, ("2 items have no price.",))


class Sheet:
    """What a reader finds in a workbook's first sheet, from the XML itself."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            self.names = book.namelist()
            self.xml = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
            shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
            styles = ElementTree.fromstring(book.read("xl/styles.xml"))
            self.about = book.read("xl/worksheets/sheet2.xml")
        self.strings = ["".join(each.itertext()) for each in shared.findall("s:si", _NS)]
        codes = {each.get("numFmtId"): each.get("formatCode") for each in styles.iterfind("s:numFmts/s:numFmt", _NS)}
        self.formats = [
            codes.get(each.get("numFmtId"), each.get("numFmtId")) for each in styles.iterfind("s:cellXfs/s:xf", _NS)
        ]

    def cell(self, reference: str) -> tuple[str, object, object]:
        """(kind, value, number format) of a cell; kind ``s`` is a text, ``n`` a number."""
        found = self.xml.find(f".//s:c[@r='{reference}']", _NS)
        if found is None:
            return "", None, None
        assert found.find("s:f", _NS) is None, "a formula"
        kind, value = found.get("t", "n"), found.findtext("s:v", None, _NS)
        form = self.formats[int(found.get("s", "0"))]
        return kind, self.strings[int(value or 0)] if kind == "s" else value, form


def test_a_workbook_has_numbers_as_numbers_and_days_as_days() -> None:
    sheet = Sheet(as_xlsx(table(), "Northgate clinic"))
    assert [sheet.cell(f"{letter}1")[1] for letter in "ABCD"] == ["item", "expires", "on hand", "value"]
    assert sheet.cell("A2")[:2] == ("s", "Syringe 3 mL")
    assert sheet.cell("B2") == ("n", str((date(2027, 6, 30) - EPOCH).days), "yyyy-mm-dd")
    assert sheet.cell("C2")[:2] == ("n", "140")
    assert sheet.cell("D2") == ("n", "12.60", "0.0000")
    assert sheet.cell("D3")[:2] == ("n", "0.0126")
    assert sheet.cell("B3") == ("", None, None), "no date is no cell"
    assert sheet.cell("A4")[:2] == ("s", "0012"), "a code keeps its zeros"
    assert sheet.cell("C4")[:2] == ("n", "-3")


def test_a_workbooks_heading_stays_in_sight_and_can_be_filtered() -> None:
    sheet = Sheet(as_xlsx(table()))
    pane = sheet.xml.find(".//s:pane", _NS)
    assert pane is not None
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert sheet.xml.find("s:autoFilter", _NS).attrib["ref"] == "A1:D4"  # type: ignore[union-attr]
    widths = [float(each.attrib["width"]) for each in sheet.xml.iterfind("s:cols/s:col", _NS)]
    assert widths[0] > len("Syringe 3 mL")


@pytest.mark.parametrize(
    "text", [*HOSTILE, *(f"{sign}1+1" for sign in "=+-@＝＋－＠"), "http://x.example", "{=1}", "\ta"]
)
def test_no_text_becomes_more_than_text_in_a_workbook(text: str) -> None:
    sheet = Sheet(as_xlsx(Table("x", text, date(2026, 1, 1), (Column("a", "a"),), ((text,),), (text,)), text))
    kind, value, _ = sheet.cell("A2")
    assert kind == "s"
    assert str(value).isprintable()
    assert not any("externalLink" in name or "rels/sheet1" in name for name in sheet.names)


def test_what_a_spreadsheet_would_round_or_shift_is_written_as_text() -> None:
    rows: tuple[tuple[Cell, ...], ...] = ((10**15,), (10**15 - 1,), (date(1900, 2, 28),), (date(1900, 3, 1),))
    sheet = Sheet(as_xlsx(table(rows, (Column("a", "a"),))))
    assert [sheet.cell(f"A{line}")[0] for line in range(2, 6)] == ["s", "n", "s", "n"]


@pytest.mark.parametrize("make", [lambda given: as_xlsx(given, "N"), lambda given: table_pdf(given, "N", Paper.A4)])
def test_the_same_table_gives_the_same_bytes(make: Callable[[Table], bytes]) -> None:
    assert make(table()) == make(table())


def test_more_rows_than_a_format_holds_are_refused_in_words() -> None:
    many = table(tuple(("x", None, 1, None) for _ in range(MOST_ROWS + 1)))
    with pytest.raises(ConfigurationError) as refused:
        table_pdf(many, "", Paper.A4)
    assert refused.value.code == "too_many_rows"
    assert "CSV" in refused.value.hint


def test_json_and_csv_have_amounts_and_days_as_scripts_read_them() -> None:
    told = json.loads(json.dumps(table().as_object()))
    assert told["rows"][0] == {"item": "Syringe 3 mL", "expiry": "2027-06-30", "quantity": 140, "value": 12.6}
    assert told["notes"] == ["2 items have no price."]
    assert as_csv(table()).split("\r\n")[2] == "Gauze 4×4,,12,0.0126"
    assert as_text(table())[-1] == "2 items have no price."


@pytest.mark.parametrize(
    ("micros", "shown"),
    [
        (0, "0.00"),
        (12_600_000, "12.60"),
        (12_600, "0.0126"),
        (1, "0.000001"),
        (-2_500_000, "-2.50"),
        (10**15, "1000000000.00"),
    ],
)
def test_an_amount_is_exact_and_has_two_digits_at_least(micros: int, shown: str) -> None:
    assert str(money(micros)) == shown


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("count", [0, 1, 30, 400])
def test_every_page_repeats_the_heading_and_is_counted(count: int, paper: Paper) -> None:
    rows: tuple[tuple[Cell, ...], ...] = tuple((f"item {n}", date(2027, 1, 1), n, None) for n in range(count))
    pdf = table_pdf(table(rows), "Northgate clinic", paper)
    words, pages = words_of(pdf), len(pages_of(pdf))
    assert [word for word in words if word.startswith("page ")] == [f"page {n} of {pages}" for n in range(1, pages + 1)]
    assert words.count("on hand") in (pages, pages - 1), "a page with nothing but notes has no heading"
    assert [word for word in words if word.startswith("item ")] == [f"item {n}" for n in range(count)]
    assert f"Northgate clinic   as of 2026-11-16   {counted(count, 'line')}" in words
    assert "2 items have no price." in words


def test_a_wide_table_lies_across_the_paper_and_a_narrow_one_stands() -> None:
    narrow = sizes_of(table_pdf(table(), "", Paper.A4))
    wide_columns = tuple(Column(f"c{n}", f"column {n}") for n in range(19))
    wide = sizes_of(table_pdf(table((tuple("some words of text" for _ in range(19)),), wide_columns), "", Paper.A4))
    width_mm, height_mm = PAPER_MM[Paper.A4]
    assert narrow[0] == pytest.approx((width_mm, height_mm), abs=0.2)
    assert wide[0] == pytest.approx((height_mm, width_mm), abs=0.2)


@pytest.mark.parametrize("count", [4, 12, 16, 19])
def test_all_is_written_so_large_that_it_is_read_at_arms_length(count: int) -> None:
    columns = tuple(Column(f"c{n}", f"column {n}") for n in range(count))
    made = table((tuple("some words of text" for _ in range(count)),) * 3, columns)
    pdf = table_pdf(made, "Northgate clinic", Paper.LETTER)
    assert min(letters_mm_of(pdf)) >= 2.5


def test_where_lines_are_broken_a_number_and_a_word_stay_whole() -> None:
    columns = (*(Column(f"c{n}", "code") for n in range(9)), *(Column(f"t{n}", "said") for n in range(4)))
    cells = (*(f"I0001{n:05}" for n in range(9)), *("some more words than fit on one line of it",) * 4)
    words = words_of(table_pdf(table((cells,), columns), "", Paper.LETTER))
    assert {f"I0001{n:05}" for n in range(9)} <= set(words)
    assert all(part in cells[-1].split(" ") for word in words if "words" in word for part in word.split(" "))


def test_a_moment_is_written_as_people_do_on_paper_and_exactly_everywhere_else() -> None:
    cells = ("2026-11-16T08:05+00:00", "2026-11-16T08:05:00.000Z", "2026-11-16T08:05:07-05:00", "T-2026-11-16T08")
    made = table((cells,), tuple(Column(f"c{n}", "since") for n in range(4)))
    words = words_of(table_pdf(made, "", Paper.LETTER))
    assert {"2026-11-16 08:05+00:00", "2026-11-16 08:05Z", "2026-11-16 08:05:07-05:00", cells[3]} <= set(words)
    assert cells[1] in as_csv(made)


def test_a_report_that_has_found_nothing_says_so() -> None:
    empty = Table("fefo", "Taken", date(2026, 11, 16), COLUMNS, (), ())
    assert "Nothing: there is no line of it." in words_of(table_pdf(empty, "", Paper.LETTER))


def test_sentences_stand_under_their_row_on_paper_and_in_a_column_everywhere_else() -> None:
    why = "Level 5626 - 3920 usable - 0 on order = 1706, so 18 × box of 100: 2695 a week over 10 days."
    columns = (Column("item", "item"), Column("instead", "instead", is_prose=True), Column("why", "why", is_prose=True))
    made = table((("Alcohol prep pad", "", why), ("Gauze", "transfer 20 from South", why)), columns)
    pdf = table_pdf(made, "", Paper.LETTER)
    words = words_of(pdf)
    assert words.count(f"why: {why}") == 2, "whole, on one line"
    assert [word for word in words if word.startswith("instead")] == ["instead: transfer 20 from South"]
    assert sizes_of(pdf)[0][0] < sizes_of(pdf)[0][1], "what is left in columns fits upright"
    assert as_csv(made).startswith("item,instead,why\r\n")
    assert len(pages_of(table_pdf(table((("Gauze", "", why),) * 90, columns), "", Paper.LETTER))) > 2


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words_on_paper(text: str) -> None:
    pdf = table_pdf(Table("x", text, date(2026, 1, 1), COLUMNS, ((text, None, 1, None),), (text,)), text, Paper.LETTER)
    assert all(word.isprintable() for word in words_of(pdf))


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
def test_no_column_runs_into_its_neighbour(tmp_path: Path) -> None:
    """By another program's reading of where each word stands."""
    columns = tuple(Column(f"c{n}", f"heading {n}", "right" if n % 2 else "left") for n in range(14))
    rows = tuple(tuple(f"{'W' * (n % 9 + 3)} {line}" for n in range(14)) for line in range(40))
    (tmp_path / "x.pdf").write_bytes(table_pdf(table(rows, columns), "", Paper.LETTER))
    told = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "x.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    spots = ElementTree.fromstring(told)
    for page in spots.iter("{http://www.w3.org/1999/xhtml}page"):
        lines: dict[float, list[tuple[float, float]]] = {}
        for word in page.iter("{http://www.w3.org/1999/xhtml}word"):
            lines.setdefault(float(word.attrib["yMin"]), []).append(
                (float(word.attrib["xMin"]), float(word.attrib["xMax"]))
            )
            assert 0 <= float(word.attrib["xMin"]) <= float(word.attrib["xMax"]) <= float(page.attrib["width"])
        for words in lines.values():
            words.sort()
            assert all(one[1] <= other[0] + 0.1 for one, other in pairwise(words))


def test_a_day_beyond_all_spreadsheets_is_still_a_day_in_the_other_formats() -> None:
    last = date(9999, 12, 31) - timedelta(days=1)
    assert "9999-12-30" in as_csv(table((("x", last, 1, None),)))
