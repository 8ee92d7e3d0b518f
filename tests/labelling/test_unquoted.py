"""What a patient is called or has for a number is no fault of a design, and stands in no error."""

from __future__ import annotations

import ast
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import labels as labels_package
from labels.design import Design, Fit
from labels.errors import LabelError
from labels.loading import own_designs
from labels.reading import readings
from labels.resolution import Resolution
from tests.labelling.patients import JANE, NUMBER
from tracker import labelling
from tracker.barcodes.house import requisition_code, specimen_code
from tracker.errors import ConfigurationError, Refusal
from tracker.labelling.faults import without_values
from tracker.labelling.making import Setting, drawn_label, make_labels
from tracker.labelling.specimens import Tube, of_specimen, require_drawable, specimen_pages
from tracker.labelling.wanted import Wanted
from tracker.media import PrinterSetting

TUBE = Tube(NUMBER, "EDTA lavender", ("CBC",), requisition_code(31))
SPECIMEN_DESIGNS = ("tube", "tube_large", "tube_wrap", "cryo")
SECRET = "Quetzalcoatl"
RECORD = specimen_code(10_004_800)
"""A record number of ten digits that happens to have our check digits, as one in 97 has."""


def setting(design: str | None = None, designs: Mapping[str, Design] | None = None) -> Setting:
    return Setting(designs or own_designs(), Resolution.DPI_203, design=design)


# -- whose values are no fault of the design's ----------------------------------------------------------------------


@given(record=st.integers(1, 99_999_999).map(specimen_code), design=st.sampled_from(SPECIMEN_DESIGNS))
def test_a_record_number_that_looks_like_a_tubes_number_labels_its_patient(record: str, design: str) -> None:
    wanted = of_specimen(TUBE, replace(JANE, record=record), None)
    assert wanted.values["identifier"] == f"MRN {record}"
    label = drawn_label(wanted, setting(design))
    assert {promise.data for promise in label.promises} == {NUMBER}


@pytest.mark.parametrize("record", [RECORD, f"{RECORD[:8]} {RECORD[8:]}", NUMBER, "1000480020"])
def test_of_such_a_record_number_a_scanner_reads_nothing(record: str) -> None:
    wanted = of_specimen(TUBE, replace(JANE, record=record), None)
    for resolution in Resolution:
        (page,) = specimen_pages([wanted], Setting(own_designs(), resolution))
        assert {found.data for found in readings(page.dots())} == {NUMBER}


@pytest.mark.parametrize("field", ["family", "given"])
def test_nor_is_a_name_or_what_is_in_the_tube_a_fault_of_the_design(field: str) -> None:
    family, given_name = (RECORD, "A") if field == "family" else ("Doe", RECORD)
    tube = replace(TUBE, container=f"Tube {RECORD}", tests=(RECORD,))
    require_drawable([of_specimen(tube, replace(JANE, family=family, given=given_name), None)], setting())


def test_a_number_that_the_design_itself_writes_is_its_fault() -> None:
    ours = own_designs()["tube"]
    for value in (RECORD, f"no. {RECORD[:8]} {RECORD[8:]}", f"{{container}} {RECORD}", "1000 4800 20"):
        texts = tuple(replace(text, value=value) if text.value == "{container}" else text for text in ours.texts)
        assert texts != ours.texts
        wrong = replace(ours, texts=texts, needs=ours.needs - {"container"}, may_have=ours.may_have - {"container"})
        if "{container}" in value:
            wrong = replace(wrong, may_have=ours.may_have | {"container"})
        with pytest.raises(ConfigurationError, match="the number of another specimen"):
            specimen_pages([of_specimen(TUBE, JANE, None)], setting("tube", {**own_designs(), "tube": wrong}))


# -- no error quotes them -------------------------------------------------------------------------------------------


def _design(**changes: object) -> Mapping[str, Design]:
    ours = own_designs()["tube"]
    return {**own_designs(), "tube": replace(ours, **changes)}  # type: ignore[arg-type]  # by name, in this file alone


def _all_whole() -> Mapping[str, Design]:
    texts = tuple(replace(text, fit=Fit.WHOLE) for text in own_designs()["tube"].texts)
    return _design(texts=texts)


def _narrow() -> Mapping[str, Design]:
    bars, cells = own_designs()["tube"].symbols
    return _design(symbols=(replace(bars, smallest_module_mm=1.0, largest_module_mm=1.0), cells))


def _of(family: str = SECRET, record: str | None = SECRET[:9], number: str = NUMBER) -> Wanted:
    patient = replace(JANE, family=family, given=SECRET, record=record)
    return of_specimen(replace(TUBE, number=number, container=SECRET, tests=(SECRET,)), patient, None)


def _without(wanted: Wanted, name: str) -> Wanted:
    return replace(wanted, values={**wanted.values, name: ""})


