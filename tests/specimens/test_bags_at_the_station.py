"""A bag's way at a real workstation: every order that the jobs give is one that the records carry out."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from tests.laboratory import ANNE, BAG, BEN, CARA, COURIER, LABORATORY, NOW, RACK, SITE, Laboratory
from tests.specimens.bench import TUBES, Scanner, records
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.jobs.verdict import Tone
from tracker.journal.verifying import verify
from tracker.specimens.auditing import audit_custody
from tracker.specimens.facts import Specimen
from tracker.specimens.holder_facts import ShipmentState
from tracker.specimens.queries import shipment_by_code
from tracker.specimens.reader import SpecimenReader
from tracker.specimens.states import State
from tracker.station import Station

SEAL = "SL-004711"


def said(command: Command, quantity: int | None = None) -> str:
    return command_code(command, quantity)


def tubes(laboratory: Laboratory) -> list[Specimen]:
    with laboratory.database.reading() as connection:
        numbers = list(connection.exec_driver_sql("SELECT number FROM specimen ORDER BY number").scalars())
    return [laboratory.specimen(number) for number in numbers]


def holders(laboratory: Laboratory) -> set[str]:
    return {each.custodian.code if each.custodian else "nobody" for each in tubes(laboratory)}


def state_of(laboratory: Laboratory, code: str) -> ShipmentState:
    with laboratory.database.reading() as connection:
        found = shipment_by_code(connection, code)
    assert found is not None
    return found.state


def missing(laboratory: Laboratory, **later: int) -> int:
    with laboratory.database.reading() as connection:
        return len(SpecimenReader(connection, NOW + timedelta(**later)).missing())


def sent(scan: Scanner, laboratory: Laboratory, target: str, *more: str) -> str:
    """The rack packed by Anne and sent off; the manifest's code."""
    scan(said(Command.PACK), ANNE, BAG, RACK)
    assert scan.outcomes[-1].verdict.aside == f"{TUBES} in the bag"
    code = laboratory.trip().code
    outcome = scan(said(Command.SHIP), BAG, target, *more, COURIER)
    assert outcome.verdict.word == "DEPARTED", outcome.verdict
    return code


def assert_verified(laboratory: Laboratory) -> None:
    """The journal's chain, and the records against what it tells."""
    with laboratory.database.reading() as connection:
        assert verify(connection).findings == ()
        assert list(audit_custody(connection)) == []


