"""One UDI, whoever issued it: the device identifier as the FDA's database keeps it, and the pack's own data."""

from __future__ import annotations

from datetime import date

import pytest

from tests.barcodes.messages import TODAY
from tracker.barcodes import udi
from tracker.barcodes.udi import Agency, Udi
from tracker.barcodes.understanding import understand
from tracker.barcodes.wording import as_lines, as_object

FDA_GS1 = "(01)51022222233336(11)141231(17)150707(10)A213B1(21)1234"
FDA_TISSUE = "=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FDA_GS1, Udi(Agency.GS1, "51022222233336", "A213B1", "1234", date(2015, 7, 7), date(2014, 12, 31))),
        (
            "+A99912345/$$52001510X3/16D20111212/S77DE1G45-",
            Udi(Agency.HIBCC, "A99912345", "10X3", "77DE1G45", date(2020, 1, 15), date(2011, 12, 12)),
        ),
        ("+A123BJC5D6E71G", Udi(Agency.HIBCC, "A123BJC5D6E71")),
        (
            FDA_TISSUE,
            Udi(Agency.ICCBBA, "A9999XYZ100T0944", "XYZ123", "000025", date(2014, 2, 1), date(2013, 2, 1), "A999713123456"),
        ),
        ("9501101530003", Udi(Agency.GS1, "09501101530003")),
    ],
)  # fmt: skip
def test_device_and_production_identifiers_whatever_the_agency(text: str, expected: Udi) -> None:
    meaning = understand(text, today=TODAY)
    assert udi.of(meaning) == expected
    assert udi.device_identifier(meaning) == expected.di


@pytest.mark.parametrize("text", ["2600447102", "=G12341765432100", "(10)ABC123", "MDS-1096B", "0045-0449-10"])
def test_what_names_no_device_has_no_udi(text: str) -> None:
    meaning = understand(text, today=TODAY)
    assert udi.of(meaning) is None
    assert udi.device_identifier(meaning) is None
    assert "udi" not in as_object(meaning)


def test_it_is_told_as_an_object_and_in_words() -> None:
    meaning = understand(FDA_TISSUE, today=TODAY)
    assert as_object(meaning)["udi"] == {
        "agency": "iccbba",
        "di": "A9999XYZ100T0944",
        "lot": "XYZ123",
        "serial": "000025",
        "expiry": "2014-02-01",
        "produced": "2013-02-01",
        "donation": "A999713123456",
    }
    assert any("A9999XYZ100T0944" in line and "ICCBBA" in line for line in as_lines(meaning))
