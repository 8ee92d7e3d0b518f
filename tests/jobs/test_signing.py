"""What takes a signature, whose, and what it means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.jobs.clinic import NOON, RULES, TODAY
from tracker.barcodes.commands import Command
from tracker.hardware.scan import Scan
from tracker.inventory.facts import WasteReason
from tracker.inventory.orders import Use, Waste
from tracker.inventory.subjects import CommandSubject, PersonSubject
from tracker.jobs import session, signing
from tracker.jobs.advancing import advance
from tracker.jobs.desk import Desk, JobName, Paper, Session, Signer, Step
from tracker.jobs.orders import Order
from tracker.jobs.outcomes import Turn
from tracker.jobs.verdict import Code, Tone, Verdict
from tracker.specimens.orders import Exempt
from tracker.specimens.orders import Step as CustodyOrder
from tracker.specimens.states import Do

ASKING = replace(RULES, asks_pin=True)
ADA, BEN = PersonSubject("B1", "CMA 07"), PersonSubject("B2", "CMA 08")
DESK = session.entered(Desk(), Session("B1", "CMA 07", NOON, "1")).desk
SCAN = Scan("x", at=NOON)


def step(*orders: Order) -> Step:
    return Step(DESK, Verdict(Code.ACCEPTED, Tone.ACCEPT, "ACCEPTED", "tube 1"), orders)


@pytest.mark.parametrize(
    ("order", "signers"),
    [
        (CustodyOrder(Do.REJECT, ("1",), "B1"), [("B1", "rejected")]),
        (CustodyOrder(Do.DISPOSE, ("1",), "B1"), [("B1", "disposed")]),
        (CustodyOrder(Do.DISPOSE, ("1",), "B1", witness="B2"), [("B1", "disposed"), ("B2", "witnessed")]),
        (CustodyOrder(Do.ACCEPT, ("1",), "B1", overrides=("too_old",)), [("B1", "overridden")]),
        (CustodyOrder(Do.TAKE_OVER, ("1",), "B1", witness="B2"), [("B1", "overridden"), ("B2", "witnessed")]),
        (CustodyOrder(Do.ACCEPT, ("1",), "B1"), []),
        (Waste(1, 1, 1, 1, WasteReason.DAMAGED, is_controlled=True), [("B1", "wasted"), ("", "witnessed")]),
        (Waste(1, 1, 1, 1, WasteReason.DAMAGED), []),
        (Use(1, 1, 1, 1), []),
    ],
)
def test_who_signs_for_what(order: Order, signers: list[tuple[str, str]]) -> None:
    assert [(each.badge, each.meaning) for each in signing.signers_of(step(order), DESK)] == signers


def test_what_a_paper_says_is_signed_as_if_it_were_done_now() -> None:
    disposed = step(CustodyOrder(Do.DISPOSE, ("1",), "B1"))
    assert signing.signers_of(disposed, replace(DESK, paper=Paper(ADA))) == (Signer("B1", "CMA 07", "disposed"),)


def test_what_badges_alone_do_takes_no_signature() -> None:
    disposed = step(CustodyOrder(Do.DISPOSE, ("1",), "B1"))
    assert signing.signers_of(disposed, replace(DESK, session=None)) == ()


def test_a_witness_whose_badge_was_the_scan_is_asked_by_name() -> None:
    """``the witness signs. the witness: type your PIN`` says nobody's name."""
    disposed = step(CustodyOrder(Do.DISPOSE, ("1",), "B1", witness="B2"))
    turn = Turn(DESK, Scan("B2", at=NOON), TODAY, ASKING)
    held = signing.held_back(turn, disposed, (), BEN)
    first = signing.proved(held.desk, Signer("B1", "CMA 07", "disposed"))
    asked = signing.next_asked(first).verdict
    assert (asked.detail, asked.way_out) == (
        "CMA 08 signs: witnessed",
        "CMA 08: type your PIN, then Enter. Leave it? NO.",
    )


def test_it_is_done_only_once_exactly_those_have_signed() -> None:
    disposed = step(CustodyOrder(Do.DISPOSE, ("1",), "B1", witness="B2"))
    turn = Turn(DESK, SCAN, TODAY, ASKING)
    ada, ben = Signer("B1", "CMA 07", "disposed"), Signer("B2", "CMA 08", "witnessed")
    for signed in ((), (ada,), (ben, ada), (ada, replace(ben, badge="B3")), (replace(ada, meaning="rejected"), ben)):
        held = signing.held_back(turn, disposed, signed)
        assert held.orders == ()
        assert held.verdict.code == Code.SIGN_ASKED
        assert held.desk.unsigned is not None
    assert signing.held_back(turn, disposed, (ada, ben)) == disposed


def test_while_a_signature_is_awaited_only_its_badge_and_no_are_heard() -> None:
    held = signing.held_back(Turn(DESK, SCAN, TODAY, ASKING), step(CustodyOrder(Do.DISPOSE, ("1",), "B1")), ()).desk

    def after(subject: PersonSubject | CommandSubject) -> Step:
        return advance(held, subject, Scan("y", at=NOON), today=TODAY, rules=ASKING)

    assert held.unsigned is not None
    assert held.unsigned.needs_badge
    assert after(BEN).desk.unsigned == held.unsigned
    assert after(BEN).desk.session == held.session
    shown = after(ADA).desk.unsigned
    assert shown is not None
    assert not shown.needs_badge
    waits = after(CommandSubject(Command.RESTOCK))
    assert (waits.verdict.code, waits.desk) == (Code.ANSWER_FIRST, replace(held, last=waits.desk.last))
    left = after(CommandSubject(Command.NO))
    assert (left.verdict.code, left.desk.unsigned, left.orders) == (Code.CANCELLED, None, ())


def test_a_witness_whose_badge_was_read_is_asked_for_his_pin_by_name() -> None:
    disposed = step(CustodyOrder(Do.DISPOSE, ("1",), "B1", witness="B2"))
    held = signing.held_back(Turn(DESK, SCAN, TODAY, ASKING), disposed, ()).desk
    his_turn = signing.proved(held, Signer("B1", "CMA 07", "disposed"))

    def after(person: PersonSubject) -> Step:
        return advance(his_turn, person, Scan("y", at=NOON), today=TODAY, rules=ASKING)

    asked = after(BEN).verdict
    assert (asked.detail, asked.way_out) == (
        "CMA 08 signs: witnessed", "CMA 08: type your PIN, then Enter. Leave it? NO.",
    )  # fmt: skip
    assert after(ADA).verdict.headline == "This is the badge of CMA 07; the witness signs."


def test_who_lets_a_certificate_pass_that_has_run_out_reads_that_he_signs_for_it() -> None:
    """The answer asks the patient's name already: that is not what is signed."""
    asked = step(Exempt("phlebotomy", "B1", "emergency", "B2"))
    held = signing.held_back(Turn(DESK, SCAN, TODAY, ASKING), asked, ())
    assert held.verdict.headline == "CMA 07 collects all of today, from every patient: phlebotomy certificate run out"


def test_a_session_that_has_signed_before_is_asked_for_the_pin_alone() -> None:
    desk = replace(DESK, session=Session("B1", "CMA 07", NOON, "1", has_signed=True), job=JobName.DISPOSE)
    held = signing.held_back(Turn(desk, SCAN, TODAY, ASKING), step(CustodyOrder(Do.DISPOSE, ("1",), "B1")), ())
    assert held.desk.unsigned is not None
    assert not held.desk.unsigned.needs_badge
