"""What a reference laboratory has accepted is counted apart, and ends when it says what became of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.laboratory import ANNE, BEN, COURIER, LABORATORY, SITE, THIRD_REQUISITION, Laboratory
from tests.specimens.custody import custodian, refused
from tracker.barcodes.house import badge_code
from tracker.barcodes.meaning import ShipmentCode
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.badges import replace_badge
from tracker.specimens.auditing import audit_custody
from tracker.specimens.board import board
from tracker.specimens.orders import Arrive, Retract, Step
from tracker.specimens.resolving import resolve
from tracker.specimens.states import Do, State
from tracker.specimens.subjects import ShipmentSubject

USED_UP = Step(Do.DISPOSE, (), BEN, to=LABORATORY, reason="used up", method="incineration")


@pytest.fixture
def away(laboratory: Laboratory) -> tuple[str, ...]:
    """Three tubes that the reference laboratory has confirmed, one of them as rejected; the manifest's code is last."""
    tubes = laboratory.many_drawn(3)
    shipment_id = laboratory.sent(*tubes)
    code = laboratory.trip().code
    laboratory.order(Arrive(shipment_id, BEN, confirmed_by=LABORATORY))
    laboratory.order(Step(Do.ACCEPT, tubes[:2], BEN, to=LABORATORY, reason="confirmed by the laboratory"))
    laboratory.order(Step(Do.REJECT, tubes[2:], BEN, to=LABORATORY, reason="RH"))
    return (*tubes, code)


def test_what_a_laboratory_has_is_counted_apart_from_the_clinics_own(
    laboratory: Laboratory, away: tuple[str, ...]
) -> None:
    own = laboratory.drawn(4, requisition=THIRD_REQUISITION)
    laboratory.sent(own)
    with laboratory.database.reading() as connection:
        found = board(connection, laboratory.now, 10)
    assert (found.at_laboratories, found.counts, found.open_count) == (3, {State.DEPARTED: 1}, 1)


def test_its_word_ends_them_and_they_stay_in_its_name(laboratory: Laboratory, away: tuple[str, ...]) -> None:
    tubes = away[:3]
    event = laboratory.order(replace(USED_UP, numbers=tubes))
    assert {laboratory.specimen(tube).state for tube in tubes} == {State.DISPOSED}
    assert {custodian(laboratory, tube) for tube in tubes} == {LABORATORY}
    last = laboratory.timeline(tubes[0])[-1]
    assert (last.by_code, last.reason, last.method) == (BEN, "used up", "incineration")
    assert refused(laboratory, Retract(event, BEN)).code == "not_retractable"
    with laboratory.database.reading() as connection:
        assert board(connection, laboratory.now, 10).at_laboratories == 0
        assert list(audit_custody(connection)) == []


def test_nobody_confirms_his_own_delivery_under_whatever_badge(laboratory: Laboratory) -> None:
    shipment_id, new = laboratory.packed(*laboratory.many_drawn(2)), badge_code(99)
    laboratory.order(laboratory.departure(shipment_id, courier=BEN))
    assert refused(laboratory, Arrive(shipment_id, BEN, confirmed_by=LABORATORY)).code == "own_delivery"
    with laboratory.database.writing() as connection:
        pen = Pen(laboratory.journals[0], stamp(laboratory.now), ANNE)
        replace_badge(connection, pen, BEN, new, lambda one, other: one + other)
    assert refused(laboratory, Arrive(shipment_id, new, confirmed_by=LABORATORY)).code == "own_delivery"
    laboratory.order(Arrive(shipment_id, ANNE, confirmed_by=LABORATORY))


def test_nobody_here_discards_in_his_own_name_what_a_laboratory_has(
    laboratory: Laboratory, away: tuple[str, ...]
) -> None:
    refusal = refused(laboratory, replace(USED_UP, numbers=away[:1], to=None))
    assert (refusal.code, "by its word" in refusal.hint) == ("not_custodian", True)


@pytest.mark.parametrize(
    ("to", "code"), [(SITE, "not_custodian"), (COURIER, "unknown_target"), (ANNE, "unknown_target")]
)
def test_only_the_laboratory_that_has_them_can_have_said_so(
    laboratory: Laboratory, away: tuple[str, ...], to: str, code: str
) -> None:
    assert refused(laboratory, replace(USED_UP, numbers=away[:2], to=to)).code == code


def test_no_word_of_a_laboratory_discards_what_is_here_or_on_the_way(
    laboratory: Laboratory, away: tuple[str, ...]
) -> None:
    here = laboratory.accepted()
    assert refused(laboratory, replace(USED_UP, numbers=(*away[:2], here))).code == "not_custodian"
    sent = laboratory.drawn(3)
    laboratory.sent(sent)
    assert refused(laboratory, replace(USED_UP, numbers=(sent,))).code == "out_of_order"


def test_reason_and_method_are_asked_for_as_for_our_own(laboratory: Laboratory, away: tuple[str, ...]) -> None:
    order = replace(USED_UP, numbers=away[:2])
    assert refused(laboratory, replace(order, reason=None)).code == "reason_required"
    assert refused(laboratory, replace(order, method=None)).code == "method_required"


def test_a_manifest_scanned_later_names_all_that_left_with_it(laboratory: Laboratory, away: tuple[str, ...]) -> None:
    with laboratory.database.reading() as connection:
        subject = resolve(connection, laboratory.vault, ShipmentCode(away[3]), away[3], laboratory.today)
    assert isinstance(subject, ShipmentSubject)
    assert subject.specimens == ()
    assert [each.number for each in subject.departed] == sorted(away[:3])
    assert all(each.is_at_laboratory for each in subject.departed)