_SMALL = PrinterSetting(name="p", url="zpl://p:9100", width_mm=12, height_mm=12)
_ARISING: Mapping[str, tuple[Wanted, Setting]] = {
    "label_control": (_of(f"{SECRET}\x1b[2J"), setting()),
    "label_right_to_left": (_of(f"{SECRET}\u05d3"), setting()),
    "label_character": (_of(f"{SECRET}\U0001f600"), setting()),
    "label_text_too_long": (_of(SECRET * 9), setting("tube", _all_whole())),
    "label_text_too_small": (
        _of(),
        setting("tube", _design(texts=tuple(replace(text, size_mm=1.0) for text in own_designs()["tube"].texts))),
    ),
    "label_symbol": (_of(number=f"{SECRET}ä"), setting()),
    "label_symbol_too_wide": (_of(), setting("tube", _narrow())),
    "label_field_missing": (_without(_of(), "name"), setting()),
    "label_design": (_of(), setting("item")),
    "label_design_unknown": (_of(), setting("nothing")),
    "label_medium": (_of(), Setting(own_designs(), Resolution.DPI_203, profile=_SMALL)),
}
"""What a specimen's label can be refused for, each with a patient for whom it is."""
_NEVER = {
    "label_card": "a card of commands",
    "label_command": "a label of something else",
    "label_element": "a GS1 symbol, which no specimen's design may have",
    "label_kind": "a label of something else",
    "label_misread": "a label of something else",
    "label_offset": "a sheet",
    "label_pages": "a picture or ZPL of several pages",
    "label_picture": "a fault of the machine's",
    "label_position": "a sheet",
    "label_resolution": "before anything is drawn",
    "label_specimen_number": "a label of something else",
    "label_stock": "a sheet",
    "label_stock_too_small": "a sheet",
    "label_stock_unknown": "a sheet",
    "label_field_unknown": "values that the design does not know are left out",
    "label_page": "a design larger than its page, which is made for it",
    "label_unreadable": "a fault of a library's, which no content is known to bring about",
}
"""All other faults there are, and what has them."""


def _codes() -> Iterator[str]:
    for package in (labels_package, labelling):
        for path in sorted(Path(package.__path__[0]).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "LabelError":
                    yield from (
                        word.value.value
                        for word in node.keywords
                        if word.arg == "code" and isinstance(word.value, ast.Constant)
                        and isinstance(word.value.value, str)
                    )  # fmt: skip


def test_every_fault_of_a_label_is_one_that_a_specimens_can_have_or_cannot() -> None:
    assert set(_codes()) <= set(_ARISING) | set(_NEVER)
    assert not set(_ARISING) & set(_NEVER)


@pytest.mark.parametrize("code", sorted(_ARISING))
def test_no_fault_of_a_specimens_label_tells_whose_it_is(code: str) -> None:
    wanted, made = _ARISING[code]
    for make in (
        lambda: specimen_pages([wanted], made),
        lambda: require_drawable([wanted], made),
        lambda: make_labels([wanted], made, lambda done, total: None),
    ):
        with pytest.raises((Refusal, ConfigurationError)) as refused:
            make()
        assert refused.value.code == code
        told = "".join(traceback.format_exception(refused.value)) + refused.value.hint
        # The number is what it is called by; here it is made up of the same letters once.
        told = told.replace(wanted.about, "")
        for secret in (SECRET, SECRET.upper(), SECRET[:9], "1980-03-05"):
            assert secret not in told


_BEFORE_ANY_VALUE = {
    *("label_offset", "label_pages", "label_position", "label_resolution", "label_stock", "label_stock_unknown"),
    *("label_field_unknown", "label_page"),
}
"""What a command line or a design got wrong, told in its own words."""


@pytest.mark.parametrize("code", sorted({*_NEVER, "label_of_tomorrow"} - _BEFORE_ANY_VALUE))
def test_a_fault_that_no_specimens_label_was_known_to_have_tells_nothing_either(code: str) -> None:
    fault = LabelError(f"'{SECRET}' is wrong.", hint=f"Not {SECRET}.", code=code)
    unquoted = without_values(fault)
    assert SECRET not in unquoted.message + unquoted.hint
    assert unquoted.code == code


@given(
    family=st.text(min_size=1, max_size=40).filter(lambda text: not text.isspace()),
    given_name=st.text(max_size=30),
    record=st.none() | st.text(min_size=4, max_size=20),
)
def test_whatever_a_patient_is_called_no_error_says_it(family: str, given_name: str, record: str | None) -> None:
    patient = replace(
        JANE, family=f"Zq{family}", given=f"Zq{given_name}", record=record and f"Zq{record}", born=date(1901, 2, 3)
    )
    try:
        require_drawable([of_specimen(TUBE, patient, None)], setting())
    except (Refusal, ConfigurationError) as refused:
        told = "".join(traceback.format_exception(refused)) + refused.hint
        assert "zq" not in told.lower()
        assert "1901-02-03" not in told
