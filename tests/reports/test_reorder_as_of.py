"""What was to be ordered on a past day: asked later it is told as it was told on the day itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.clinic import TODAY, Clinic
from tests.reports.stockroom import SYRINGE, answer, used
from tracker.inventory.ordering import purchasing
from tracker.inventory.ordering.asking import situations
from tracker.inventory.ordering.proposing import propose
from tracker.inventory.orders import Receive
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.reports.asked import Asked
from tracker.reports.reorder import par, reorder
from tracker.reports.table import Cell, Table

FAR_WEST, FAR_EAST = ZoneInfo("Pacific/Pago_Pago"), ZoneInfo("Pacific/Kiritimati")
"""11 hours behind UTC, and 14 before it."""


def pen(clinic: Clinic, day: date) -> Pen:
    return Pen(clinic.journal, f"{day.isoformat()}T15:00:00.000Z")


def supplied(clinic: Clinic) -> None:
    clinic.execute("INSERT INTO supplier (id, name, review_days) VALUES (1, 'Tarnbeck', 7)")
    clinic.execute("UPDATE item SET supplier_id = 1, lead_time_days = 2")
    clinic.execute("UPDATE par_level SET par = 500 WHERE item_id = ?", (clinic.items[SYRINGE],))


def ordered(clinic: Clinic, day: date) -> str:
    with clinic.database.writing() as connection:
        (number,) = purchasing.make_drafts(connection, pen(clinic, day), propose(situations(connection, day), day))
    return number


def sent(clinic: Clinic, number: str, day: date) -> None:
    with clinic.database.writing() as connection:
        purchasing.send(connection, pen(clinic, day), number)


def cells(table: Table) -> list[tuple[Cell, ...]]:
    assert table.rows
    return list(table.rows)


def told(clinic: Clinic, as_of: date | None = None, *, today: date = TODAY) -> list[tuple[Cell, ...]]:
    table = answer(clinic, reorder, Asked(as_of=as_of), today)
    assert table.as_of == (as_of or today)
    return list(table.rows)


def test_whatever_has_been_used_ordered_and_received_since_a_past_day_is_told_as_it_was(clinic: Clinic) -> None:
    supplied(clinic)
    days = [TODAY + timedelta(days=each) for each in range(6)]
    on_the_day = [told(clinic)]
    number = ordered(clinic, days[1])
    on_the_day.append(told(clinic, today=days[1]))
    sent(clinic, number, days[2])
    used(clinic, 20, days[2])
    on_the_day.append(told(clinic, today=days[2]))
    used(clinic, 30, days[3])
    clinic.order(
        Receive(clinic.items[SYRINGE], "NEW", date(2028, 1, 1), clinic.places["A"], 100, number, 1), today=days[3]
    )
    on_the_day.append(told(clinic, today=days[3]))
    with clinic.database.writing() as connection:
        purchasing.close(connection, pen(clinic, days[4]), number)
    on_the_day.append(told(clinic, today=days[4]))
    assert len(set(map(str, on_the_day))) > 2, "else nothing would be tried"
    for day, then in zip(days, on_the_day, strict=False):
        assert told(clinic, day, today=days[5]) == then, day
    assert told(clinic, days[2], today=days[5]) == told(clinic, days[2], today=days[5] + timedelta(days=90))


def test_use_after_the_day_says_nothing_of_the_par_levels_on_it(clinic: Clinic) -> None:
    for back in (9, 4):
        used(clinic, 1, TODAY - timedelta(days=back), place="Cart")
    before = cells(answer(clinic, par, Asked()))
    used(clinic, 2, TODAY + timedelta(days=2), place="Cart")
    assert cells(answer(clinic, par, Asked(as_of=TODAY), TODAY + timedelta(days=5))) == before


def test_what_keeps_no_past_is_named_beside_the_answer(clinic: Clinic) -> None:
    assert "keep no past" in " ".join(answer(clinic, reorder, Asked(as_of=TODAY)).notes)
    assert "keep no past" not in " ".join(answer(clinic, reorder, Asked()).notes)


@pytest.mark.parametrize("zone", [FAR_WEST, FAR_EAST], ids=str)
@pytest.mark.parametrize("hour", [0, 9, 23])
def test_an_order_belongs_to_the_clinics_own_day_however_far_from_greenwich_it_is_made(
    clinic: Clinic, zone: ZoneInfo, hour: int
) -> None:
    """Whoever orders from an answer without it orders twice."""
    supplied(clinic)
    made = datetime(TODAY.year, TODAY.month, TODAY.day, hour, 30, tzinfo=zone).astimezone(UTC)
    the_day_before = TODAY - timedelta(days=1)
    with clinic.database.writing() as connection:
        found = propose(situations(connection, TODAY), TODAY)
        purchasing.make_drafts(connection, Pen(clinic.journal, stamp(made), zone=zone), found)
    assert not told(clinic)
    assert not answer(clinic, reorder, Asked(as_of=TODAY, zone=zone)).rows
    assert answer(clinic, reorder, Asked(as_of=the_day_before, zone=zone)).rows