def test_a_sealed_bag_is_packed_sent_received_and_reconciled(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    code = sent(scan, laboratory, SITE, SEAL)
    assert holders(laboratory) == {COURIER}
    assert scan(said(Command.ARRIVE), BEN, code).verdict.word == "SEAL WHOLE?"
    assert scan(said(Command.YES)).verdict.word == "ARRIVED"
    numbers = [each.number for each in tubes(laboratory)]
    assert scan(*numbers[:-1]).verdict.aside == f"{TUBES - 1} of {TUBES}"
    assert scan(said(Command.UNDO)).verdict.word == "UNDONE"
    assert scan(*numbers[-2:]).verdict.aside == f"{TUBES} of {TUBES}"
    assert holders(laboratory) == {BEN}
    assert state_of(laboratory, code) is ShipmentState.RECONCILED
    assert all(each.verdict.code != "program_fault" for each in scan.outcomes)
    assert_verified(laboratory)


def test_a_tube_taken_out_is_on_no_manifest(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    scan(said(Command.PACK), ANNE, BAG, RACK)
    first = tubes(laboratory)[0].number
    assert scan(first, said(Command.UNDO)).verdict.word == "TAKEN OUT"
    code = laboratory.trip().code
    scan(said(Command.SHIP), BAG, LABORATORY, COURIER)
    with laboratory.database.reading() as connection:
        manifest = SpecimenReader(connection, NOW).manifest(code)
    assert manifest is not None
    assert first not in [each.number for each in manifest.specimens]
    assert len(manifest.specimens) == TUBES - 1
    assert laboratory.specimen(first).custodian is not None
    assert laboratory.specimen(first).state is State.COLLECTED


def test_a_reference_laboratorys_word_ends_the_watch(home: Path, station: Station) -> None:
    """Without it every tube goes missing four hours after the bag left; with it none does, ever."""
    scan, laboratory = Scanner(station), records(home)
    code = sent(scan, laboratory, LABORATORY)
    assert missing(laboratory, hours=5) == TUBES
    assert scan(said(Command.ARRIVE), BEN, code).verdict.word == "WHERE IS IT?"
    assert scan(LABORATORY).verdict.word == "DELIVERED"
    assert missing(laboratory, hours=5) == TUBES, "delivered is not accepted"
    scan(said(Command.QUANTITY, 2), said(Command.YES), said(Command.REJECT_QS), said(Command.QUANTITY, 1))
    assert scan(said(Command.YES)).verdict.word == "REJECTED THERE"
    assert scan(said(Command.YES)).verdict.aside == f"{TUBES} of {TUBES}"
    assert holders(laboratory) == {LABORATORY}
    assert missing(laboratory, days=30) == 0
    assert sorted(each.state for each in tubes(laboratory)) == [*[State.ACCEPTED] * (TUBES - 1), State.REJECTED]
    last = laboratory.timeline(tubes(laboratory)[2].number)[-1]
    assert (last.by_code, last.reason) == (BEN, "confirmed by the laboratory")
    assert state_of(laboratory, code) is ShipmentState.RECONCILED
    assert scan(said(Command.CLOSE_DAY)).verdict.word == "DAY CLOSED"
    assert_verified(laboratory)


def test_a_bag_lost_is_back_with_the_sender_and_what_turns_up_is_found(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    code = sent(scan, laboratory, SITE)
    scan(said(Command.ARRIVE), BEN, said(Command.LOST_IN_TRANSIT), code)
    assert scan(said(Command.YES)).verdict.word == "LOST"
    assert holders(laboratory) == {ANNE}
    assert state_of(laboratory, code) is ShipmentState.LOST
    assert missing(laboratory, minutes=5) == TUBES
    first = tubes(laboratory)[0].number
    assert scan(code, first, said(Command.YES)).verdict.word == "SECOND PERSON"
    assert scan(CARA).verdict.word == "FOUND"
    assert laboratory.specimen(first).state is State.ACCEPTED
    assert missing(laboratory, minutes=5) == TUBES - 1
    assert_verified(laboratory)


def test_one_tube_lost_leaves_the_rest_to_be_accepted(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    code = sent(scan, laboratory, SITE)
    scan(said(Command.ARRIVE), BEN, BAG, said(Command.QUANTITY, 3), said(Command.LOST_HERE))
    assert scan(said(Command.YES)).verdict.word == "LOST"
    assert scan(said(Command.YES)).verdict.headline == f"{TUBES - 1} tubes"
    assert [each.state for each in tubes(laboratory)].count(State.LOST) == 1
    assert state_of(laboratory, code) is ShipmentState.RECONCILED
    assert_verified(laboratory)


def test_another_temperature_agreed_to_stands_in_the_journal(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    scan(said(Command.PACK), ANNE, BAG, RACK, said(Command.SHIP), BAG, SITE, said(Command.FROZEN))
    assert scan(COURIER).verdict.tone is Tone.ASK
    assert scan(said(Command.YES)).verdict.word == "DEPARTED"
    changes = [each for body in _bodies(laboratory) for each in body.get("changes", [])]
    (departure,) = [each for each in changes if each["do"] == "specimen.depart"]
    assert (departure["transport"], departure["overrides"]) == ("frozen", ["temperature"])


def test_the_sender_is_whoever_hands_it_to_the_courier(home: Path, station: Station) -> None:
    scan, laboratory = Scanner(station), records(home)
    scan(said(Command.PACK), CARA, BAG)
    code = sent(scan, laboratory, SITE)
    scan(said(Command.ARRIVE), BEN, said(Command.LOST_IN_TRANSIT), code, said(Command.YES))
    assert holders(laboratory) == {ANNE}


def _bodies(laboratory: Laboratory) -> list[dict[str, list[dict[str, object]]]]:
    with laboratory.database.reading() as connection:
        return [json.loads(body) for body in connection.exec_driver_sql("SELECT body FROM journal").scalars()]
