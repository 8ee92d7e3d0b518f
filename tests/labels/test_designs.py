"""Designs are data, a clinic's own too: what is wrong with one is said before anything is drawn with it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.design import Design, Purpose
from labels.drawing import draw
from labels.errors import LabelError
from labels.loading import design_named, load_designs, own_designs, read_design
from labels.resolution import Resolution
from labels.stocks import load_stocks, own_stocks, read_stock, stock_named

GOOD = """
name = "mine"
title = "Mine"
width_mm = 50
height_mm = 20
needs = ["code"]
may_have = ["name"]
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
value = "{code}"
x_mm = 0
y_mm = 5
width_mm = 50
height_mm = 10
smallest_module_mm = 0.25
largest_module_mm = 0.4
"""


def test_the_example_is_good() -> None:
    assert read_design(GOOD).needs == {"code"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("width_mm = 50\n", "width_mm = -50\n", "width_mm"),
        ("width_mm = 50\n", "", "'width_mm' is missing"),
        ("width_mm = 50\n", "width_mm = nan\n", "not a number"),
        ("width_mm = 50\n", 'width_mm = "wide"\n', "not a number"),
        ("width_mm = 50\n", "width_mm = true\n", "not a number"),
        ("width_mm = 48", "width_mm = 49.5", "beyond the label"),
        ("y_mm = 5", "y_mm = 4.9", "overlap"),
        ("height_mm = 10", "height_mm = 4", "missed by hand-held scanners"),
        ("width_mm = 50\nheight_mm = 10", "width_mm = 16\nheight_mm = 10", "holds no code128"),
        ('kind = "code128"', 'kind = "gs1_128"', "'elements' is missing"),
        ('kind = "code128"', 'kind = "code128"\nelements = [["10", "{code}"]]', "unknown: elements"),
        ("smallest_module_mm = 0.25", "smallest_module_mm = 0.25\nrotate = 90", "unknown: rotate"),
        ('value = "{code}"', 'value = "{code}0"', "must say {code} alone"),
        ('value = "{code}"', 'value = "{name}"', "code"),
        ('value = "{name}"', 'value = ""', "not text, or is empty"),
        ('value = "{name}"', 'value = "Lidocaine"', "declared but not used: name"),
        ('may_have = ["name"]\n[[text]]\nvalue = "{name}"', '[[text]]\nvalue = "Lidocaine"', "it must show {name}"),
        ("width_mm = 48", "width_mm = 20", "leaves more than the first letters"),
        (
            "size_mm = 4\n",
            'size_mm = 1\nfit = "shorten"\n[[text]]\nvalue = "Lidocaine"\nx_mm = 1\ny_mm = 15\nwidth_mm = 48\n'
            "height_mm = 4\nsize_mm = 4\n",
            "'Lidocaine' is larger than what tells its labels apart",
        ),
        ("x_mm = 1", "x_mm = -1", "x_mm"),
        ("height_mm = 20", "height_mm = 0", "height_mm"),
        ("height_mm = 20", "height_mm = 1e9", "height_mm"),
        ("smallest_module_mm = 0.25", "smallest_module_mm = 0.05", "smallest_module_mm"),
        ("largest_module_mm = 0.4", "largest_module_mm = 0.2", "largest_module_mm"),
        ('kind = "code128"', 'kind = "pdf417"', "must be one of"),
        ('fit = "shorten"', "", "'fit' is missing"),
        ('fit = "shorten"', 'fit = "squeeze"', "must be one of"),
        ("size_mm = 4", "size_mm = 5", "size_mm"),
        ('value = "{code}"', 'value = "{kode}"', "kode"),
        ('may_have = ["name"]', "", "name"),
        ('name = "mine"', 'name = "My label"', "small letters"),
        ('title = "Mine"', 'title = "Mine"\ncolour = "red"', "unknown: colour"),
        ("[[text]]", "[[text]", "not TOML"),
        ("[[text]]", "text = 3\n[[other]]", "[[text]]"),
    ],
)
def test_a_faulty_design_is_refused_with_its_file_and_what_is_wrong(old: str, new: str, said: str) -> None:
    assert GOOD.count(old) >= 1
    with pytest.raises(LabelError) as refused:
        read_design(GOOD.replace(old, new, 1), "designs/mine.toml")
    assert said in refused.value.message
    assert refused.value.message.startswith("designs/mine.toml")


@pytest.mark.parametrize("value", ["L0010336", "{name}", "A{code}", "{code}{name}"])
@pytest.mark.parametrize("kind", ["code128", "datamatrix", "qr"])
def test_the_symbol_of_a_supplys_label_is_its_own_code_and_nothing_else(kind: str, value: str) -> None:
    """Else a shelf scans as another shelf, or as nothing."""
    with_words = GOOD.replace("{name}", "{name} {code}", 1).replace("code128", kind)
    assert read_design(with_words).needs == {"code"}
    with pytest.raises(LabelError) as refused:
        read_design(with_words.replace('value = "{code}"', f'value = "{value}"'))
    assert f"its {kind} symbol says '{value}', and must say {{code}} alone" in refused.value.message


@pytest.mark.parametrize("value", ["L0010336", "{name}", "{vendor}7"])
def test_of_a_thing_without_a_code_it_is_another_field_alone_and_never_its_name(value: str) -> None:
    vendors = GOOD.replace('"code"', '"vendor"').replace("{name}", "{name} {vendor}", 1)
    assert read_design(vendors.replace("{code}", "{vendor}")).needs == {"vendor"}
    with pytest.raises(LabelError, match="a field alone"):
        read_design(vendors.replace("{code}", value))


def test_a_clinics_design_is_added_and_replaces_ours_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, "utf-8")
    (tmp_path / "b.toml").write_text(GOOD.replace('"mine"', '"item"'), "utf-8")
    designs = load_designs(tmp_path)
    assert designs["mine"].title == designs["item"].title == "Mine"
    assert set(designs) == {*own_designs(), "mine"}
    assert dict(load_designs(tmp_path / "none")) == own_designs()


def test_a_faulty_file_stops_its_own_labels_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")
    (tmp_path / "tube.toml").write_text("name = 'tube'\nwidth_mm = ", "utf-8")
    (tmp_path / "ours.toml").write_text(
        GOOD.replace('"mine"', '"item"').replace("width_mm = 50\n", "width_mm = -50\n", 1)
    )
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe\x00")
    designs = load_designs(tmp_path)
    assert set(designs.faults) == {"tube", "item", "noise"}
    assert designs["mine"].title == "Mine"
    assert designs["rack"] == own_designs()["rack"]
    for name, said in (("tube", "not TOML"), ("item", "width_mm"), ("noise", "cannot be read")):
        with pytest.raises(LabelError, match=said) as refused:
            design_named(name, designs)
        assert refused.value.code == "label_design"
        assert name not in list(designs)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x = " + "[" * 49_000 + "]" * 49_000, "too deep"),
        ("x = " + "9" * 5_000, "not TOML"),
        (GOOD.replace("width_mm = 50\n", f"width_mm = {'9' * 4_000}\n", 1), "far too large"),
        ("#" * 200_000, "more than 100000 bytes"),
    ],
)
def test_a_file_that_nobody_wrote_by_hand_stops_its_own_labels_alone(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "mine.toml").write_text(content, "utf-8")
    for load, kept in ((load_designs, own_designs()), (load_stocks, own_stocks())):
        found = load(tmp_path)
        assert set(found) == set(kept)
        assert set(found.faults) == {"mine"}
    assert said in load_designs(tmp_path).faults["mine"].message
    assert load_designs(tmp_path).faults["mine"].code == "label_design"


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "zero.toml").symlink_to("/dev/zero")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "gone.toml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "good.toml").write_text(GOOD, "utf-8")
    designs = load_designs(tmp_path)
    assert set(designs.faults) == {"pipe", "zero", "folder", "gone"}
    assert designs["mine"].title == "Mine"


SPECIMEN = (
    GOOD.replace('may_have = ["name"]', 'may_have = ["name", "identifier"]\nkind = "specimen"').replace(
        '"shorten"', '"parts"'
    )
    + '[[text]]\nvalue = "{identifier}"\nx_mm = 1\ny_mm = 16\nwidth_mm = 48\nheight_mm = 3\nsize_mm = 3\nfit = "whole"\n'
)


def test_a_design_for_tubes_shows_name_and_second_identifier_and_its_symbols_are_the_number() -> None:
    assert read_design(SPECIMEN).purpose is Purpose.SPECIMEN
    assert read_design(GOOD).purpose is Purpose.SUPPLY, "what says nothing is for supplies"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('value = "{code}"', 'value = "2600002260"', "must say {code} alone"),
        ('value = "{code}"', 'value = "X{code}"', "must say {code} alone"),
        ('value = "{code}"', 'value = "{name}"', "must say {code} alone"),
        ('value = "{name}"', 'value = "Name"', "shows {name}"),
        ('fit = "whole"', 'fit = "shorten"', 'with fit = "whole"'),
        ('value = "{identifier}"', 'value = "MRN"', 'with fit = "whole"'),
        ('kind = "specimen"', 'kind = "roll"', "its number alone"),
        ('kind = "specimen"', 'kind = "aliquot"', "its own number"),
        ('kind = "specimen"', 'kind = "supply"', "no place for whose it is"),
        ('kind = "specimen"', "", "no place for whose it is"),
        ('kind = "specimen"', 'kind = "patient"', "must be one of"),
        ('value = "{name}"', 'value = "DOE, JANE {name}"', "writes 'DOE'"),
        ('value = "{identifier}"', 'value = "MRN 004471 {identifier}"', "writes '004471'"),
        ('value = "{identifier}"', 'value = "{identifier} Ärztin"', "writes 'Ärztin'"),
        ('value = "{name}"', 'value = "Name {name}"', "writes 'Name'"),
        ('value = "{name}"', 'value = "{name}{identifier}"', "a field of its own"),
        ("height_mm = 4\nsize_mm = 4\n", "height_mm = 4\nsize_mm = 4\nsmallest_mm = 1\n", "may become 1 mm"),
        ("size_mm = 3\n", "size_mm = 3\nsmallest_mm = 2\n", "may become 2 mm"),
        ("size_mm = 4\n", "size_mm = 2.9\n", "larger than the name"),
        ('fit = "parts"', 'fit = "shorten"', "both its parts"),
        ('fit = "parts"', 'fit = "wrap"', "both its parts"),
        (
            "width_mm = 48\nheight_mm = 4\nsize_mm = 4\n",
            "width_mm = 6\nheight_mm = 4\nsize_mm = 4\n",
            "more than initials",
        ),
    ],
)
def test_a_design_that_is_not_what_it_says_it_is_for_is_refused(old: str, new: str, said: str) -> None:
    assert SPECIMEN.count(old) == 1
    # What is used and declared agrees, so that it is not that which is told.
    text = SPECIMEN.replace(old, new)
    for name in ("name", "identifier", "code"):
        if "{" + name + "}" not in text:
            text = text.replace(f'"{name}", ', "").replace(f', "{name}"', "").replace(f'["{name}"]', "[]")
    with pytest.raises(LabelError) as refused:
        read_design(text, "labels/mine.toml")
    assert said in refused.value.message
    assert refused.value.message.startswith("labels/mine.toml")
    assert refused.value.code == "label_design"


LINE = """[[text]]
value = "{FIELD}"
x_mm = 1
y_mm = 20
width_mm = 20
height_mm = 3
size_mm = 3
fit = "shorten"
"""


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("provider", "it needs provider, which the label of any specimen is never given; there are: born, code, coll"),
        ("requisition", "it needs requisition, which the label of any specimen is never given"),
        ("reprint", "it needs reprint, which a first label has not: write it into may_have"),
    ],
)
def test_a_tubes_design_needs_nothing_that_no_tube_is_given(field: str, said: str) -> None:
    """Else it is found out at the patient's side, tube by tube."""
    tube = SPECIMEN.replace("height_mm = 20", "height_mm = 24")
    needing = tube.replace('needs = ["code"', f'needs = ["code", "{field}"') + LINE.replace("FIELD", field)
    with pytest.raises(LabelError) as refused:
        read_design(needing, "labels/mine.toml")
    assert said in refused.value.message
    assert refused.value.code == "label_design"
    may = tube.replace("may_have = [", f'may_have = ["{field}", ') + LINE.replace("FIELD", field)
    assert field in read_design(may).may_have


