"""``tracker explain`` as a script or a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.barcodes.messages import GTIN
from tracker.barcodes import house
from tracker.barcodes.commands import Command

ROOT = Path(__file__).parents[2]
PROGRAM = "import typer; from tracker.cli.explain import explain; typer.run(explain)"


def explain(*arguments: str, given: bytes = b"") -> tuple[int, bytes]:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], cwd=ROOT, input=given, capture_output=True, check=False
    )
    assert b"Traceback" not in run.stderr
    return run.returncode, run.stdout


def test_a_package_is_told_as_one_object() -> None:
    status, told = explain(f"]d201{GTIN}17271231304<GS>10AB-1<GS>21S9", "--json")
    assert status == 0
    assert json.loads(told) == {
        "text": f"01{GTIN}17271231304<GS>10AB-1<GS>21S9",
        "aim": "]d2",
        "meaning": {
            "kind": "item",
            "standard": "gs1",
            "gtin": GTIN,
            "lot": "AB-1",
            "expiry": "2027-12-31",
            "serial": "S9",
            "count": 4,
            "udi": {"agency": "gs1", "di": GTIN, "lot": "AB-1", "serial": "S9", "expiry": "2027-12-31"},
            "elements": [
                {"ai": "01", "name": "Global Trade Item Number (GTIN)", "value": GTIN},
                {"ai": "17", "name": "Expiration date (YYMMDD)", "value": "271231"},
                {"ai": "30", "name": "Variable count of items (variable measure trade item)", "value": "4"},
                {"ai": "10", "name": "Batch or lot number", "value": "AB-1"},
                {"ai": "21", "name": "Serial number", "value": "S9"},
            ],
        },
    }


def test_a_package_is_told_in_words() -> None:
    status, told = explain(f"(01){GTIN}(17)271231(10)AB-1")
    assert status == 0
    for word in (GTIN, "AB-1", "2027-12-31", "Batch or lot number", "an item"):
        assert word in told.decode()


def test_only_what_applies_is_told() -> None:
    assert json.loads(explain("2600447102", "--json")[1])["meaning"] == {"kind": "specimen", "number": "2600447102"}
    code = house.command_code(Command.QUANTITY, 12)
    told = json.loads(explain(code, "--json")[1])["meaning"]
    assert told == {"kind": "command", "code": code, "command": "quantity", "quantity": 12}
    assert json.loads(explain("300450449108", "--json")[1])["meaning"]["ndc"] == "0045044910"


def test_the_identifier_may_be_said_apart() -> None:
    text = f"01{GTIN}17271231"
    assert json.loads(explain(text, "--json", "--aim", "]d1")[1])["meaning"] == {"kind": "unknown", "text": text}


def test_a_refusal_is_an_object_and_status_1() -> None:
    status, told = explain("2600447103", "--json")
    refused = json.loads(told)
    assert status == 1
    assert refused["code"] == "house_check"
    assert refused["error"]
    assert refused["hint"]
    assert "meaning" not in refused


def test_a_refusal_in_words_says_what_to_do() -> None:
    status, told = explain("2600447103")
    assert (status, told) == (1, b"")


def test_lines_from_a_pipe_are_told_one_object_each() -> None:
    given = f"2600447102\r\n]C101{GTIN}10A\x1d21B\n\xff\xfe\n\x1b[2J\n".encode("latin-1")
    status, told = explain("-", "--json", given=given)
    lines = [json.loads(line) for line in told.splitlines()]
    assert status == 1
    assert [line["meaning"]["kind"] if "meaning" in line else line["code"] for line in lines] == [
        "specimen",
        "item",
        "scan_characters",
        "scan_characters",
    ]


def test_every_kind_of_our_own_codes_is_explained_in_words() -> None:
    for code, words in (
        (house.requisition_code(17), "requisition"),
        (house.holder_code(7), "a rack, a box or a bag"),
        (house.shipment_code(1), "shipment"),
        (house.partner_code(1), "courier"),
        (house.badge_code(7), "badge"),
    ):
        status, told = explain(code)
        assert status == 0
        assert words in told.decode()


def test_no_escape_sequence_reaches_the_terminal() -> None:
    status, told = explain("https://example.com/%1b%5b2J")
    assert status == 0
    assert b"\x1b" not in told
