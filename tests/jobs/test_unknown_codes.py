"""An unknown code is bound, entered, parked or left, and work goes on."""

from __future__ import annotations

from datetime import date

import pytest

from tests.jobs.clinic import (
    A_3,
    CUP,
    EXAM_2,
    EXPIRED,
    GOOD,
    NO,
    PLAIN,
    SYRINGE,
    UNDO,
    YES,
    Shift,
    code,
    movements,
    pack,
    restocking,
    say,
    unknown,
)
from tests.jobs.test_commands import MOVE
from tracker.barcodes.commands import Command
from tracker.inventory.facts import Holding
from tracker.inventory.orders import Bind, Park, Portion, Reverse, Transfer, Unbind, Unpark
from tracker.inventory.subjects import CommandSubject
from tracker.jobs.verdict import Code, Tone


def test_an_unknown_code_is_asked_about() -> None:
    step = restocking().scan(unknown())
    assert (step.verdict.code, step.verdict.tone, step.orders) == (Code.UNKNOWN_CODE, Tone.ASK, ())


def test_binding_goes_on_with_the_same_action() -> None:
    shift = restocking()
    shift.scan(unknown())
    assert shift.scan(say(Command.BIND)).verdict.code == Code.BIND_TO
    step = shift.scan(pack(GOOD))
    assert step.orders == (Bind("4711", SYRINGE.id, 1), MOVE)
    assert step.verdict.code == Code.ACCEPTED
    assert "bound" in step.verdict.detail
    assert shift.scan(UNDO).orders == (Reverse("4".zfill(32)), Unbind("4711"))


def test_a_code_that_was_only_bound_or_parked_is_undone_before_an_earlier_pack() -> None:
    shift = restocking()
    shift.scan(pack())
    pack_id = shift.last_id
    shift.scan(unknown())
    shift.scan(say(Command.PARK))
    parked_id = shift.last_id
    shift.scan(say(Command.HOME))
    shift.scan(unknown("4712"))
    shift.scan(say(Command.BIND))
    shift.scan(pack())
    assert shift.scan(UNDO).orders == (Unbind("4712"),)
    shift.scan(say(Command.RESTOCK))
    assert [shift.scan(UNDO).orders for _ in range(2)] == [(Unpark(parked_id),), (Reverse(pack_id),)]


def test_a_box_bound_by_its_known_code_counts_as_a_box() -> None:
    shift = restocking()
    shift.scan(unknown())
    shift.scan(say(Command.BIND))
    step = shift.scan(pack(GOOD, factor=10))
    assert step.orders[0] == Bind("4711", SYRINGE.id, 10)
    assert movements(step.orders) == [Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, EXAM_2.id, 10),))]


def test_a_gtin_is_bound_without_the_lot_of_the_pack_and_the_packs_own_lot_is_obeyed() -> None:
    shift = restocking()
    says = code("P31", date(2026, 11, 2), gtin="09501101530003")
    shift.scan(unknown("0109501101530003", "item", says))
    shift.scan(say(Command.BIND))
    step = shift.scan(pack(GOOD, stock=(Holding(A_3, GOOD, 50), Holding(A_3, EXPIRED, 5))))
    assert step.orders == (Bind("09501101530003", SYRINGE.id, 1),)
    assert (step.verdict.code, step.verdict.tone) == (Code.EXPIRED, Tone.REFUSE)


def test_binding_where_a_question_follows_still_asks_it() -> None:
    shift = restocking()
    shift.scan(unknown())
    shift.scan(say(Command.BIND))
    step = shift.scan(pack(GOOD, par=None))
    assert (step.verdict.code, step.orders) == (Code.NOT_IN_PAR, (Bind("4711", SYRINGE.id, 1),))
    assert movements(shift.scan(YES).orders) == [
        Transfer((Portion(SYRINGE.id, GOOD.id, A_3.id, EXAM_2.id, 1),), (Code.NOT_IN_PAR,))
    ]


