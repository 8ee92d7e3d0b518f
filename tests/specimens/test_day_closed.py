"""The day does not close while a tube has no place that anybody has acknowledged."""

from __future__ import annotations

from tests.laboratory import (
    ANNE,
    BEN,
    BOX,
    CARA,
    REQUISITION,
    Laboratory,
)
from tests.specimens.custody import refused
from tracker.journal.occasion import stamp
from tracker.specimens.orders import (
    CloseDay,
    NotDrawn,
    Step,
)
from tracker.specimens.states import Do


def test_the_day_does_not_close_while_a_tube_has_no_acknowledged_place(laboratory: Laboratory) -> None:
    stored, held = laboratory.accepted(1), laboratory.drawn(2)
    laboratory.order(Step(Do.STORE, (stored,), BEN, holder_code=BOX))
    refusal = refused(laboratory, CloseDay(CARA))
    assert refusal.code == "day_open"
    assert held[:8] in refusal.message
    assert stored[:8] not in refusal.message
    laboratory.order(Step(Do.STORE, (held,), ANNE, holder_code=BOX))
    label = laboratory.labelled(3)
    assert label[:8] in refused(laboratory, CloseDay(CARA)).message
    laboratory.order(NotDrawn(laboratory.id_of("requisition", REQUISITION), 3, "refused", ANNE))
    laboratory.order(CloseDay(CARA))
    assert laboratory.value("SELECT day FROM closed_day") == laboratory.today.isoformat()


def test_a_day_that_was_closed_is_looked_at_again_and_the_first_and_the_latest_time_are_kept(
    laboratory: Laboratory,
) -> None:
    laboratory.order(CloseDay(CARA))
    first = laboratory.now
    tube = laboratory.drawn()
    laboratory.later(minutes=25)
    assert refused(laboratory, CloseDay(BEN)).code == "day_open"
    laboratory.order(Step(Do.STORE, (tube,), ANNE, holder_code=BOX))
    laboratory.order(CloseDay(BEN))
    laboratory.later(minutes=1)
    laboratory.order(CloseDay(ANNE))
    with laboratory.database.reading() as connection:
        (row,) = connection.exec_driver_sql("SELECT at, done_by, latest_at, latest_by FROM closed_day").all()
        told = connection.exec_driver_sql("SELECT count(*) FROM journal WHERE instr(body, 'day.close') > 0").scalar()
    assert tuple(row) == (stamp(first), CARA, stamp(laboratory.now), ANNE)
    assert told == 3


def test_a_bag_on_its_way_keeps_the_day_open_only_once_it_is_overdue(laboratory: Laboratory) -> None:
    laboratory.sent(laboratory.drawn())
    laboratory.later(hours=4)
    assert refused(laboratory, CloseDay(CARA)).code == "day_open"
    laboratory.later(minutes=-1)
    laboratory.order(CloseDay(CARA))


def test_a_declared_loss_is_named_when_the_day_closes(laboratory: Laboratory) -> None:
    tube = laboratory.drawn()
    laboratory.order(Step(Do.LOSE, (tube,), ANNE, reason="lost_here"))
    laboratory.order(CloseDay(CARA))
    body = laboratory.value("SELECT body FROM journal ORDER BY rowid DESC LIMIT 1")
    assert isinstance(body, bytes)
    assert f'"lost":["{tube}"]' in body.decode()
