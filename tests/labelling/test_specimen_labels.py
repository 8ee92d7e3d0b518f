"""A specimen's label says whose it is, by two identifiers, and nobody learns that from anywhere else."""

from __future__ import annotations

import json
import logging
import traceback
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from labels.loading import own_designs
from labels.reading import readings
from labels.resolution import Resolution
from tests.clinic import AT, Clinic
from tests.labelling.patients import JANE, NUMBER, VAULT, put_requisition, put_tube
from tracker.barcodes.house import requisition_code, specimen_code
from tracker.errors import Refusal, StoreError
from tracker.journal.verifying import verify
from tracker.labelling.making import Setting
from tracker.labelling.queue import QueuePen
from tracker.labelling.reprinting import record_reprint, reprint_value
from tracker.labelling.specimens import Tube, of_specimen, specimen_labels, specimen_pages
from tracker.labelling.wanted import Wanted, Wants
from tracker.specimens.patients import Patient
from tracker.specimens.vault import Vault

TUBE = Tube(NUMBER, "EDTA lavender", ("CBC", "ESR"), requisition_code(31))
EVERY_RESOLUTION = list(Resolution)


def labels(clinic: Clinic, *numbers: str, vault: Vault = VAULT) -> tuple[Wanted, ...]:
    with clinic.database.reading() as connection:
        return specimen_labels(connection, vault, numbers, UTC)


def test_a_tube_bears_name_two_identifiers_time_who_drew_it_tests_and_container(clinic: Clinic) -> None:
    put_tube(clinic, NUMBER, put_requisition(clinic))
    (wanted,) = labels(clinic, NUMBER)
    assert wanted.wants is Wants.SPECIMEN
    assert wanted.values == {
        "name": "DOE, JANE",
        "identifier": "MRN 00447188",
        "born": "1980-03-05",
        "code": NUMBER,
        "container": "EDTA lavender",
        "test": "CBC, ESR",
        "collected": "2026-11-16 14:41",
        "initials": "by R. Okafor",
    }


def test_a_tube_not_yet_drawn_has_lines_to_write_on(clinic: Clinic) -> None:
    put_tube(clinic, NUMBER, put_requisition(clinic), collected_at=None)
    (wanted,) = labels(clinic, NUMBER)
    assert "____" in wanted.values["collected"]
    assert "____" in wanted.values["initials"]


def test_without_a_record_number_the_requisitions_code_is_the_second_identifier() -> None:
    without = of_specimen(TUBE, replace(JANE, record=None), UTC)
    assert without.values["identifier"] == requisition_code(31)
    too_long = of_specimen(TUBE, replace(JANE, record="0" * 30), UTC)
    assert too_long.values["identifier"] == requisition_code(31)


@pytest.mark.parametrize("resolution", EVERY_RESOLUTION)
def test_the_longest_values_that_are_let_in_fit_at_every_print_head(resolution: Resolution) -> None:
    """Names shorten; both identifiers and the time stand whole, or this would be refused."""
    patient = Patient("Ω" * 60, "Ж" * 60, date(1908, 8, 28), "W" * 8 + "0" * 8)
    tube = replace(TUBE, container="x" * 60, tests=("WWWW",) * 40, collected_at=datetime(2028, 8, 28, 8, 8, tzinfo=UTC),
                   collector="Wanda Wilma Walburga")  # fmt: skip
    for one in (tube, replace(TUBE, collected_at=None)):
        (page,) = specimen_pages([of_specimen(one, patient, UTC)], Setting(own_designs(), resolution))
        assert {found.data for found in readings(page.dots())} == {NUMBER}


def test_an_aliquot_bears_its_parents_number_whose_order_it_is_and_a_pool_how_many_it_has(clinic: Clinic) -> None:
    requisition_id = put_requisition(clinic)
    parent = put_tube(clinic, NUMBER, requisition_id)
    child = put_tube(clinic, specimen_code(26_004_472), requisition_id, parents=[parent])
    pool = put_tube(clinic, specimen_code(26_004_473), parents=[parent, child])
    aliquot, pooled = labels(clinic, child, pool)
    assert (aliquot.wants, aliquot.values["parent"]) == (Wants.ALIQUOT, f"{parent[:8]} {parent[8:]}")
    assert aliquot.values["requisition"] == requisition_code(31)
    assert pooled.values["requisition"] == ""
    assert (pooled.wants, pooled.values["parent"]) == (Wants.ALIQUOT, "2 tubes")
    assert "name" not in pooled.values
    for wanted, page in zip((aliquot, pooled), specimen_pages([aliquot, pooled], Setting(own_designs(), Resolution.DPI_203)),
                            strict=True):  # fmt: skip
        assert {found.data for found in readings(page.dots())} == {wanted.values["code"]}


