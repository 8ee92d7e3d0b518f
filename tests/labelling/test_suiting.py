"""A label with a tube's number is that tube's, says whose it is, and there is one of it, whatever way it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.design import Design, Purpose
from labels.errors import LabelError
from labels.loading import own_designs, read_design
from labels.purposes import GIVEN
from labels.resolution import Resolution
from tests.clinic import AT, TODAY, Clinic
from tests.labelling.patients import JANE, NUMBER, put_requisition, put_tube
from tests.labelling.test_queue import SETTING, press_of, states
from tests.labels.example import GOOD
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code, item_code, requisition_code, specimen_code
from tracker.errors import ConfigurationError, Refusal
from tracker.hardware.printers.memory import MemoryPrinter
from tracker.hardware.printers.printer import PrinterFault
from tracker.hardware.printers.simulated import SimulatedPrinter
from tracker.labelling import print_jobs, queue, queue_listing
from tracker.labelling.bedside import print_specimen_labels
from tracker.labelling.making import Setting, drawn_label, make_labels
from tracker.labelling.print_jobs import PrintSetting
from tracker.labelling.printing import print_waiting
from tracker.labelling.queue import QueuePen
from tracker.labelling.rolls import reserve_roll
from tracker.labelling.specimens import Tube, of_specimen, specimen_pages
from tracker.labelling.suiting import is_specimen_number
from tracker.labelling.wanted import Wanted, Wants, of_roll

OTHER = specimen_code(26_000_022)
PRINTER = "memory:zpl"
TUBE = of_specimen(Tube(NUMBER, "EDTA", ("CBC",), requisition_code(31)), JANE, None)
ALIQUOT = of_specimen(Tube(NUMBER, "Vial", (), requisition_code(31), parents=(OTHER,)), JANE, None)
POOL = of_specimen(Tube(NUMBER, "Vial", (), parents=(OTHER, specimen_code(7))), None, None)
ITEM = Wanted(Wants.ITEM, "Gauze", {"name": "Gauze", "code": item_code(7), "unit": "each"})
WRONG = """
name = "wrong"
title = "Wrong"
width_mm = 50
height_mm = 20
needs = ["name"]
[[text]]
value = "{name}"
x_mm = 1
y_mm = 1
width_mm = 48
height_mm = 4
size_mm = 4
fit = "shorten"
[[symbol]]
kind = "code128"
value = "2600002260"
x_mm = 0
y_mm = 5
width_mm = 50
height_mm = 10
smallest_module_mm = 0.25
largest_module_mm = 0.4
"""


def saying(value: str, name: str = "wrong") -> Design:
    """As no file can say it: a design is not believed because it was loaded."""
    good = (
        WRONG.replace('"wrong"', f'"{name}"')
        .replace("2600002260", "{vendor}")
        .replace('["name"]', '["name", "vendor"]')
    )
    read = read_design(good, f"labels/{name}.toml")
    (symbol,) = read.symbols
    return replace(read, needs=frozenset({"name"}), symbols=(replace(symbol, value=value),))


def with_wrong(name: str = "wrong") -> Mapping[str, Design]:
    return {**own_designs(), name: saying("2600002260", name)}


def setting(design: str | None = None, designs: Mapping[str, Design] | None = None) -> Setting:
    return Setting(designs or own_designs(), Resolution.DPI_203, design=design)


@pytest.mark.parametrize("wanted", [TUBE, ALIQUOT, POOL], ids=["tube", "aliquot", "pool"])
def test_a_design_of_the_clinic_that_scans_as_another_tube_labels_no_specimen(wanted: Wanted) -> None:
    for one in (setting("wrong", with_wrong()), setting(None, with_wrong("tube" if wanted is TUBE else "aliquot"))):
        with pytest.raises(ConfigurationError) as refused:
            specimen_pages([wanted], one)
        assert "labels/" in refused.value.message
        assert ".toml" in refused.value.message
        with pytest.raises(ConfigurationError):
            make_labels([wanted], one, lambda done, total: None)
    with SimulatedPrinter() as printer:
        with pytest.raises(ConfigurationError):
            print_specimen_labels(f"zpl://127.0.0.1:{printer.port}", [wanted], with_wrong(), design="wrong")
        assert printer.printed == []


def test_what_designs_may_need_is_what_specimens_are_given() -> None:
    assert set(TUBE.values) == GIVEN[Purpose.SPECIMEN]
    assert set(ALIQUOT.values) == GIVEN[Purpose.ALIQUOT]
    assert set(of_roll(NUMBER).values) == GIVEN[Purpose.ROLL]


@pytest.mark.parametrize("name", sorted(one.name for one in own_designs().values() if one.purpose is Purpose.SUPPLY))
def test_no_design_of_ours_for_supplies_labels_a_tube(name: str) -> None:
    with pytest.raises(ConfigurationError, match="not for specimen labels"):
        specimen_pages([TUBE], setting(name))


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        (TUBE, {"tube", "tube_large", "tube_wrap", "cryo"}),
        (ALIQUOT, {"aliquot", "tube", "tube_large", "tube_wrap", "cryo"}),
        (POOL, {"aliquot"}),
        (of_roll(NUMBER), {"tube_blank"}),
    ],
    ids=["tube", "aliquot", "pool", "roll"],
)
def test_what_has_a_tubes_number_says_whose_it_is_or_what_it_was_taken_from_or_is_nobodys(
    wanted: Wanted, allowed: set[str]
) -> None:
    made = set()
    for name in own_designs():
        try:
            (label,) = make_labels([wanted], setting(name), lambda done, total: None)
        except (ConfigurationError, Refusal):
            continue
        assert {promise.data for promise in label.promises} == {NUMBER}
        made.add(name)
    assert made == allowed


def test_a_symbol_that_is_not_the_tubes_number_is_found_after_drawing_too() -> None:
    tube = own_designs()["tube"]
    bars, cells = tube.symbols
    for symbols in ((replace(bars, value=OTHER), cells), (replace(bars, value="{name}"), cells), ()):
        # As no file can say it: a design is not believed because it was loaded.
        designs = {**own_designs(), "tube": replace(tube, symbols=symbols, file="labels/tube.toml")}
        with pytest.raises((ConfigurationError, Refusal)) as refused:
            specimen_pages([replace(TUBE, values={**TUBE.values, "name": "DOE"})], setting("tube", designs))
        assert isinstance(refused.value, ConfigurationError)
        assert "labels/tube.toml" in refused.value.message


@pytest.mark.parametrize("empty", [("name",), ("identifier", "born")])
def test_a_tube_whose_name_or_second_identifier_is_empty_has_no_label(empty: tuple[str, ...]) -> None:
    tube = own_designs()["tube"]
    lenient = replace(tube, needs=frozenset({"code"}), may_have=(tube.needs | tube.may_have) - {"code"})
    values = {**TUBE.values, **dict.fromkeys(empty, "")}
    with pytest.raises(Refusal, match="whose specimen"):
        specimen_pages([replace(TUBE, values=values)], setting("tube", {**own_designs(), "tube": lenient}))


@pytest.mark.parametrize(
    "values",
    [
        {"code": NUMBER},
        {"name": NUMBER},
        {"unit": NUMBER},
        {"name": f"{NUMBER[:8]} {NUMBER[8:]}"},
        {"name": f"Order {NUMBER[:4]} {NUMBER[4:8]} {NUMBER[8:]}"},
        {"name": f"{NUMBER[:4]}\u00a0{NUMBER[4:8]}\u2009{NUMBER[8:]}"},
        {"name": NUMBER.translate({48 + digit: 0xFF10 + digit for digit in range(10)})},
    ],
)
def test_no_other_label_has_a_tubes_number_whatever_field_it_stands_in(clinic: Clinic, values: dict[str, str]) -> None:
    wanted = replace(ITEM, values={**ITEM.values, **values})
    with pytest.raises(Refusal) as refused:
        make_labels([wanted], setting(), lambda done, total: None)
    assert refused.value.code == "label_specimen_number"
    with clinic.database.writing() as connection, pytest.raises(Refusal) as not_queued:
        queue.enqueue(connection, QueuePen(clinic.journal, AT), PRINTER, [wanted], SETTING)
    assert not_queued.value.code == "label_specimen_number"


@pytest.mark.parametrize("value", ["2600002260", "26{name}", "]C02600002260"])
def test_nor_a_design_that_makes_one_up(value: str) -> None:
    design = saying(value)
    with pytest.raises(LabelError) as unreadable:
        read_design(WRONG.replace("2600002260", value))
    assert unreadable.value.code == "label_design"
    with pytest.raises(Refusal) as refused:
        make_labels(
            [Wanted(Wants.ITEM, "x", {"name": "00002260"})],
            setting("wrong", {"wrong": design}),
            lambda done, total: None,
        )
    assert refused.value.code == "label_specimen_number"


@pytest.mark.parametrize("words", ["2600 0022 60", "call 26 00 00 22 60", "２６００ ００２２ ６０"])
def test_nor_one_that_writes_one_between_spaces_or_in_other_digits(words: str) -> None:
    design = replace(saying("{vendor}"), needs=frozenset({"name", "vendor"}))
    (text,) = design.texts
    designs = {"wrong": replace(design, texts=(replace(text, value=f"{{name}} {words}"),))}
    wanted = Wanted(Wants.ITEM, "x", {"name": "Gauze", "vendor": "X-1"})
    with pytest.raises(Refusal) as refused:
        make_labels([wanted], setting("wrong", designs), lambda done, total: None)
    assert refused.value.code == "label_specimen_number"


@pytest.mark.parametrize("words", ["2026-11-16 14:41", "1 2600 0022 60", "21 G 25 mm", "2600 0022 61"])
def test_other_digits_between_spaces_are_no_number(words: str) -> None:
    wanted = replace(ITEM, values={**ITEM.values, "name": words})
    assert make_labels([wanted], setting(), lambda done, total: None)


def test_a_makers_lot_of_ten_digits_is_a_lot() -> None:
    lot = Wanted(Wants.LOT, "x", {"name": "Flush", "gtin": "09520101000408", "lot": NUMBER})
    assert make_labels([lot], setting(), lambda done, total: None)


@given(st.integers(1, 99_999_999), st.integers(0, 9), st.integers(1, 9))
def test_a_number_is_a_specimens_by_its_check_digits(n: int, place: int, more: int) -> None:
    number = specimen_code(n)
    assert is_specimen_number(number)
    assert is_specimen_number(f" {number[:8]} {number[8:]}")
    other = f"{number[:place]}{(int(number[place]) + more) % 10}{number[place + 1 :]}"
    assert not is_specimen_number(other)
    assert not is_specimen_number(number + "1")


# -- the queue ----------------------------------------------------------------------------------------------------


def put(clinic: Clinic, *labels: Wanted, setting: PrintSetting = SETTING) -> int:
    with clinic.database.writing() as connection:
        return queue.enqueue(connection, QueuePen(clinic.journal, AT), PRINTER, labels, setting)


def rolled(clinic: Clinic, count: int = 1) -> tuple[Wanted, ...]:
    with clinic.database.writing() as connection:
        return tuple(map(of_roll, reserve_roll(connection, QueuePen(clinic.journal, AT), TODAY, count)))


def again(clinic: Clinic, job: int, reason: str) -> print_jobs.PrintJob:
    with clinic.database.writing() as connection:
        return queue_listing.job(connection, queue.reprint(connection, QueuePen(clinic.journal, AT), job, reason))


@pytest.mark.parametrize("wanted", [TUBE, ALIQUOT, POOL], ids=["tube", "aliquot", "pool"])
def test_the_queue_itself_takes_no_specimens_label(clinic: Clinic, wanted: Wanted) -> None:
    with pytest.raises(Refusal) as refused:
        put(clinic, ITEM, wanted)
    assert refused.value.code == "specimen_not_queued"
    assert clinic.value("SELECT count(*) FROM print_job") == 0


@pytest.mark.parametrize("field", ["patient", "dob", "born", "birth_date"])
def test_the_queue_takes_no_field_that_says_whose_it_is(clinic: Clinic, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        put(clinic, replace(ITEM, values={**ITEM.values, field: "Doe"}))
    assert refused.value.code == "specimen_not_queued"
    assert "Doe" not in refused.value.message


def test_a_roll_that_the_program_did_not_number_is_not_printed(clinic: Clinic) -> None:
    (ours,) = rolled(clinic)
    for labels, copies in (
        ((of_roll(NUMBER),), 1),
        ((ours, ours), 1),
        ((ours,), 2),
        ((of_roll("x"),), 1),
        ((of_roll(ours.values["code"][:8] + "00"),), 1),
    ):
        with pytest.raises(Refusal) as refused:
            put(clinic, *labels, setting=PrintSetting(203, copies))
        assert refused.value.code == "label_roll"
    assert put(clinic, ours)


def test_a_rolls_label_is_replaced_by_one_that_says_so_and_never_doubled(clinic: Clinic) -> None:
    (ours,) = rolled(clinic)
    job = put(clinic, ours)
    printer = MemoryPrinter()
    print_waiting(press_of(clinic), printer)
    for reason in ("one more is needed", "One more, please"):
        with pytest.raises(Refusal, match="two tubes"):
            again(clinic, job, reason)
    made = again(clinic, job, "smeared")
    assert (made.reprint_of, made.reprint) == (job, 1)
    assert made.about == f"{ours.values['code']}: destroy the first"
    print_waiting(press_of(clinic), printer)
    assert again(clinic, made.id, "torn").about == made.about


def test_the_label_of_a_roll_that_is_a_tubes_by_now_is_not_printed_again(clinic: Clinic) -> None:
    (ours,) = rolled(clinic)
    job = put(clinic, ours)
    print_waiting(press_of(clinic), MemoryPrinter())
    waiting = again(clinic, job, "smeared")
    put_tube(clinic, ours.values["code"], put_requisition(clinic))
    printer = MemoryPrinter()
    with pytest.raises(Refusal) as refused:
        print_waiting(press_of(clinic), printer)
    assert refused.value.code == "label_bound"
    assert f"queue cancel {waiting.id}" in refused.value.hint
    with pytest.raises(Refusal) as not_again:
        again(clinic, job, "smeared")
    assert not_again.value.code == "label_bound"
    assert printer.printed == []
    with clinic.database.writing() as connection:
        queue.cancel(connection, QueuePen(clinic.journal, AT), waiting.id)
    put(clinic, ITEM)
    assert print_waiting(press_of(clinic), printer) == 1


def test_a_label_in_doubt_that_was_bound_meanwhile_is_out(clinic: Clinic) -> None:
    (ours,) = rolled(clinic)
    job = put(clinic, ours)
    doubt = PrinterFault("x", code="printer_paper_out", may_have_printed=True)
    printer = MemoryPrinter("zpl", iter([doubt]))
    with pytest.raises(PrinterFault):
        print_waiting(press_of(clinic), printer)
    put_tube(clinic, ours.values["code"], put_requisition(clinic))
    with clinic.database.writing() as connection:
        queue.answer(connection, QueuePen(clinic.journal, AT), job, has_come_out=False)
    with pytest.raises(Refusal, match="by now"):
        print_waiting(press_of(clinic), printer)
    assert printer.printed == []
    assert states(clinic) == ["queued"]


# -- whose code a design may bear ------------------------------------------------------------------------------------

KINDS = {
    "I": item_code(7),
    "L": house.location_code(7),
    "B": house.badge_code(7),
    "R": house.holder_code(7),
    "N": requisition_code(7),
    "T": house.shipment_code(7),
    "P": house.partner_code(7),
    "K": house.purchase_order_code(7),
    "V": house.opened_code(7),
    "X": house.stock_transfer_code(7),
}
THEIRS = {
    "I": {"item", "item_small", "lot_local", "shelf", "shelf_small"},
    "L": {"location", "location_small", "room"},
    "B": {"badge"},
    "R": {"bag", "rack"},
    "N": {"requisition"},
    "T": {"manifest"},
    "P": {"partner"},
    "V": {"opened"},
}
BEARING = sorted(
    name
    for name, one in own_designs().items()
    if one.purpose is Purpose.SUPPLY and "code" in one.needs and not name.startswith("test_")
)


@pytest.mark.parametrize("design", [*BEARING, "mine"])
@pytest.mark.parametrize("letter", sorted(KINDS))
def test_a_label_bears_no_code_of_another_kind_of_thing(letter: str, design: str) -> None:
    """A box that scans as an order for tests, a shipment or an opened vial opens that one, whoever picks it up."""
    designs = {**own_designs(), "mine": read_design(GOOD, "labels/mine.toml")}
    fields = designs[design].needs
    values = {**dict.fromkeys(fields, "A-12"), "code": KINDS[letter], "expiry_yymmdd": "270930"}
    wanted = Wanted(Wants.ITEM, "Gauze", values)
    if design in THEIRS.get(letter, set()) or (design == "mine" and letter in "IBLRP"):
        assert drawn_label(wanted, Setting(designs, Resolution.DPI_300, design=design)).promises
        return
    with pytest.raises(LabelError) as refused:
        drawn_label(wanted, Setting(designs, Resolution.DPI_300, design=design))
    assert refused.value.code in ("label_kind", "label_symbol_too_wide", "label_design", "label_text_too_long")


def test_a_shipments_or_an_opened_vials_own_label_may_have_the_clinics_design() -> None:
    designs = {**own_designs(), "mine": read_design(GOOD, "labels/mine.toml")}
    for wants, letter in ((Wants.MANIFEST, "T"), (Wants.OPENED, "V")):
        wanted = Wanted(wants, "x", {"name": "x", "code": KINDS[letter]})
        assert drawn_label(wanted, Setting(designs, Resolution.DPI_300, design="mine")).promises


# -- what a clinic's own design says by itself ----------------------------------------------------------------------


def with_text(name: str, value: str) -> Mapping[str, Design]:
    """Ours with these words in place of its name."""
    ours = own_designs()[name]
    texts = tuple(replace(text, value=value) if text.value == "{name}" else text for text in ours.texts)
    return {**own_designs(), name: replace(ours, texts=texts, needs=ours.needs - {"name"})}


@pytest.mark.parametrize("value", ["YES", "{code}", "YES {name}"])
def test_a_commands_label_says_which_it_is(value: str) -> None:
    undo = Wanted(Wants.COMMAND, "UNDO", {"name": "UNDO", "code": command_code(Command.UNDO)})
    designs = with_text("command", value)
    if "{name}" in value:
        designs = {**designs, "command": replace(designs["command"], needs=own_designs()["command"].needs)}
    with pytest.raises(LabelError) as refused:
        drawn_label(undo, setting("command", designs))
    assert refused.value.code == "label_design"
    assert drawn_label(undo, setting("command")).promises


@pytest.mark.parametrize("words", [item_code(8), f"No. {item_code(8)}", "L0001036", "I 000 008 66"])
def test_no_design_writes_another_things_code(words: str) -> None:
    ours = own_designs()["item"]
    texts = tuple(replace(text, value=words) if text.value == "{code}" else text for text in ours.texts)
    with pytest.raises(LabelError) as refused:
        drawn_label(ITEM, setting("item", {**own_designs(), "item": replace(ours, texts=texts)}))
    assert refused.value.code == "label_design"


@pytest.mark.parametrize("words", ["555 123 4567", "Call 5551234567", "Ward 7"])
def test_a_clinics_telephone_number_is_no_code(words: str) -> None:
    ours = own_designs()["item"]
    texts = tuple(replace(text, value=words) if text.value == "counted by {unit}" else text for text in ours.texts)
    designs = {**own_designs(), "item": replace(ours, texts=texts)}
    assert drawn_label(ITEM, setting("item", designs)).promises


def test_a_name_that_looks_like_a_code_is_the_items_own() -> None:
    assert drawn_label(replace(ITEM, values={**ITEM.values, "name": "Box for L0001036"}), setting("item")).promises
