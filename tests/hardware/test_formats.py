"""The whitelist."""

from __future__ import annotations

import pytest

from tracker.errors import ConfigurationError
from tracker.hardware.reading.formats import ALL, DEFAULT, Formats, has_valid_mod_10
from tracker.hardware.reading.retail import as_printed


def test_short_itf_passes_only_where_it_is_asked_for() -> None:
    assert DEFAULT.admits("ITF", "10614141000415")
    assert not DEFAULT.admits("ITF", "10614141000416")
    assert not DEFAULT.admits("ITF", "2167361334")
    assert ALL.admits("ITF", "2167361334")


def test_upc_e_is_off_unless_asked_for() -> None:
    assert not DEFAULT.admits("UPCE", "0041244000098")
    assert Formats.named("upc-e").admits("UPCE", "0041244000098")


def test_names_are_understood_in_every_usual_spelling() -> None:
    assert Formats.named("Code 128,data-matrix,QR Code").names == {"Code128", "DataMatrix", "QR"}
    assert Formats.named("DEFAULT") == DEFAULT
    assert Formats.named("all") == ALL


@pytest.mark.parametrize("choice", ["", "Code128,", "Code129", "default,all"])
def test_an_unknown_name_is_refused_with_the_names_that_are_known(choice: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Formats.named(choice)
    assert "DataMatrix" in refused.value.hint


def test_the_check_digit_of_the_general_specifications_example() -> None:
    assert has_valid_mod_10("6291041500213", 13)
    assert not has_valid_mod_10("6291041500214", 13)
    assert not has_valid_mod_10("629104150021x", 13)


@pytest.mark.parametrize(
    ("text", "symbology", "printed"),
    [
        ("0036602301467", "UPCA", "036602301467"),
        ("0041244000098", "UPCE", "04124498"),
        ("0012000007897", "UPCE", "01278907"),
        ("0012300000451", "UPCE", "01234531"),
        ("0012340000053", "UPCE", "01234543"),
        ("5201815331227", "EAN13", "5201815331227"),
    ],
)
def test_retail_codes_are_told_as_they_are_printed(text: str, symbology: str, printed: str) -> None:
    assert as_printed(text, symbology) == printed