def test_who_is_not_there_erased_or_locked_has_no_label(clinic: Clinic) -> None:
    put_tube(clinic, NUMBER, put_requisition(clinic))
    with pytest.raises(Refusal) as unknown:
        labels(clinic, specimen_code(1))
    assert unknown.value.code == "specimen_unknown"
    with pytest.raises(StoreError) as locked:
        labels(clinic, NUMBER, vault=Vault(bytes(32)))
    assert locked.value.code == "patient_key"
    clinic.execute(
        "UPDATE patient SET salt = NULL, name = NULL, born = NULL, record = NULL, name_index = NULL,"
        " record_index = NULL, erased_at = ?",
        (AT,),
    )
    with pytest.raises(Refusal) as erased:
        labels(clinic, NUMBER)
    assert erased.value.code == "patient_erased"


@pytest.mark.parametrize(
    ("patient", "tube"),
    [
        (replace(JANE, family="\u05d3\u05d5\u05d3"), TUBE),
        (replace(JANE, family="Zz\x1b[2J"), TUBE),
        (replace(JANE, family="Zz\U0001f600"), TUBE),
        (replace(JANE, record=None), replace(TUBE, requisition_code="Zz" * 20)),
    ],
)
def test_a_label_that_cannot_be_drawn_is_refused_by_number_and_tells_nothing_of_the_patient(
    patient: Patient, tube: Tube, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wanted = of_specimen(tube, patient, UTC)
    with pytest.raises(Refusal) as refused:
        specimen_pages([wanted], Setting(own_designs(), Resolution.DPI_203))
    told = "".join(traceback.format_exception(refused.value)) + refused.value.hint + caplog.text + repr(wanted)
    assert NUMBER in refused.value.message
    for secret in ("Zz", "ZZ", "JANE", "Jane", "1980", "00447188", "\u05d3"):
        assert secret not in told


def test_reprints_are_numbered_for_each_specimen_and_need_a_reason(clinic: Clinic) -> None:
    other = specimen_code(26_004_472)
    for numbers in ([NUMBER], [NUMBER, other], [other]):
        with clinic.database.writing() as connection:
            record_reprint(connection, QueuePen(clinic.journal, AT), numbers, 'smeared "specimen":"' + other)
    with clinic.database.reading() as connection:
        bodies = [json.loads(one) for one in connection.exec_driver_sql("SELECT body FROM journal").scalars()]
        assert verify(connection).findings == ()
    told = [(one["specimen"], one["reprint"]) for one in bodies if one["kind"] == "label.reprinted"]
    assert told == [(NUMBER, 1), (NUMBER, 2), (other, 1), (other, 2)]
    for reason in ("", "  ", "x" * 201, "a\nb"):
        with clinic.database.writing() as connection, pytest.raises(Refusal) as refused:
            record_reprint(connection, QueuePen(clinic.journal, AT), [NUMBER], reason)
        assert refused.value.code == "reprint_without_reason"


@pytest.mark.parametrize("resolution", EVERY_RESOLUTION)
@pytest.mark.parametrize("design", ["tube", "tube_large", "tube_wrap", "cryo", "aliquot"])
def test_a_second_label_is_told_from_the_first_and_the_third_on_every_design(
    design: str, resolution: Resolution
) -> None:
    wanted = of_specimen(replace(TUBE, parents=(specimen_code(7),)), JANE, UTC)
    drawn = []
    for number in (0, 1, 2, 10, 99):
        one = replace(wanted, values={**wanted.values, **reprint_value(number)})
        (page,) = specimen_pages([one], Setting(own_designs(), resolution, design=design))
        assert {found.data for found in readings(page.dots())} == {NUMBER}
        drawn.append(page.dots().tobytes())
    assert len(set(drawn)) == len(drawn)


def test_of_two_assistants_called_by_a_number_the_tube_tells_which_drew_it() -> None:
    """``C.`` was every CMA."""
    tubes = [replace(TUBE, collected_at=datetime(2026, 11, 16, tzinfo=UTC), collector=f"CMA {n:02}") for n in (7, 8)]
    wanted = [of_specimen(tube, JANE, UTC) for tube in tubes]
    assert [one.values["initials"] for one in wanted] == ["by CMA 07", "by CMA 08"]
    first, second = specimen_pages(wanted, Setting(own_designs(), Resolution.DPI_203))
    assert (first.dots() != second.dots()).any()