@pytest.mark.parametrize("field", ["patient", "dob", "date_of_birth", "birthdate", "born", "mrn", "patient_name"])
def test_a_supplys_label_has_no_field_for_whose_it_is(field: str) -> None:
    with pytest.raises(LabelError, match=field):
        read_design(GOOD.replace('"name"', f'"{field}"').replace('"{name}"', f'"{{{field}}}"'))


@pytest.mark.parametrize("field", ["airborne", "outpatient_room", "number", "parent_place", "name"])
def test_words_that_only_look_alike_are_let_in(field: str) -> None:
    read = read_design(GOOD.replace('["name"]', f'["name", "{field}"]').replace('"{name}"', f'"{{name}} {{{field}}}"'))
    assert read.may_have == {"name", field}


def test_a_clinics_tube_that_does_not_say_so_is_told_and_ours_does_not_stand_in(tmp_path: Path) -> None:
    (tmp_path / "tube.toml").write_text(GOOD.replace('"mine"', '"tube"'), "utf-8")
    designs = load_designs(tmp_path)
    with pytest.raises(LabelError, match=r"tube\.toml") as refused:
        design_named("tube", designs)
    assert 'kind = "specimen"' in refused.value.hint


def test_of_two_files_of_one_name_neither_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, "utf-8")
    (tmp_path / "b.toml").write_text(GOOD, "utf-8")
    designs = load_designs(tmp_path)
    assert len(designs) == len(own_designs())
    with pytest.raises(LabelError, match="second file"):
        design_named("mine", designs)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(LabelError) as refused:
        design_named("tub", own_designs())
    assert "tube" in refused.value.hint
    with pytest.raises(LabelError) as refused:
        stock_named("5161", own_stocks())
    assert "5160" in refused.value.hint
    assert stock_named("L7160", own_stocks()).count == 21