def test_binding_at_home_only_binds() -> None:
    shift = Shift()
    shift.scan(unknown())
    shift.scan(say(Command.BIND))
    step = shift.scan(pack())
    assert (step.verdict.code, step.verdict.tone) == (Code.BOUND, Tone.ACCEPT)
    assert step.orders == (Bind("4711", SYRINGE.id, 1),)


def test_a_parked_code_is_put_on_the_list() -> None:
    shift = restocking()
    shift.scan(unknown())
    step = shift.scan(say(Command.PARK))
    assert (step.verdict.code, step.orders, step.desk.question) == (Code.PARKED, (Park("4711"),), None)


def test_a_new_item_keeps_the_question_behind_the_form_and_then_goes_on() -> None:
    shift = restocking()
    shift.scan(unknown(), "4711")
    step = shift.scan(say(Command.NEW))
    assert (step.verdict.code, step.verdict.tone) == (Code.NEW_ITEM, Tone.NOTE)
    assert step.desk.question is not None
    step = shift.scan(pack(None, item=CUP, stock=(Holding(A_3, PLAIN, 9),)), "4711")
    assert movements(step.orders) == list(step.orders)
    assert step.verdict.code == Code.ACCEPTED


@pytest.mark.parametrize("command", [NO, UNDO])
def test_an_unknown_code_can_be_left(command: object) -> None:
    shift = restocking()
    shift.scan(unknown())
    step = shift.scan(NO if command is NO else UNDO)
    assert (step.verdict.code, step.orders) == (Code.CANCELLED, ())


def test_work_goes_on_and_the_unanswered_code_is_parked() -> None:
    shift = restocking()
    shift.scan(unknown())
    step = shift.scan(pack())
    assert step.orders == (Park("4711"), MOVE)
    assert "4711 parked" in step.verdict.detail
    shift.scan(unknown("4712"))
    assert shift.scan(say(Command.DONE)).orders == (Park("4712"),)


@pytest.mark.parametrize("answer", [say(Command.PARK), NO, UNDO, None])
def test_the_quantity_set_for_an_unknown_pack_is_not_given_to_the_next(answer: CommandSubject | None) -> None:
    shift = restocking()
    shift.scan(say(Command.QUANTITY, 10))
    shift.scan(unknown())
    if answer is not None:
        shift.scan(answer)
    assert movements(shift.scan(pack()).orders) == [MOVE]


def test_the_quantity_set_for_an_unknown_pack_is_kept_for_it() -> None:
    shift = restocking()
    shift.scan(say(Command.QUANTITY, 10))
    shift.scan(unknown())
    shift.scan(say(Command.BIND))
    assert "+10" in shift.scan(pack()).verdict.headline


def test_one_unknown_code_after_another_parks_the_first() -> None:
    shift = restocking()
    shift.scan(unknown())
    assert shift.scan(unknown()).orders == ()
    step = shift.scan(unknown("4712"))
    assert (step.verdict.code, step.orders) == (Code.UNKNOWN_CODE, (Park("4711"),))


def test_an_unknown_code_is_not_answered_by_yes() -> None:
    shift = restocking()
    shift.scan(unknown())
    assert shift.scan(YES).verdict.code == Code.ANSWER_FIRST


@pytest.mark.parametrize("kind", ["location", "badge", "specimen", "command"])
def test_a_code_of_another_kind_is_never_offered_for_binding(kind: str) -> None:
    step = restocking().scan(unknown("L0000100", kind))
    assert (step.verdict.code, step.desk.question) == (Code.WRONG_KIND, None)


@pytest.mark.parametrize("text", [" L0010336", "4711 ", "]C00109520101000408", "0109520101000408"])
def test_what_a_scanner_sent_wrongly_is_never_offered_for_binding(text: str) -> None:
    step = restocking().scan(unknown(text))
    assert (step.verdict.code, step.desk.question) == (Code.WRONG_KIND, None)
