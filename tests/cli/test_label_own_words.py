"""What a clinic's own design adds in symbols and words names nothing else that is on record, and nobody."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.labels_made import CMA
from tests.cli.own_designs import own
from tests.cli.test_commands import Run, clinic, run
from tests.cli.tubes_put import tube
from tests.labels.example import GOOD
from tracker.barcodes.house import badge_code, requisition_code, specimen_code

__all__ = ["clinic", "run", "tube"]


def lying(name: str, code: str) -> str:
    """Our own design of that name, whose symbols say one fixed code."""
    shipped = (files("labels") / "designs" / f"{name}.toml").read_text("utf-8")
    return re.sub(r'(kind = "(?:code128|datamatrix)"\nvalue = )"\{code\}"', rf'\1"{code}"', shipped)


@pytest.mark.parametrize(
    ("design", "code", "label"),
    [
        ("location", "L0010336", ("location", "Exam 2", "--design", "location")),
        ("badge", "B0000000723", ("badge", "Ann")),
        ("item_small", "C000162", ("item", 'Tongue depressor, 6", non-sterile', "--design", "item_small")),
    ],
)
def test_a_rooms_badges_or_items_label_never_scans_as_anothers(
    clinic: Run, tmp_path: Path, design: str, code: str, label: tuple[str, ...]
) -> None:
    own(design, lying(design, code))
    status, out, err = clinic("label", *label, "--to", tmp_path / "x.png")
    assert status != 0
    assert code in out + err
    assert not (tmp_path / "x.png").exists()


def test_no_other_tubes_number_is_written_on_a_tubes_label(clinic: Run, tmp_path: Path, tube: str) -> None:
    other = specimen_code(4711)
    shipped = (files("labels") / "designs" / "tube.toml").read_text("utf-8").replace('name = "tube"', 'name = "mine"')
    own("mine", shipped.replace('[[text]]\nvalue = "{code}"', f'[[text]]\nvalue = "{other}"'))
    to = ("--to", tmp_path / "x.png", "--badge", CMA, "--reason", "smeared", "--design", "mine")
    status, _, err = clinic("label", "specimen", tube, *to)
    assert (status, "mine.toml" in err) == (2, True)
    assert not (tmp_path / "x.png").exists()


def test_words_between_codes_have_no_symbol_of_their_own(clinic: Run, tmp_path: Path) -> None:
    own(
        "heading",
        GOOD.replace('"mine"', '"heading"').replace('"{code}"', '"{meaning}"').replace('["code"]', '["meaning"]'),
    )
    status, _, err = clinic("label", "commands", "stock", "--to", tmp_path / "x.pdf")
    assert (status, "has a symbol of its own" in err) == (2, True)
    assert not (tmp_path / "x.pdf").exists()


def test_a_title_says_no_tubes_number(clinic: Run, tmp_path: Path, tube: str) -> None:
    shipped = (files("labels") / "designs" / "card_title.toml").read_text("utf-8")
    own("card_title", shipped.replace('value = "{clinic}"', f'value = "{tube}"').replace('may_have = ["clinic"]', ""))
    status, _, err = clinic("label", "commands", "stock", "--to", tmp_path / "x.pdf")
    assert (status, "card_title.toml, text" in err, "is the number of a specimen" in err) == (2, True, True)


def test_scanners_are_judged_by_no_other_code_than_the_known_ones(clinic: Run, tmp_path: Path) -> None:
    shipped = (files("labels") / "designs" / "test_code128.toml").read_text("utf-8")
    own("test_code128", shipped.replace('"{code}"', '"{number}"').replace('"{printed}"', '"{printed}{code}"'))
    status, _, err = clinic("scanner", "sheet", "--to", tmp_path / "x.pdf")
    assert (status, "must say {code} alone" in err) == (2, True)


def maker(field: str) -> str:
    """A design whose one symbol says what a maker gave."""
    return GOOD.replace('["code"]', f'["{field}"]').replace("{code}", f"{{{field}}}")


@pytest.mark.parametrize("field", ["serial", "lot", "vendor", "asset"])
@pytest.mark.parametrize("name", ["Centrifuge 2", ""])
def test_no_field_of_a_symbol_says_the_code_of_something_else_on_record(
    clinic: Run, tmp_path: Path, tube: str, field: str, name: str
) -> None:
    own("mine", maker(field))
    codes = [CMA, "I00010474", "L0010239", requisition_code(90_031), "NG-26-2032"]
    table = tmp_path / "labels.csv"
    for code in codes:
        table.write_text(f"name,{field}\n{name},{code}\n", "utf-8")
        status, out, err = clinic("label", "sheet", table, "--design", "mine", "--to", tmp_path / "x.png")
        assert (status, code in out + err) == (1, True), out + err
        assert not (tmp_path / "x.png").exists()


def test_nor_another_items_trade_number(clinic: Run, tmp_path: Path) -> None:
    own("mine", maker("vendor"))
    table = tmp_path / "labels.csv"
    table.write_text("name,vendor\nPovidone swab,09520101000408\n", "utf-8")
    status, out, _ = clinic("label", "sheet", table, "--design", "mine", "--to", tmp_path / "x.png")
    assert (status, "line 2, vendor: 09520101000408 is " in out) == (1, True)
    assert not (tmp_path / "x.png").exists()


def test_a_maker_may_call_a_lot_as_nobody_here_is_called_and_not_as_a_badge(clinic: Run, tmp_path: Path) -> None:
    assert clinic("staff", CMA, "CMA 08")[0] == 0
    own("mine", maker("lot"))
    table, gtin = tmp_path / "labels.csv", "04006381333931"
    for design, lot, status in (
        ("lot", CMA, 1),
        ("mine", CMA, 1),
        ("mine", badge_code(4_711_001), 0),
        ("lot", badge_code(4_711_001), 0),
    ):
        trade = f",gtin,expiry\nSwab,{lot},{gtin},2027-09-30\n" if design == "lot" else f"\nSwab,{lot}\n"
        table.write_text(f"name,lot{trade}", "utf-8")
        made = clinic("label", "sheet", table, "--design", design, "--to", tmp_path / "x.png")
        assert made[0] == status, made
    asked = ("label", "lot", "I00010474", "--lot", CMA, "--expiry", "2027-09-30", "--design", "mine")
    status, _, err = clinic(*asked, "--to", tmp_path / "y.png")
    assert (status, f"{CMA} is CMA 08 here" in err) == (1, True)
    assert not (tmp_path / "y.png").exists()


def renamed(old: str, new: str, name: str = "item") -> str:
    """Our own design of that name with another text."""
    return (files("labels") / "designs" / f"{name}.toml").read_text("utf-8").replace(old, new)


NAMELESS = renamed('value = "{name}"', 'value = "Lidocaine 1 % 20 mL vial"').replace('["name", "code"]', '["code"]')


def test_a_design_that_says_one_thing_in_words_on_all_labels_is_used_for_none(clinic: Run, tmp_path: Path) -> None:
    own("item", NAMELESS)
    status, _, err = clinic("label", "item", "I00010474", "--to", tmp_path / "x.png")
    assert (status, "item.toml" in err, "it must show {name}" in err) == (2, True, True)
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize(
    "words", ["Povidone swab", "povidone", "PRN: Povidone swab", "Exam 1", "CMA 08", "09520101000408", "C000162"]
)
def test_a_designs_own_words_are_no_name_and_no_code_on_record(clinic: Run, tmp_path: Path, words: str) -> None:
    assert clinic("staff", CMA, "CMA 08")[0] == 0
    own("item", renamed("counted by {unit}", f"{words} {{unit}}"))
    table = tmp_path / "i.csv"
    table.write_text("name,code,unit\nGauze,I00020756,each\n", "utf-8")
    for label in (("item", "I00010474"), ("sheet", table, "--design", "item")):
        status, _, err = clinic("label", *label, "--to", tmp_path / "x.png")
        assert (status != 0, "item.toml" in err) == (True, True), err
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize("words", ["Northgate", "KEEP COOL", "Property of Northgate"])
def test_a_designs_own_words_may_say_whose_its_labels_are_and_how_to_keep_things(
    clinic: Run, tmp_path: Path, words: str
) -> None:
    own("item", renamed("counted by {unit}", f"{words} {{unit}}"))
    status, _, err = clinic("label", "item", "I00010474", "--to", tmp_path / "x.png")
    assert status == 0, err
