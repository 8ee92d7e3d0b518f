"""The pack for the day without computers: every code on its pages reads, and is one that the clinic knows; no patient is in
it."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from labels.card import Paper
from labels.loading import load_designs
from labels.reading import readings
from labels.resolution import Resolution
from labels.stocks import own_stocks
from labels.symbols import Kind
from tests.clinic import AT, SYRINGE_GTIN, TODAY, Clinic, open_clinic
from tests.labelling.patients import put_requisition, put_tube
from tests.reports.papers import shown_on, words_of
from tracker.barcodes.house import specimen_code
from tracker.barcodes.meaning import BadgeCode, CommandCode, ItemCode, LocationCode, SpecimenCode
from tracker.barcodes.understanding import understand
from tracker.labelling.downtime import downtime_pack
from tracker.labelling.downtime_facts import CountLine, PackFacts, pack_facts
from tracker.labelling.making import Setting
from tracker.labelling.queue import QueuePen
from tracker.labelling.rolls import reserve_roll
from tracker.labelling.words import CARDS

STOCKS = {Paper.LETTER: "5160", Paper.A4: "l7160"}


def facts_of(clinic: Clinic, count: int, *, with_badges: bool = False) -> PackFacts:
    with clinic.database.writing() as connection:
        numbers = reserve_roll(connection, QueuePen(clinic.journal, AT), TODAY, count)
    with clinic.database.reading() as connection:
        return pack_facts(connection, numbers, TODAY, with_badges=with_badges)


def pack_of(facts: PackFacts, paper: Paper = Paper.LETTER) -> bytes:
    setting = Setting(load_designs(None), Resolution.DPI_300, own_stocks()[STOCKS[paper]])
    return downtime_pack(facts, setting, paper, lambda done, total: None)


def codes_on(pdf: bytes) -> list[Counter[str]]:
    """What a reader finds on each page as a 600 dpi printer prints it, with its AIM identifier."""
    return [Counter(f"{one.aim}{one.data}" for one in readings(page)) for page in shown_on(pdf)]


@pytest.fixture(scope="module")
def pack(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[PackFacts, bytes]:
    """14 labels and the page of badges, for a clinic with a tube in use."""
    clinic = open_clinic(Path(shutil.copy(furnished_file, tmp_path_factory.mktemp("pack") / "tracker.db")))
    put_tube(clinic, specimen_code(26_004_471), put_requisition(clinic))
    facts = facts_of(clinic, 14, with_badges=True)
    clinic.database.close()
    return facts, pack_of(facts)


@pytest.fixture(scope="module")
def pages(pack: tuple[PackFacts, bytes]) -> list[Counter[str]]:
    return codes_on(pack[1])


def test_the_pack_reads_page_by_page(pack: tuple[PackFacts, bytes], pages: list[Counter[str]]) -> None:
    """Two custody sheets, one sheet of labels, a count sheet for each of three rooms, badges, five cards."""
    facts, _ = pack
    front, first, second, labels, *counts, badges = pages[: len(pages) - len(CARDS)]
    assert front == Counter()
    assert first + second == Counter(f"]C0{number}" for number in facts.numbers)
    assert labels == Counter([f"]C0{each}" for each in facts.numbers] + [f"]d1{each}" for each in facts.numbers])
    expected = Counter[str]()
    for place in facts.places:
        expected[f"]C0{place.code}"] += 1
        expected.update(line.reads for line in place.lines)
    assert badges == Counter(f"]C0{badge.code}" for badge in facts.badges)
    found = sum(counts, Counter[str]())
    assert Counter({code.removeprefix("]d1").removeprefix("]d2"): times for code, times in found.items()}) == expected
    said = {one.code for card in CARDS for _, words in card.groups for one in words if one}
    assert {code[3:] for page in pages[-len(CARDS) :] for code in page} == said


def test_every_code_means_to_the_program_what_it_stands_for(pages: list[Counter[str]]) -> None:
    kinds = {type(understand(code[3:], aim=code[:3], today=TODAY)) for page in pages for code in page}
    assert kinds == {SpecimenCode, LocationCode, ItemCode, BadgeCode, CommandCode}


def test_a_lot_is_counted_by_its_packs_own_code_and_what_has_none_by_the_items(clinic: Clinic) -> None:
    lines = {(place.path, line.item, line.lot): line for place in facts_of(clinic, 1).places for line in place.lines}
    late = lines["Exam 1 · Cart", "Syringe 3 mL", "LATE"]
    assert late.reads == f"01{SYRINGE_GTIN}1727063010LATE"
    assert late.par == 20
    assert lines["Storeroom · A", "Gauze 4×4", ""].reads.startswith("I")
    assert lines["Exam 2 · Drawer", "Gauze 4×4", ""].par == 5, "by the books none is there, and it should be"


def test_a_lot_with_letters_that_no_gs1_symbol_has_is_counted_by_the_items_code(clinic: Clinic) -> None:
    clinic.execute("UPDATE lot SET number = 'ÜBER 1' WHERE number = 'LATE'")
    lines = {line.lot: line for place in facts_of(clinic, 1).places for line in place.lines}
    assert lines["ÜBER 1"].reads.startswith("I")
    pack_of(facts_of(clinic, 1))


def test_no_patient_is_in_it_and_its_words_say_how(pack: tuple[PackFacts, bytes]) -> None:
    words = " ".join(words_of(pack[1]))
    assert not {"DOE", "Doe", "Jane", "JANE", "MRN-4711", "1980"} & set(words.split(" "))
    said = ("When the computers are down", "Custody sheet", "Count   Exam 1 · Cart", "FROM PAPER", "2026-11-16")
    assert [each for each in said if each not in words] == []


def test_a4_holds_it_too(clinic: Clinic) -> None:
    pack_of(facts_of(clinic, 1), Paper.A4)


def test_what_the_books_have_is_not_said(clinic: Clinic) -> None:
    """Who reads it counts it."""
    clinic.execute("UPDATE balance SET quantity = 137 WHERE quantity = 4")
    lines = [line for place in facts_of(clinic, 1).places for line in place.lines]
    assert "137" not in repr(lines)


def test_badges_are_printed_only_where_asked_for(clinic: Clinic, pack: tuple[PackFacts, bytes]) -> None:
    assert facts_of(clinic, 1).badges == ()
    assert "destroyed afterwards" in " ".join(words_of(pack[1]))


def test_two_packs_share_no_number(clinic: Clinic) -> None:
    assert not set(facts_of(clinic, 5).numbers) & set(facts_of(clinic, 5).numbers)


def test_beneath_each_symbol_of_a_count_sheet_stands_what_to_type_where_no_scan_reads(
    pack: tuple[PackFacts, bytes],
) -> None:
    facts, pdf = pack
    lines = [line for place in facts.places for line in place.lines]
    assert {line.kind for line in lines} == {Kind.DATA_MATRIX, Kind.GS1_DATA_MATRIX}
    words = words_of(pdf)
    for line in lines:
        assert line.code in words
        typed, scanned = (understand(each, "", today=TODAY) for each in (line.code, line.reads))
        assert isinstance(typed, ItemCode)
        assert isinstance(scanned, ItemCode)
        assert replace(typed, standard=scanned.standard) == scanned


def test_the_longest_code_is_not_shortened(pack: tuple[PackFacts, bytes]) -> None:
    facts, _ = pack
    longest = f"(01)09520101000408(17)281231(10){'W' * 20}"
    line = CountLine(Kind.GS1_DATA_MATRIX, longest, f"01095201010004081728123110{'W' * 20}", "Gauze", "each", "", "", 1)
    place = replace(facts.places[0], lines=(line,))
    assert longest in words_of(pack_of(replace(facts, places=(place,))))
