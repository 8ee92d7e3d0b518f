"""HIBC's link: a pack's second barcode names the first one it belongs to, and no other pack may have it."""

from __future__ import annotations

from datetime import date

from tests.jobs.clinic import A_3, GOOD, Shift, pack, restocking
from tracker.barcodes.meaning import ItemCode, Standard
from tracker.inventory.subjects import ProductionSubject
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Code

EXPIRY = date(2027, 9, 30)


def primary(lot: str | None = None) -> ItemCode:
    return ItemCode(Standard.HIBC, hibc="+A123BJC5D6E71G", lot=lot)


def secondary(link: str, lot: str = "2K417") -> ProductionSubject:
    return ProductionSubject(ItemCode(Standard.HIBC, lot=lot, expiry=EXPIRY, link=link))


def test_a_second_barcode_that_came_first_waits_for_its_own_primary() -> None:
    shift = Shift(JobName.RECEIVE, target=A_3)
    shift.scan(secondary("G", "N1"))
    assert shift.scan(pack(None, says=primary())).verdict.code == Code.ACCEPTED


def test_a_second_barcode_that_came_first_is_not_taken_by_another_primary() -> None:
    shift = Shift(JobName.RECEIVE, target=A_3)
    shift.scan(secondary("H", "N1"))
    step = shift.scan(pack(None, says=primary()))
    assert (step.verdict.code, step.orders) == (Code.LOT_CONFLICT, ())


def test_after_a_posted_pack_the_second_barcode_of_another_is_kept_for_that_other() -> None:
    shift = restocking()
    shift.scan(pack(GOOD, says=primary(GOOD.number)))
    step = shift.scan(secondary("H", GOOD.number))
    assert step.desk.early is not None
    assert shift.scan(secondary("G", GOOD.number)).orders == ()
