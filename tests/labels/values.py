"""What labels are made of, drawn at random for each design: names as people have them, codes as the house makes them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tracker.barcodes import house
from tracker.barcodes.commands import Command

NAMES = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.characters(min_codepoint=0xC0, max_codepoint=0x17F),
        st.characters(min_codepoint=0x391, max_codepoint=0x3C9, exclude_characters="\u03a2"),
        st.characters(min_codepoint=0x410, max_codepoint=0x44F),
        st.characters(min_codepoint=0x1EA0, max_codepoint=0x1EF9),
    ),
    min_size=1,
    max_size=90,
).filter(lambda text: bool(text.strip(" ")))
LOTS = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-/.", min_size=1, max_size=20)
DATES = st.dates(date(2000, 1, 1), date(2049, 12, 31))
GTINS = st.integers(0, 10**12 - 1).map(lambda n: _gtin(f"0{n:012d}"))


def _gtin(body: str) -> str:
    """With its check digit: weights 3 and 1 from the right (GS1 General Specifications 7.9)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return body + str(-total % 10)


def _lot(longest: int = 20) -> st.SearchStrategy[dict[str, str]]:
    lots = LOTS.filter(lambda lot: len(lot) <= longest)
    return st.tuples(lots, st.one_of(st.none(), DATES)).map(
        lambda pair: {
            "lot": pair[0],
            "expiry": pair[1].isoformat() if pair[1] else "",
            "expiry_yymmdd": pair[1].strftime("%y%m%d") if pair[1] else "",
        }
    )


ITEM_CODES = st.integers(1, 999_999).map(house.item_code)
LOCATION_CODES = st.integers(1, 99_999).map(house.location_code)
BADGE_CODES = st.integers(1, 99_999_999).map(house.badge_code)
SPECIMEN_CODES = st.integers(1, 99_999_999).map(house.specimen_code)
COMMAND_CODES = st.one_of(
    st.sampled_from([one for one in Command if one not in (Command.QUANTITY, Command.SPELL)]).map(house.command_code),
    st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789").map(house.spelling_code),
    st.integers(1, 999).map(lambda n: house.command_code(Command.QUANTITY, n)),
)

REPRINTS = st.integers(0, 120).map(lambda number: f"REPRINT {number}" if number else "")
_TUBE = st.fixed_dictionaries(
    {
        "name": NAMES,
        "identifier": st.integers(0, 10**9).map(lambda n: f"MRN {n}"),
        "born": DATES.map(lambda day: day.isoformat()),
        "code": SPECIMEN_CODES,
        "collected": DATES.map(lambda day: f"{day} 09:41"),
        "initials": NAMES.map(lambda name: f"by {name}"),
        "reprint": REPRINTS,
        "test": NAMES,
        "container": NAMES,
    }
)
_NEVER_SHORTENED = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", min_size=1, max_size=10)
_SHIPMENT_CODES = st.integers(1, 99_999_999_999).map(house.shipment_code)
_HOLDER_CODES = st.integers(1, 999_999_999).map(house.holder_code)
_REQUISITION_CODES = st.integers(1, 9_999_999_999).map(house.requisition_code)
_PARTNER_CODES = st.integers(1, 999_999_999_999).map(house.partner_code)
_PRODUCT = st.fixed_dictionaries({"name": NAMES, "gtin": GTINS})
_LOCAL = st.fixed_dictionaries({"name": NAMES, "code": ITEM_CODES})
_TEST_ROW = st.fixed_dictionaries(
    {"number": st.integers(1, 9).map(str), "name": NAMES, "shows": NAMES, "printed": LOTS}
)
_SHORT_LOTS = LOTS.filter(lambda lot: len(lot) <= 8)
_TWO_FIELDS = st.fixed_dictionaries({"lot": _SHORT_LOTS, "serial": _SHORT_LOTS})


def _both(
    one: st.SearchStrategy[dict[str, str]], other: st.SearchStrategy[dict[str, str]]
) -> st.SearchStrategy[dict[str, str]]:
    return st.tuples(one, other).map(lambda pair: {**pair[0], **pair[1]})


