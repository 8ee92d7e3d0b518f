"""The register of drugs, asked by the ten digits of a package."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.registers.releases import LIDOCAINE
from tests.registers.releases import ndc as released
from tracker.barcodes.understanding import understand
from tracker.errors import ConfigurationError
from tracker.registers import ndc
from tracker.registers.reading import registered

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("text", [f"(01){LIDOCAINE}", LIDOCAINE[2:], "0409-4276-01"])
def test_a_drug_is_found_by_its_ten_digits_in_whatever_dress(text: str, tmp_path: Path) -> None:
    taken = ndc.take_in(released(tmp_path / "ndc"), tmp_path / "registers", TODAY, lambda done, total: None)
    assert (taken.rows, taken.broken) == (1, 1)
    found = registered(tmp_path / "registers", understand(text, today=TODAY))
    assert found is not None
    assert found.name == "Lidocaine Hydrochloride 10 mg/mL injection, solution"
    assert (found.maker, found.note) == ("North Pharma", "NDC 0409-4276-01")
    assert "1 VIAL, MULTI-DOSE in 1 CARTON" in found.description


def test_what_is_no_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "product.txt").write_text("a\tb\n")
    with pytest.raises(ConfigurationError) as refused:
        ndc.take_in(tmp_path, tmp_path / "registers", TODAY, lambda done, total: None)
    assert refused.value.code == "not_a_register"


def test_two_drugs_with_the_same_ten_digits_are_both_named(tmp_path: Path) -> None:
    given = released(tmp_path / "ndc")
    with (given / "product.txt").open("a") as product, (given / "package.txt").open("a") as package:
        product.write("other\t04094-276\tOther\tOtherin\tTABLET\tSouth Pharma\t5\tmg\n")
        package.write("other\t04094-276\t04094-276-01\t100 TABLET in 1 BOTTLE\n")
    taken = ndc.take_in(given, tmp_path / "registers", TODAY, lambda done, total: None)
    assert taken.rows == 2
    found = registered(tmp_path / "registers", understand(f"(01){LIDOCAINE}", today=TODAY))
    assert found is not None
    assert sorted(found.name.split(" or ")) == [
        "Lidocaine Hydrochloride 10 mg/mL injection, solution",
        "Other 5 mg tablet",
    ]
    assert (found.levels, found.level) == ((), None)
    assert "2 drugs have this NDC" in found.note


def test_a_directory_without_one_package_is_refused(tmp_path: Path) -> None:
    given = released(tmp_path / "ndc")
    (given / "package.txt").write_text("PRODUCTID\tPRODUCTNDC\tNDCPACKAGECODE\tPACKAGEDESCRIPTION\n")
    with pytest.raises(ConfigurationError) as refused:
        ndc.take_in(given, tmp_path / "registers", TODAY, lambda done, total: None)
    assert "not one package" in refused.value.message
    assert not (tmp_path / "registers" / "ndc.db").exists()
