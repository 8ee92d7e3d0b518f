"""Aliquots and pools: a specimen filled from others, in the same hands, under its own number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.errors import Refusal
from tracker.journal.canonical import Value
from tracker.journal.occasion import Occasion
from tracker.specimens.deadlines import DeadlineRules
from tracker.specimens.deciding import require_legal
from tracker.specimens.orders import Divide, Pool
from tracker.specimens.parties import require_staff
from tracker.specimens.queries import tests_of
from tracker.specimens.standing import Standing, fresh, standings
from tracker.specimens.states import Do, State
from tracker.specimens.stepping import Act, Pair, take
from tracker.specimens.tube_labels import require_free
from tracker.store.connection import Connection


def divide(connection: Connection, order: Divide, occasion: Occasion, rules: DeadlineRules) -> Mapping[str, Value]:
    """An aliquot, of a specimen or of an aliquot, as deep as the work needs."""
    require_staff(connection, order.by)
    before = standings(connection, (order.parent,))
    require_legal(connection, Do.ALIQUOT, before, order.by)
    require_free(connection, order.number, is_roll=order.is_roll)
    return _fill(connection, before, order.number, Act(Do.ALIQUOT, order.by, occasion, rules))


def pool(connection: Connection, order: Pool, occasion: Occasion, rules: DeadlineRules) -> Mapping[str, Value]:
    """One specimen out of several of one kind of container."""
    require_staff(connection, order.by)
    before = standings(connection, order.parents)
    require_legal(connection, Do.POOL, before, order.by)
    if len(before) < 2:
        raise Refusal("A pool is filled from two or more.", hint="Scan the other tubes, too.", code="pool_of_one")
    if len({each.container_id for each in before}) > 1:
        raise Refusal(
            "These are containers of different kinds: their additives differ.",
            hint="Pool tubes of one kind only.",
            code="mixed_containers",
        )
    require_free(connection, order.number, is_roll=order.is_roll)
    return _fill(connection, before, order.number, Act(Do.POOL, order.by, occasion, rules))


def _fill(connection: Connection, before: Sequence[Standing], number: str, act: Act) -> Mapping[str, Value]:
    """Parents and child each get a step of their own, so that every timeline tells of it."""
    child = _child(before, number, act)
    pairs: list[Pair] = [(each, each) for each in before]
    taken = take(connection, act, [*pairs, (None, child)])
    child_id = taken.standings[-1].id
    connection.exec_driver_sql(
        "INSERT INTO specimen_parent (specimen_id, parent_id) VALUES (?, ?)", [(child_id, each.id) for each in before]
    )
    connection.exec_driver_sql(
        "INSERT OR IGNORE INTO specimen_test (specimen_id, test_id) SELECT ?, test_id FROM specimen_test"
        " WHERE specimen_id = ?",
        [(child_id, each.id) for each in before],
    )
    requisition, container = connection.exec_driver_sql(
        "SELECT r.code, c.code FROM specimen s JOIN container c ON c.id = s.container_id"
        " LEFT JOIN requisition r ON r.id = s.requisition_id WHERE s.id = ?",
        (child_id,),
    ).one()
    tests = tests_of(connection, (child_id,)).get(child_id, ())
    return {
        **taken.words,
        "child": number,
        "parents": [each.number for each in before],
        "requisition": requisition,
        "container": container,
        "tests": [test.code for test in tests],
    }


def _child(before: Sequence[Standing], number: str, act: Act) -> Standing:
    """In the same hands, and as fresh as the oldest of its parents: the earliest of each limit holds for it."""
    requisitions = {each.requisition_id for each in before}
    is_pool = act.do is Do.POOL
    return replace(
        fresh(
            number,
            requisitions.pop() if len(requisitions) == 1 else None,
            before[0].container_id,
            act.occasion.at,
        ),
        is_pool=int(is_pool),
        state=_state(before),
        custodian=act.by,
        collected_at=_earliest([each.collected_at for each in before]),
        spun_at=_if_all([each.spun_at for each in before]),
        received_at=_if_all([each.received_at for each in before]),
        spin_by=_earliest([each.spin_by for each in before]),
        receive_by=_earliest([each.receive_by for each in before]),
        test_by=_earliest([each.test_by for each in before]),
        keep_until=max((each.keep_until for each in before if each.keep_until is not None), default=None),
    )


def _state(before: Sequence[Standing]) -> State:
    """What nobody has received yet stays so in whatever it is filled into. A rejected specimen is filled into nothing."""
    return State.COLLECTED if State.COLLECTED in {each.state for each in before} else State.ACCEPTED


def _earliest(times: Sequence[str | None]) -> str | None:
    return min((each for each in times if each is not None), default=None)


def _if_all(times: Sequence[str | None]) -> str | None:
    """The last of them, where each has one."""
    known = [each for each in times if each is not None]
    return max(known) if len(known) == len(times) else None