CONTENTS: dict[str, st.SearchStrategy[dict[str, str]]] = {
    "tube": _TUBE,
    "tube_large": _TUBE,
    "tube_wrap": _TUBE,
    "cryo": _TUBE.map(lambda tube: {name: tube[name] for name in tube if name not in ("test", "container", "reprint")}),
    "shelf": st.fixed_dictionaries(
        {
            "name": NAMES,
            "code": ITEM_CODES,
            "par": st.integers(1, 9_999).map(str),
            "path": NAMES,
            "unit": NAMES,
        }
    ),
    "shelf_small": st.fixed_dictionaries(
        {"name": NAMES, "code": ITEM_CODES, "par": st.integers(1, 9_999).map(str), "path": NAMES}
    ),
    "equipment": st.fixed_dictionaries(
        {
            "name": NAMES,
            "code": _NEVER_SHORTENED,
            "serial": NAMES,
            "due": DATES.map(lambda day: day.isoformat()),
            "site": NAMES,
        }
    ),
    "manifest": st.fixed_dictionaries(
        {
            "code": _SHIPMENT_CODES,
            "bag": NAMES,
            "to": NAMES,
            "from": NAMES,
            "count": st.integers(0, 999).map(lambda n: f"{n} specimens"),
            "departed": DATES.map(lambda day: f"{day} 09:41"),
            "handling": st.sampled_from(["", "AMBIENT", "REFRIGERATED", "FROZEN"]),
        }
    ),
    "tube_blank": st.fixed_dictionaries({"code": SPECIMEN_CODES, "reprint": REPRINTS}),
    "aliquot": st.fixed_dictionaries(
        {
            "code": SPECIMEN_CODES,
            "parent": SPECIMEN_CODES.map(lambda number: f"{number[:8]} {number[8:]}"),
            "requisition": _REQUISITION_CODES,
            "container": NAMES,
        }
    ),
    "rack": st.fixed_dictionaries({"name": NAMES, "code": _HOLDER_CODES, "note": NAMES}),
    "bag": st.fixed_dictionaries({"name": NAMES, "code": _HOLDER_CODES, "note": NAMES, "clinic": NAMES}),
    "requisition": st.fixed_dictionaries(
        {
            "code": _REQUISITION_CODES,
            "number": st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", max_size=16),
            "ordered": DATES.map(lambda day: f"{day} 09:41"),
            "priority": st.sampled_from(["", "STAT"]),
            "test": NAMES,
        }
    ),
    "partner": st.fixed_dictionaries(
        {
            "name": NAMES,
            "code": _PARTNER_CODES,
            "kind": NAMES,
            "clia": st.from_regex("[0-9]{2}D[0-9]{7}", fullmatch=True),
        }
    ),
    "item": st.fixed_dictionaries({"name": NAMES, "code": ITEM_CODES, "unit": NAMES}),
    "item_small": st.fixed_dictionaries({"name": NAMES, "code": ITEM_CODES}),
    "location": st.fixed_dictionaries({"name": NAMES, "code": LOCATION_CODES, "path": NAMES, "note": NAMES}),
    "location_small": st.fixed_dictionaries({"name": NAMES, "code": LOCATION_CODES}),
    "room": st.fixed_dictionaries({"name": NAMES, "code": LOCATION_CODES, "site": NAMES}),
    "lot": _both(_PRODUCT, _lot()),
    "lot_large": _both(_PRODUCT, _lot(longest=12)),
    "lot_small": _both(_PRODUCT, _lot(longest=12)),
    "lot_local": _both(_LOCAL, _lot()),
    "opened": st.fixed_dictionaries(
        {
            "name": NAMES,
            "code": st.integers(1, 10**15 - 1).map(house.opened_code),
            "opened": DATES.map(lambda day: day.isoformat()),
            "use_by": st.one_of(st.just(""), st.just("11-16 15:40"), DATES.map(lambda day: day.isoformat())),
            "initials": st.text("ABCDEFGHIJKLMNOPRSTW", max_size=4),
        }
    ),
    "badge": st.fixed_dictionaries({"name": NAMES, "role": NAMES, "clinic": NAMES, "code": BADGE_CODES}),
    "command": st.fixed_dictionaries({"name": NAMES, "code": COMMAND_CODES}),
    "reason": st.fixed_dictionaries({"name": st.just("RH"), "meaning": NAMES, "code": COMMAND_CODES}),
    "heading": st.fixed_dictionaries({"name": NAMES}),
    "note": st.fixed_dictionaries({"name": NAMES}),
    "test_code128": _both(_TEST_ROW, st.fixed_dictionaries({"code": COMMAND_CODES})),
    "test_ean13": _both(_TEST_ROW, st.fixed_dictionaries({"code": GTINS.map(lambda gtin: gtin[1:])})),
    "test_gs1_128": _both(_TEST_ROW, _TWO_FIELDS),
    "test_gs1_datamatrix": _both(
        _TEST_ROW,
        st.tuples(_TWO_FIELDS, GTINS, DATES).map(
            lambda three: three[0] | {"gtin": three[1], "expiry_yymmdd": three[2].strftime("%y%m%d")}
        ),
    ),
    "card_title": st.fixed_dictionaries({"name": NAMES, "clinic": NAMES}),
}
