"""Which unframed bursts prove themselves whole: those whose beginning cannot have been cut off."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.barcodes.hibc import check_character
from tracker.barcodes.vouching import vouches

ITEM = "0109520101000408"


@pytest.mark.parametrize(
    "data",
    [
        "2600447102",
        "L0010239",
        "4006381333931",
        "036000291452",
        "09520101000408",
        ITEM,
        f"{ITEM}17270930",
        f"{ITEM}17270930102K417",
        f"{ITEM}102K41721SER9",
        f"{ITEM}102K417\x1d21SER9",
        f"\x1d{ITEM}102K417\x1d21SER9",
        f"{ITEM}102K417<GS>21SER9",
        f"\x1d{ITEM}17270930102K417",
        f"<GS>{ITEM}102K417<GS>21SER9",
        f"^]{ITEM}17270930",
        f"{ITEM}102K417^]21SER9",
        f"02{ITEM[2:]}3712",
        "(01)09520101000408(17)270930(10)2K417",
        "(01) 09520101000408 (10) 2K417",
        "+A123BJC5D6E71G",
        "*+A123BJC5D6E71G*",
        "+a123bjc5d6e71g",
    ],
)
def test_what_carries_the_proof_of_its_beginning_needs_no_preamble(data: str) -> None:
    assert vouches(data)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "4006381333932",
        "00447102",
        "96385074",
        "000096385074",
        "0000096385074",
        "00000096385074",
        "40063813339",
        "\u0664006381333931",
        "VENDOR4711",
        "952010100040810LOT42B",
        "12\x1d345678",
        "17270930102K417",
        "\x1d17270930102K417",
        "<GS>102K417",
        f"\x1d\x1d{ITEM}",
        f"\x1d(01){ITEM[2:]}",
        "102K417",
        "(17)270930(10)2K417",
        "0109520101000407" + "17270930102K417",
        f"{ITEM}1727093",
        f"{ITEM}17279930",
        f"{ITEM}102K417\x07",
        f"{ITEM}10Ä",
        "(01)09520101000408(17)2709",
        "(01)09520101000408(17",
        "+A123BJC5D6E71H",
        "A123BJC5D6E71G",
    ],
)
def test_what_may_be_the_rest_of_something_longer_does(data: str) -> None:
    assert not vouches(data)


def test_a_message_that_came_whole_and_lost_its_gs_is_for_the_parser_to_refuse() -> None:
    assert vouches(f"{ITEM}10AAAAAAAAAAAAAAAA21BBBBBBBBBBBBBBBB")


@given(st.from_regex(r"[A-Z][A-Z0-9]{3}[A-Z0-9]{1,12}[0-9]", fullmatch=True), st.integers(1, 6))
def test_a_hibc_code_without_its_first_characters_is_none(body: str, cut: int) -> None:
    whole = f"+{body}{check_character(f'+{body}')}"
    assert vouches(whole)
    assert not vouches(whole[cut:]) or whole[cut:].isdigit()


@given(st.text(max_size=140))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    assert vouches(text) in (True, False)
    assert vouches(f"{ITEM}{text}") in (True, False)
    assert vouches(f"(01){ITEM[2:]}{text}") in (True, False)


def test_a_burst_that_is_no_gs1_message_or_a_usual_one_never_loads_the_table_of_all_fields() -> None:
    """biip takes a tenth of a second to load, in which the screen would stand still."""
    bursts = ["VENDOR4711", "+A123BJC5D6E71G", f"{ITEM}17270930102K417", "0112345678901234" + "10ABC"]
    program = (
        f"import sys; from tracker.barcodes.vouching import vouches; [vouches(each) for each in {bursts!r}];"
        "print('biip' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout == "False\n"
