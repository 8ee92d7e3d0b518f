"""Designs are data, a clinic's own too: what is wrong with one is said before anything is drawn with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from labels.errors import LabelError
from labels.loading import design_named, load_designs, own_designs, read_design
from labels.stocks import load_stocks, own_stocks, stock_named
from tests.labels.example import GOOD


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


@pytest.mark.parametrize("field", ["airborne", "outpatient_room", "number", "parent_place", "name"])
def test_words_that_only_look_alike_are_let_in(field: str) -> None:
    read = read_design(GOOD.replace('["name"]', f'["name", "{field}"]').replace('"{name}"', f'"{{name}} {{{field}}}"'))
    assert read.may_have == {"name", field}


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
