"""``tracker explain`` gives the right parts for every vector that the standards and the measurements name."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tests.barcodes.messages import GTIN
from tracker.cli import app
from tracker.text import GS

ITEM = f"01{GTIN}"
SSCC = "106141412345678908"
PRIMARY = "+A123BJC5D6E71G"
HIBC_DATA: list[tuple[str, str, str, dict[str, object]]] = [
    ("27273LOT7", "T", "U", {"lot": "LOT7", "expiry": "2027-09-30"}),
    ("$LOT7", "4", "5", {"lot": "LOT7", "expiry": None}),
    ("$+SN7", "M", "N", {"serial": "SN7", "lot": None}),
    ("$$0927LOT7", "I", "J", {"lot": "LOT7", "expiry": "2027-09-30"}),
    ("$$2093027LOT7", "N", "O", {"lot": "LOT7", "expiry": "2027-09-30"}),
    ("$$3270930LOT7", "O", "P", {"lot": "LOT7", "expiry": "2027-09-30"}),
    ("$$427093023LOT7", "U", "V", {"lot": "LOT7", "expiry": "2027-09-30"}),
    ("$$527273LOT7", "Q", "R", {"lot": "LOT7", "expiry": "2027-09-30"}),
    ("$$62727309LOT7", "-", ".", {"lot": "LOT7", "expiry": "2027-09-30"}),
    ("$$7LOT7", "7", "8", {"lot": "LOT7", "expiry": None}),
    ("$$+3270930SN7", "%", "0", {"serial": "SN7", "expiry": "2027-09-30"}),
    ("$$8120927LOT7", "T", "U", {"lot": "LOT7", "expiry": "2027-09-30", "count": 12}),
    ("$$9004003270930LOT7", ".", " ", {"lot": "LOT7", "expiry": "2027-09-30", "count": 400}),
    (
        "$$3270930LOT7/14D20270930/16D20250105/S77/Q25",
        "Y",
        "Z",
        {"lot": "LOT7", "serial": "77", "count": 25, "expiry": "2027-09-30", "produced": "2025-01-05"},
    ),
]
"""What stands behind ``/`` of the standard's own primary, the check character of the whole, and that of the same data
alone with the primary's ``G`` as link. Worked out with HIBCC's rule: the sum of the 43 characters' places, modulo 43."""
PRIMARIES: list[tuple[str, dict[str, object]]] = [
    (text, {"hibc": text}) for text in ("+A123X89991/", "+A123X69991 ", "+A123X79991$", "+A123X99991+")
]
"""Their check characters part fields elsewhere, or are nothing to see."""
TOLD: list[tuple[str, dict[str, object]]] = [
    (f"]d2{ITEM}1727123110ABC123{GS}21SER9", {"gtin": GTIN, "lot": "ABC123", "serial": "SER9", "expiry": "2027-12-31"}),
    (f"]C1{GS}{ITEM}17280200", {"gtin": GTIN, "expiry": "2028-02-29"}),
    (f"]Q3{ITEM}10A<GS>21B", {"lot": "A", "serial": "B"}),
    (f"]d2{ITEM}10A{{GS}}21B", {"lot": "A", "serial": "B"}),
    (f"]e0{ITEM}3103001750", {"gtin": GTIN}),
    (f"]J1{ITEM}10AB-1", {"lot": "AB-1"}),
    (f"]d2{ITEM}10A^]21B", {"lot": "A", "serial": "B"}),
    (f"]d1{ITEM}17271231", {"kind": "unknown"}),
    ("10ABC", {"kind": "unknown"}),
    ("]E09501101530003", {"gtin": GTIN}),
    ("]E3950110153000312345", {"gtin": GTIN}),
    ("]E3950110153000312", {"gtin": GTIN}),
    ("]E09501101530003]E254495", {"gtin": GTIN}),
    (f"]Q1https://id.gs1.org/01/{GTIN}/10/ABC?17=271231", {"gtin": GTIN, "lot": "ABC", "expiry": "2027-12-31"}),
    (f"(01){GTIN}(10)A-1/2.3", {"lot": "A-1/2.3"}),
    ("(17)271231(10)ABC", {"lot": "ABC", "expiry": "2027-12-31"}),
    ("+A123BJC5D6E71G", {"hibc": "+A123BJC5D6E71G"}),
    (
        "+A99912345/$$52001510X3/16D20111212/S77DE1G45-",
        {"lot": "10X3", "serial": "77DE1G45", "expiry": "2020-01-15", "produced": "2011-12-12"},
    ),
    ("+H124425114008161/2203162599746A14.", {"lot": "62599746A14", "expiry": "2022-01-31"}),
    ("=G12341765432100", {"din": "G123417654321", "din_check": "A"}),
    ("=G123417654321 00", {"din": "G123417654321", "din_check": "A"}),
    ("G1234 17 654321 00 A", {"din": "G123417654321", "din_check": "A"}),
    ("G1234-17-654321-A", {"din": "G123417654321"}),
    ("G1234 17 654321", {"din": "G123417654321", "din_check": "A"}),
    ("G123498654321H", {"din": "G123498654321", "din_check": "H"}),
    ("G123 498 654 321 H", {"din": "G123498654321", "din_check": "H"}),
    ("=G12341765432170", {"din": "G123417654321"}),
    ("=G12349865432177", {"din": "G123498654321", "din_check": "H"}),
    ("=<E0382V00", {"kind": "blood", "product": "E0382V00"}),
    ("=>026030", {"kind": "blood", "expiry": "2026-01-30"}),
    ("=%5100", {"kind": "blood"}),
    ("&;0123456789", {"kind": "blood"}),
    ("=/A9999XYZ100T0944", {"device": "A9999XYZ100T0944"}),
    ("&,1000000000000XYZ123", {"lot": "XYZ123"}),
    ("300450449108", {"ndc": "0045044910"}),
    ("00300450449108", {"ndc": "0045044910"}),
    ("0045-0449-10", {"ndc": "0045044910"}),
    ("50242-040-62", {"ndc": "5024204062"}),
    ("50242-0040-62", {"ndc": "5024204062"}),
    ("12345-6789-0", {"ndc": "1234567890"}),
    ("366000234563", {"ndc": "6600023456", "gtin": "00366000234563"}),
    ("]C1010030045044910817271231", {"ndc": "0045044910", "expiry": "2027-12-31"}),
    ("]C10110300450449105", {"ndc": "0045044910"}),
    ("]I110614141000415", {"gtin": "10614141000415", "ndc": None}),
    ("]E303600029145212", {"gtin": "00036000291452"}),
    ("]E0036000291452", {"gtin": "00036000291452"}),
    (f"]d2{GS}{ITEM}10ABC", {"lot": "ABC"}),
    (f"]d1HTTPS://ID.GS1.ORG/01/{GTIN}/21/S9", {"serial": "S9"}),
    (f"]C100{SSCC}", {"kind": "unknown"}),
    *((f"+A123BJC5D6E71/{data}{check}", {"hibc": PRIMARY, **told}) for data, check, _, told in HIBC_DATA),
    *((f"+{data}G{check}", {"link": "G", "hibc": None, **told}) for data, _, check, told in HIBC_DATA),
    *PRIMARIES,
    ("+A123X69991_", {"hibc": "+A123X69991 "}),
    ("*+A123BJC5D6E71G*", {"hibc": PRIMARY}),
    ("*+A123X69991_*", {"hibc": "+A123X69991 "}),
]
REFUSED = {
    f"]d2{ITEM}10{'A' * 20}17261231": "gs1_length",
    f"]d2{ITEM}10{'A' * 21}": "gs1_length",
    f"]d2{ITEM}10ABC12321SER9": "gs1_ambiguous",
    "]d20109501101530004": "gtin_check_digit",
    f"]d2{ITEM}10A{GS}10B": "gs1_conflict",
    f"]d202{GTIN}10A": "gs1_content",
    f"]d2{ITEM}17271301": "gs1_date",
    f"]d2{ITEM}17270230": "gs1_date",
    f"]d2{ITEM}17760101": "gs1_expiry_far",
    "]": "scan_aim",
    "]I01334": "gtin_length",
    "+A123BJC5D6E71H": "hibc_check",
    "+$LOT7GD": "hibc_check",
    "+$LOT7HC": "hibc_check",
    "+A123X69991": "hibc_check",
    f"]C1{ITEM}3724": "gs1_content",
    "]E2" + "12345": "gtin_length",
    "=G12341765432177": "isbt_check",
    "G1234 17 654321 00 B": "isbt_check",
    "=+02000=G12341765432170": "isbt_syntax",
    "&#0108PAT00017": "isbt_patient",
    "=G1234176543": "isbt_syntax",
}


def explained(text: str) -> dict[str, object]:
    run = CliRunner().invoke(app, ["explain", "--json", "--", text])
    told: dict[str, object] = json.loads(run.stdout)
    assert run.exit_code == (1 if "error" in told else 0)
    return told


@pytest.mark.parametrize(("text", "parts"), TOLD)
def test_the_right_parts_are_told(text: str, parts: dict[str, object]) -> None:
    meaning = explained(text)["meaning"]
    assert isinstance(meaning, dict)
    assert {name: meaning.get(name) for name in parts} == parts


@pytest.mark.parametrize(("text", "code"), REFUSED.items())
def test_what_is_damaged_is_refused_with_its_reason(text: str, code: str) -> None:
    assert explained(text)["code"] == code


@pytest.mark.parametrize("text", ["00450449100", "00045-0449-10", "1234-567-89"])
def test_a_drug_number_whose_padding_cannot_be_told_is_not_guessed(text: str) -> None:
    meaning = explained(text)["meaning"]
    assert isinstance(meaning, dict)
    assert "ndc" not in meaning