@pytest.mark.parametrize("name", ["5160", "5163", "5167", "l7160", "l7651"])
def test_a_makers_sheet_is_symmetric_and_its_margins_close(name: str) -> None:
    stock = own_stocks()[name]
    right = stock.page_width_mm - stock.left_mm - (stock.columns - 1) * stock.pitch_x_mm - stock.width_mm
    bottom = stock.page_height_mm - stock.top_mm - (stock.rows - 1) * stock.pitch_y_mm - stock.height_mm
    assert right == pytest.approx(stock.left_mm, abs=0.02)
    assert bottom == pytest.approx(stock.top_mm, abs=0.02)


def test_an_own_sheet_is_loaded_and_a_faulty_one_is_named(tmp_path: Path) -> None:
    text = (
        'name = "Own"\ntitle = "Own"\npage_width_mm = 100\npage_height_mm = 100\ncolumns = 2\nrows = 2\n'
        "width_mm = 45\nheight_mm = 45\nleft_mm = 2\ntop_mm = 2\npitch_x_mm = 48\npitch_y_mm = 48\n"
    )
    (tmp_path / "own.toml").write_text(text, "utf-8")
    assert load_stocks(tmp_path)["own"].count == 4
    for old, new, said in (
        ("columns = 2", "columns = 3", "beyond the page"),
        ("pitch_x_mm = 48", "pitch_x_mm = 40", "overlap"),
        ("rows = 2", "rows = 0", "'rows' is 0"),
        ("rows = 2", "rows = 1.5", "whole number"),
        ("rows = 2", "rows = 2\nglue = true", "unknown: glue"),
        ("rows = 2", "rows = 2\noffset_x_mm = 11", "offset_x_mm"),
        ("columns = 2", "columns = -2", "columns"),
    ):
        with pytest.raises(LabelError, match=said):
            read_stock(text.replace(old, new))


