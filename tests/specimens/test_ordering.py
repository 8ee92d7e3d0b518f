"""Tests become tubes: of each kind as many as their blood needs, in the order in which they are drawn."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinic import Clinic
from tests.specimens.ordered import JANE, VAULT, equip, events, order, pen, wanted
from tracker.barcodes import house
from tracker.barcodes.meaning import RequisitionCode
from tracker.errors import Refusal
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.specimens.entries import NewRequisition
from tracker.specimens.facts import Container, Test, Transport
from tracker.specimens.ordering import add_tests, create_requisition, tubes_for

CONTAINERS = {
    key: Container(key, f"C{key}", f"Container {key}", draw_order, volume_ul, None)
    for key, draw_order, volume_ul in ((1, 50, 4_000), (2, 20, 2_700), (3, 20, 1_000))
}


def a_test(code: str, container_id: int, volume_ul: int) -> Test:
    return Test(code, code, container_id, volume_ul, Transport.AMBIENT, None, None, None, 1, False)


TESTS = st.lists(
    st.builds(a_test, st.text("ABCDEF", min_size=1, max_size=3), st.sampled_from([1, 2, 3]), st.integers(0, 9_000)),
    max_size=8,
    unique_by=lambda test: test.code,
)


@given(TESTS)
def test_every_test_has_room_no_tube_is_needless_and_the_order_of_draw_is_kept(tests: list[Test]) -> None:
    lines = tubes_for(tests, CONTAINERS)
    assert sorted(code for line in lines for code in line.tests) == sorted(test.code for test in tests)
    assert len({line.container.id for line in lines}) == len(lines)
    assert [line.container.draw_order for line in lines] == sorted(line.container.draw_order for line in lines)
    for line in lines:
        assert line.volume_ul == sum(test.min_volume_ul for test in tests if test.code in line.tests)
        assert line.volume_ul <= line.count * line.container.volume_ul
        assert line.count == 1 or line.volume_ul > (line.count - 1) * line.container.volume_ul


def test_a_test_that_is_ordered_twice_is_done_once() -> None:
    one = a_test("CBC", 1, 3_000)
    assert [line.count for line in tubes_for([one, one], CONTAINERS)] == [1]


def test_an_order_gets_a_code_its_tubes_and_an_event_that_names_nobody(clinic: Clinic) -> None:
    equip(clinic)
    code = order(clinic, JANE, "STREP", "CBC", "ESR", "PT")
    assert house.parse(code) == RequisitionCode(code)
    assert [container for container, _ in wanted(clinic, code)] == ["CIT", "EDTA", "EDTA", "SWAB"]
    (event,) = events(clinic, "requisition.entered")
    assert event["requisition"] == code
    assert event["tubes"] == ["CIT", "EDTA", "EDTA", "SWAB"]
    assert event["tests"] == ["STREP", "CBC", "ESR", "PT"]
    assert event["priority"] == "routine"
    assert set(event["commitments"]) == {"born", "name", "record"}
    assert order(clinic, JANE) == house.requisition_code(2)
    with clinic.database.reading() as connection:
        assert verify(connection).findings == ()


@pytest.mark.parametrize("tests", [("CBX",), ("CBC", "Quillfeather")])
def test_an_unknown_test_is_refused_and_not_quoted(clinic: Clinic, tests: tuple[str, ...]) -> None:
    equip(clinic)
    with pytest.raises(Refusal) as refused:
        order(clinic, JANE, *tests)
    assert refused.value.code == "test_unknown"
    assert tests[-1] not in refused.value.message + refused.value.hint
    assert clinic.value("SELECT count(*) FROM patient") == 0


@pytest.mark.parametrize("provider", ["", "   ", "Dr. Thornbury\nDr. Who", "Dr. " + "T" * 200])
def test_an_order_says_on_one_line_who_ordered_it(clinic: Clinic, provider: str) -> None:
    equip(clinic)
    with pytest.raises(Refusal) as refused, clinic.database.writing() as connection:
        create_requisition(connection, VAULT, pen(clinic), NewRequisition(JANE, ("CBC",), provider))
    assert refused.value.code == "requisition_incomplete"
    assert clinic.value("SELECT count(*) FROM requisition") == 0
    assert clinic.value("SELECT count(*) FROM patient") == 0


def test_one_number_is_one_order(clinic: Clinic) -> None:
    equip(clinic)
    order(clinic, JANE, number="NG-1")
    with pytest.raises(Refusal) as refused:
        order(clinic, JANE, number="NG-1")
    assert refused.value.code == "requisition_exists"


@pytest.mark.parametrize("number", ["2600447102", house.requisition_code(1), house.badge_code(7)])
def test_a_number_that_a_scan_would_take_for_ours_is_refused(clinic: Clinic, number: str) -> None:
    equip(clinic)
    with pytest.raises(Refusal) as refused:
        order(clinic, JANE, number=number)
    assert refused.value.code == "number_taken"


def test_an_order_is_of_the_clinics_clock(clinic: Clinic) -> None:
    equip(clinic)
    chicago = Pen(clinic.journal, "2026-11-16T15:00:00.000Z", zone=ZoneInfo("America/Chicago"))
    new = NewRequisition(JANE, ("CBC",), "Dr. Thornbury", ordered_at=datetime(2026, 11, 16, 7, 40))  # noqa: DTZ001 (the clinic's own clock)
    with clinic.database.writing() as connection:
        create_requisition(connection, VAULT, chicago, new)
    assert clinic.value("SELECT ordered_at FROM requisition") == "2026-11-16T13:40:00.000Z"


def add(clinic: Clinic, code: str, *tests: str) -> None:
    with clinic.database.writing() as connection:
        add_tests(connection, pen(clinic), code, tests)


def test_a_test_added_before_the_draw_rides_in_the_tube_that_is_drawn_anyway(clinic: Clinic) -> None:
    equip(clinic)
    code = order(clinic, JANE, "CBC")
    add(clinic, code, "PT")
    assert wanted(clinic, code) == [("EDTA", 0), ("CIT", 1)]
    code = order(clinic, JANE, "PT")
    add(clinic, code, "CBC")
    add(clinic, code, "ESR")
    assert wanted(clinic, code) == [("CIT", 0), ("EDTA", 1), ("EDTA", 1)]
    assert [event["tubes"] for event in events(clinic, "requisition.added")] == [["CIT"], ["EDTA"], ["EDTA"]]


def test_a_test_added_after_the_label_gets_a_tube_of_its_own(clinic: Clinic) -> None:
    """The tube with the label has its tests and limits already: nothing would see to the new one's."""
    equip(clinic)
    code = order(clinic, JANE, "CBC")
    clinic.execute(
        "INSERT INTO specimen (number, requisition_id, container_id, is_pool, state, steps, since)"
        " VALUES ('2600000143', 1, (SELECT id FROM container WHERE code = 'EDTA'), 0, 'labelled', 1, '')"
    )
    clinic.execute("UPDATE requisition_tube SET specimen_id = 1")
    clinic.execute("INSERT INTO specimen_test SELECT 1, id FROM test_kind WHERE code = 'CBC'")
    add(clinic, code, "ESR")
    assert wanted(clinic, code) == [("EDTA", 0), ("EDTA", 1)]


def test_a_patient_of_the_future_or_of_long_ago_is_no_ones(clinic: Clinic) -> None:
    equip(clinic)
    with pytest.raises(Refusal) as refused:
        order(clinic, type(JANE)(JANE.family, JANE.given, date(1066, 10, 14)))
    assert refused.value.code == "patient_incomplete"
