"""One label of each design as a clinic would print it, with the longest code that its kind has."""

from __future__ import annotations

from tracker.barcodes import house
from tracker.barcodes.commands import Command

_SPECIMEN = house.specimen_code(26_004_471)
_ITEM = house.item_code(207)
_PLACE = house.location_code(12_345)
_TUBE = {
    "name": "OKAFOR-BRANDT, MARGARETHE",
    "identifier": "MRN 0044718820",
    "born": "1987-03-02",
    "code": _SPECIMEN,
    "collected": "2026-11-25 09:41",
    "initials": "by M. Bell",
}
_FULL_TUBE = {**_TUBE, "test": "CBC, BMP, Lipid panel", "container": "EDTA 4 mL", "reprint": "REPRINT 12"}
_LOT = {"lot": "2K417-AB", "expiry": "2027-09-30", "expiry_yymmdd": "270930"}
_PRODUCT = {"name": "Saline flush 10 mL, prefilled", "gtin": "09520101000408", **_LOT}
_TEST_ROW = {"number": "1", "name": "Trial", "shows": "That it is read.", "printed": "as it stands"}

SAMPLES: dict[str, dict[str, str]] = {
    "tube": _FULL_TUBE,
    "tube_large": _FULL_TUBE,
    "tube_wrap": _FULL_TUBE,
    "cryo": _TUBE,
    "tube_blank": {"code": _SPECIMEN, "reprint": "REPRINT 2"},
    "aliquot": {
        "code": _SPECIMEN,
        "parent": "26004472 96",
        "requisition": house.requisition_code(1_234),
        "container": "Cryo vial 2 mL",
    },
    "shelf": {
        "name": "Exam glove nitrile M",
        "code": _ITEM,
        "par": "20",
        "unit": "box",
        "path": "Storeroom · Cabinet A · Shelf 3",
    },
    "shelf_small": {
        "name": "Exam glove nitrile M",
        "code": _ITEM,
        "par": "20",
        "path": "Storeroom · Cabinet A · Shelf 3",
    },
    "location": {"name": "Bin A3-2", "code": _PLACE, "path": "Storeroom · Cabinet A"},
    "location_small": {"name": "Bin A3-2", "code": _PLACE},
    "room": {"name": "Exam 2", "code": _PLACE, "site": "Northgate clinic"},
    "item": {"name": "Exam glove nitrile M", "code": _ITEM, "unit": "box"},
    "item_small": {"name": "Exam glove nitrile M", "code": _ITEM},
    "lot": _PRODUCT,
    "lot_small": _PRODUCT,
    "lot_large": _PRODUCT,
    "lot_local": {"name": "Saline flush 10 mL, prefilled", "code": _ITEM, **_LOT},
    "equipment": {
        "name": "Centrifuge 2",
        "code": "EQ-0042-17",
        "serial": "CF-8812-04",
        "due": "2027-03-01",
        "site": "Laboratory",
    },
    "opened": {
        "name": "Lidocaine 1 % 20 mL, multi-dose",
        "code": house.opened_code(123_456),
        "opened": "2026-11-16",
        "use_by": "2026-12-14",
        "initials": "MB",
    },
    "badge": {
        "name": "Morgan Bell",
        "role": "Medical assistant",
        "clinic": "Northgate clinic",
        "code": house.badge_code(12_345_678),
    },
    "rack": {"name": "Rack 4", "code": house.holder_code(4_711), "note": "rack 5 × 10"},
    "bag": {"name": "Bag B17", "code": house.holder_code(4_712), "clinic": "Northgate clinic", "note": "bag"},
    "manifest": {
        "code": house.shipment_code(123_456),
        "bag": "Bag B17",
        "to": "Central Laboratory",
        "from": "Northgate clinic",
        "count": "14 specimens",
        "departed": "2026-11-25 16:10",
        "handling": "REFRIGERATED",
    },
    "partner": {
        "name": "Central Laboratory",
        "code": house.partner_code(99),
        "kind": "laboratory",
        "clia": "05D1234567",
    },
    "requisition": {
        "code": house.requisition_code(1_234),
        "number": "A-2026-0042",
        "ordered": "2026-11-25 08:15",
        "priority": "STAT",
        "test": "CBC, BMP, Lipid panel",
    },
    "command": {"name": "UNDO", "code": house.command_code(Command.UNDO)},
    "reason": {"name": "RH", "meaning": "Hemolyzed", "code": house.command_code(Command.UNDO)},
    "test_code128": {**_TEST_ROW, "code": _SPECIMEN},
    "test_ean13": {**_TEST_ROW, "code": "4006381333931"},
    "test_gs1_128": {**_TEST_ROW, "lot": "AB12", "serial": "S1"},
    "test_gs1_datamatrix": {
        **_TEST_ROW,
        "gtin": "09520101000408",
        "expiry_yymmdd": "270930",
        "lot": "AB12",
        "serial": "S1",
    },
}