def test_a_sheet_of_ours_is_moved_to_where_a_printer_feeds_it(tmp_path: Path) -> None:
    text = 'name = "5160"\nbased_on = "5160"\noffset_x_mm = 0.8\noffset_y_mm = -1.5\n'
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    moved = load_stocks(tmp_path)["5160"]
    assert (moved.offset_x_mm, moved.offset_y_mm) == (0.8, -1.5)
    assert moved.moved(0, 0) == own_stocks()["5160"]
    (tmp_path / "mine.toml").write_text(text.replace('based_on = "5160"', 'based_on = "5161"'), "utf-8")
    with pytest.raises(LabelError, match="based_on"):
        stock_named("5160", load_stocks(tmp_path))
    assert stock_named("5163", load_stocks(tmp_path)) == own_stocks()["5163"]
    with pytest.raises(LabelError) as refused:
        own_stocks()["5160"].moved(float("nan"), 0)
    assert refused.value.code == "label_offset"


def with_modules(smallest_mm: str, largest_mm: str) -> str:
    return GOOD.replace("smallest_module_mm = 0.25", f"smallest_module_mm = {smallest_mm}").replace(
        "largest_module_mm = 0.4", f"largest_module_mm = {largest_mm}"
    )


def test_bounds_between_which_no_print_head_has_a_whole_dot_are_refused_when_the_file_is_read() -> None:
    with pytest.raises(LabelError) as refused:
        read_design(with_modules("0.26", "0.28"), "mine.toml")
    assert refused.value.code == "label_design"
    assert "mine.toml, symbol 1, line " in refused.value.message
    assert "'smallest_module_mm' 0.26 and 'largest_module_mm' 0.28" in refused.value.message
    assert (
        "203 dpi (0.250 or 0.375 mm), 300 dpi (0.254 or 0.339 mm), 600 dpi (0.254 or 0.296 mm)" in refused.value.message
    )
    assert refused.value.hint == "Write largest_module_mm = 0.38, or more."


@pytest.mark.parametrize(
    ("largest_mm", "without"),
    [("0.3", [Resolution.DPI_203, Resolution.DPI_300]), ("0.35", [Resolution.DPI_203]), ("0.38", [])],
)
def test_where_some_print_heads_have_one_the_others_labels_are_refused_by_that_cause(
    largest_mm: str, without: list[Resolution]
) -> None:
    """And not as too wide, with sizes that they have."""
    design = read_design(with_modules("0.26", largest_mm), "mine.toml")
    for resolution in Resolution:
        fault = fault_of(design, resolution)
        assert (fault is not None) == (resolution in without)
        if fault is not None:
            assert fault.code == "label_design"
            assert fault.message.startswith("mine.toml: no whole number of dots lies between 'smallest_module_mm' 0.26")
            assert f"'largest_module_mm' {largest_mm} at {resolution.value} dpi" in fault.message
            assert fault.hint.startswith("Write largest_module_mm = 0.3")


def fault_of(design: Design, resolution: Resolution) -> LabelError | None:
    try:
        draw(design, {"code": "L0010239", "name": ""}, resolution)
    except LabelError as fault:
        return fault
    return None


@given(smallest=st.integers(160, 700), more=st.integers(126, 400))
def test_of_what_does_not_fit_only_sizes_are_named_that_its_box_does_not_have(smallest: int, more: int) -> None:
    design = read_design(with_modules(str(smallest / 1000), str((smallest + more) / 1000)))
    for resolution in Resolution:
        fault = fault_of(design, resolution)
        if fault is not None:
            assert fault.code == "label_symbol_too_wide"
            needed = re.search(rf"([0-9.]+) mm at {resolution.value} dpi", fault.hint)
            assert needed is not None
            assert float(needed[1]) > design.symbols[0].box.width_mm


def test_cells_that_do_not_fit_their_box_are_told_by_its_height_too() -> None:
    cells = GOOD.replace('kind = "code128"', 'kind = "datamatrix"').replace("height_mm = 10", "height_mm = 7")
    with pytest.raises(LabelError) as refused:
        draw(read_design(cells), {"code": "2600447102" * 10, "name": ""}, Resolution.DPI_203)
    assert "does not fit 50 × 7 mm" in refused.value.message
    assert "It needs a square of " in refused.value.hint


BOX = """[[text]]
value = "VALUE"
x_mm = 1
y_mm = 16
width_mm = 20
height_mm = 3
size_mm = 3
fit = "shorten"
is_reversed = REVERSED
"""


def boxed(value: str, *, is_reversed: bool) -> str:
    return GOOD + BOX.replace("VALUE", value).replace("REVERSED", str(is_reversed).lower())


@pytest.mark.parametrize("value", [" ", "-", "..."])
def test_a_black_box_without_a_word_in_it_is_no_text(value: str) -> None:
    with pytest.raises(LabelError, match=r"mine.toml, text 2, line \d+: .*black box") as refused:
        read_design(boxed(value, is_reversed=True), "mine.toml")
    assert refused.value.code == "label_design"
    assert read_design(boxed(value, is_reversed=False)).texts


@pytest.mark.parametrize("value", ["█", "A ▌", "─│─", "||", "■", "⠿", "‖", "🬀"])
def test_lines_and_blocks_are_no_text_of_a_design(value: str) -> None:
    with pytest.raises(LabelError, match=r"mine.toml, text 2, line \d+: .*(as a symbol|like bars)") as refused:
        read_design(boxed(value, is_reversed=False), "mine.toml")
    assert refused.value.code == "label_design"


@pytest.mark.parametrize("value", ["SHIP", "Ward 7 | B", "2–8 °C", "№ 4 (µg/ml ≤ 5)", "Größe: Łódź", "50 € + 3 %"])
def test_words_and_what_people_write_between_them_are(value: str) -> None:
    assert read_design(boxed(value, is_reversed=True)).texts
