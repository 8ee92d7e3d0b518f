"""A scan is carried out where whoever scans it may do it, and refused aloud and on record where not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.laboratory import ANNE, BEN, CARA, RACK, REQUISITION, Laboratory
from tests.people.asking import PIN, ask_who, give_pins
from tests.specimens.bench import Scanner, records, sign_in
from tests.specimens.test_at_the_station import in_rack, spelt
from tracker.barcodes import house
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.config import Settings
from tracker.errors import Refusal
from tracker.jobs.desk import JobName
from tracker.jobs.verdict import Tone
from tracker.people.access import Role
from tracker.people.proofs import Proof
from tracker.specimens.states import State
from tracker.station import Station


@pytest.fixture
def laboratory_that_asks(home: Path, settings: Settings) -> Laboratory:
    opened = records(home)
    ask_who(opened.database, {ANNE: Role.COURIER, BEN: Role.LAB, CARA: Role.COLLECTOR})
    give_pins(opened.database, settings, ANNE, BEN, CARA)
    return opened


def scans_told(laboratory: Laboratory) -> list[dict[str, object]]:
    with laboratory.database.reading() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM journal ORDER BY seq").scalars()
        events: list[dict[str, object]] = [json.loads(body) for body in bodies]
    return [event for event in events if event["kind"] == "scan"]


def test_a_courier_who_would_collect_is_refused_in_words_and_it_is_in_the_journal(
    laboratory_that_asks: Laboratory, station: Station
) -> None:
    scan = Scanner(station)
    sign_in(station, ANNE)
    refused = scan(command_code(Command.COLLECT))
    assert (refused.verdict.code, refused.verdict.tone) == ("not_permitted", Tone.REFUSE)
    assert refused.verdict.word == "NOT PERMITTED"
    assert refused.verdict.headline == "A courier may not collect specimens."
    assert "a collector or a lead" in refused.verdict.way_out
    assert refused.desk.job is JobName.HOME
    told = scans_told(laboratory_that_asks)[-1]
    assert (told["verdict"], told["by"]) == ("not_permitted", ANNE)


def test_whoever_comes_next_does_not_stand_in_a_job_that_he_may_not_do(
    laboratory_that_asks: Laboratory, station: Station
) -> None:
    scan = Scanner(station)
    sign_in(station, CARA)
    scan(command_code(Command.COLLECT), REQUISITION)
    sign_in(station, ANNE)
    assert scan(REQUISITION).desk.job in (JobName.HOME, JobName.BOARD)
    sign_in(station, CARA)
    assert station.desk.job is JobName.COLLECT, "her own work waits for her"
    scan(REQUISITION)
    assert scan(*spelt(laboratory_that_asks)).verdict.word == "RIGHT PATIENT"


def test_a_receiver_needs_the_right_to_accept_whoever_else_is_signed_on(
    laboratory_that_asks: Laboratory, station: Station
) -> None:
    """The rack is offered by a courier, who may; a badge of an auditor takes nothing over."""
    ask_for = laboratory_that_asks
    ask_for.execute("UPDATE staff SET role = 'auditor' WHERE badge = ?", (CARA,))
    scan = Scanner(station)
    tube = in_rack(ask_for)[0].number
    sign_in(station, ANNE)
    scan(command_code(Command.HAND_OFF), ANNE, RACK)
    assert scan(CARA).verdict.code == "not_permitted"
    assert ask_for.specimen(tube).state is State.RELEASED
    assert scan(BEN).verdict.code == "sign_asked"
    station.signing.sign(Proof(PIN))
    assert scan(tube).verdict.tone is Tone.ACCEPT
    assert ask_for.specimen(tube).state is State.ACCEPTED


def test_whoever_may_not_see_the_board_still_leaves_by_a_scan_and_by_the_next_ones_badge(
    laboratory_that_asks: Laboratory, station: Station
) -> None:
    laboratory_that_asks.execute("INSERT INTO role_permission VALUES ('collector', 'specimen.see', 0)")
    scan = Scanner(station)
    for leaving in (command_code(Command.SIGN_OUT), BEN):
        sign_in(station, CARA)
        scan(command_code(Command.COLLECT))
        left = scan(leaving)
        assert left.verdict.tone is not Tone.REFUSE, left.verdict
        assert station.desk.session is None


def test_without_a_session_a_pack_is_no_reason_to_say_more_than_sign_in(
    laboratory_that_asks: Laboratory, station: Station
) -> None:
    assert laboratory_that_asks.value("SELECT count(*) FROM item")
    assert Scanner(station)(house.item_code(2)).verdict.code == "sign_in_first"


def test_a_paper_is_entered_by_who_may_and_tells_of_who_might_do_it(
    laboratory_that_asks: Laboratory, station: Station
) -> None:
    """Ben's badge and Anne's stand on the paper: what she did then she might do, and he who enters it may enter papers."""
    scan = Scanner(station)
    tube = in_rack(laboratory_that_asks)[0].number
    written = (command_code(Command.FROM_PAPER), "15:00", command_code(Command.HAND_OFF), ANNE, tube)
    laboratory_that_asks.execute("UPDATE staff SET role = 'courier' WHERE badge = ?", (BEN,))
    sign_in(station, BEN)
    assert scan(*written).verdict.headline == "A courier may not enter what was written on paper."
    assert laboratory_that_asks.specimen(tube).state is State.COLLECTED
    scan(command_code(Command.SIGN_OUT))
    laboratory_that_asks.execute("UPDATE staff SET role = 'lab' WHERE badge = ?", (BEN,))
    sign_in(station, BEN)
    scan(command_code(Command.PAPER_DONE))
    assert scan(*written).verdict.tone is Tone.ACCEPT
    assert laboratory_that_asks.specimen(tube).state is State.RELEASED
    assert scans_told(laboratory_that_asks)[-1]["entered_by"] == BEN


def test_what_a_role_may_not_see_is_not_told_by_scanning_it(laboratory_that_asks: Laboratory, station: Station) -> None:
    scan = Scanner(station)
    sign_in(station, ANNE)
    refused = scan(house.item_code(2))
    assert refused.verdict.headline == "A courier may not see the stock."
    assert "Gauze" not in str(refused.verdict)
    laboratory_that_asks.execute("UPDATE staff SET role = 'administrator' WHERE badge = ?", (ANNE,))
    tube = in_rack(laboratory_that_asks)[0].number
    assert scan(tube).verdict.headline == "An administrator may not see where specimens are."


def test_a_clinic_of_badges_alone_goes_on_as_it_did(home: Path, station: Station) -> None:
    records(home).execute("UPDATE staff SET role = 'auditor'")
    scan = Scanner(station)
    scan(command_code(Command.COLLECT), ANNE, REQUISITION)
    assert scan(*spelt(records(home))).verdict.word == "RIGHT PATIENT"


def signatures(laboratory: Laboratory) -> list[tuple[object, object, object]]:
    with laboratory.database.reading() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM journal ORDER BY seq").scalars()
        events = [json.loads(body) for body in bodies]
    return [(each["by"], each["meaning"], each["of"]) for each in events if each["kind"] == "signature"]


def test_who_receives_in_anothers_session_proves_himself_once_and_it_is_on_record(
    laboratory_that_asks: Laboratory, station: Station
) -> None:
    """His badge alone could be in anybody's hand."""
    ask_for, scan = laboratory_that_asks, Scanner(station)
    tube = in_rack(ask_for)[0].number
    sign_in(station, ANNE)
    scan(command_code(Command.HAND_OFF), ANNE, RACK)
    asked = scan(BEN)
    assert (asked.verdict.code, "signs: receiving" in asked.verdict.detail) == ("sign_asked", True)
    meanwhile = scan(tube)
    assert (meanwhile.verdict.tone, meanwhile.scan.data) == (Tone.REFUSE, ""), "ten digits might be the PIN"
    with pytest.raises(Refusal, match="not the PIN"):
        station.signing.sign(Proof("111222333"))
    assert ask_for.specimen(tube).state is State.RELEASED
    station.signing.sign(Proof(PIN))
    assert scan(tube).verdict.tone is Tone.ACCEPT
    accepted, came = scans_told(ask_for)[-1], scans_told(ask_for)[-2]
    assert (accepted["by"], accepted["signed_in"]) == (BEN, ANNE)
    assert signatures(ask_for) == [(BEN, "receiving", came["id"])]
    scan(command_code(Command.DONE), command_code(Command.HAND_OFF), ANNE)
    assert station.desk.session is not None
    assert not station.desk.session.has_signed, "whoever is signed in has signed nothing himself"
    assert station.desk.session.receivers == (BEN,)


def test_who_rejects_in_anothers_session_signs_it_himself(laboratory_that_asks: Laboratory, station: Station) -> None:
    """The event's hand and the signature's are one person's: 21 CFR 11.50 asks for the signer's name."""
    ask_for, scan = laboratory_that_asks, Scanner(station)
    tube = in_rack(ask_for)[0].number
    sign_in(station, ANNE)
    scan(command_code(Command.HAND_OFF), ANNE, RACK, BEN)
    station.signing.sign(Proof(PIN))
    scan(command_code(Command.REJECT_QS))
    asked = scan(tube)
    assert (asked.verdict.code, "signs: rejected" in asked.verdict.detail) == ("sign_asked", True)
    assert "Ben" in asked.verdict.detail
    assert "Scan your badge" not in asked.verdict.way_out, "he has shown it in this session"
    station.signing.sign(Proof(PIN))
    rejected = scans_told(ask_for)[-1]
    assert (rejected["by"], rejected["signed_in"], rejected["to_sign"]) == (BEN, ANNE, [BEN])
    assert '"by":"' + BEN in json.dumps(rejected["changes"], separators=(",", ":"))
    assert signatures(ask_for)[-1] == (BEN, "rejected", rejected["id"])
    assert ask_for.specimen(tube).state is State.REJECTED


def test_a_count_is_opened_in_the_name_of_whoever_is_signed_in_though_another_receives(
    laboratory_that_asks: Laboratory, station: Station
) -> None:
    ask_for, scan = laboratory_that_asks, Scanner(station)
    ask_for.execute("UPDATE staff SET role = 'lead' WHERE badge = ?", (ANNE,))
    sign_in(station, ANNE)
    scan(command_code(Command.HAND_OFF), ANNE, RACK, BEN)
    station.signing.sign(Proof(PIN))
    assert station.desk.operator is not None
    assert station.desk.operator.badge == BEN
    assert station.counting.open((), "").opened_by == ANNE


def test_who_is_signed_in_receives_by_his_badge_and_the_giver_is_named_as_a_claim(
    laboratory_that_asks: Laboratory, station: Station
) -> None:
    scan = Scanner(station)
    tube = in_rack(laboratory_that_asks)[0].number
    sign_in(station, BEN)
    given = scan(command_code(Command.HAND_OFF), ANNE)
    assert "by badge alone" in given.verdict.detail
    scan(RACK, BEN)
    assert scan(tube).verdict.tone is Tone.ACCEPT
    assert signatures(laboratory_that_asks) == []


def test_a_badge_scanned_in_accept_puts_nothing_into_its_owners_name_before_his_pin(
    laboratory_that_asks: Laboratory, station: Station
) -> None:
    scan = Scanner(station)
    tube = in_rack(laboratory_that_asks)[0].number
    sign_in(station, ANNE)
    scan(command_code(Command.HAND_OFF), ANNE, RACK, command_code(Command.DONE))
    scan(command_code(Command.ACCEPT))
    assert scan(BEN).verdict.code == "sign_asked"
    assert scan(command_code(Command.NO)).verdict.code == "cancelled"
    scan(tube)
    assert laboratory_that_asks.specimen(tube).state is State.RELEASED


def test_once_all_is_handed_off_whoever_comes_next_signs_in_and_takes_nothing_up_in_the_givers_name(
    laboratory_that_asks: Laboratory, station: Station
) -> None:
    scan, tubes = Scanner(station), in_rack(laboratory_that_asks)
    sign_in(station, ANNE)
    scan(command_code(Command.HAND_OFF), tubes[0].number, tubes[1].number, BEN)
    station.signing.sign(Proof(PIN))
    scan(tubes[0].number)
    assert scan(CARA).verdict.code == "sign_asked", "one tube waits: she may be who takes it"
    scan(command_code(Command.NO), command_code(Command.YES))
    asked = scan(CARA)
    assert (asked.verdict.code, asked.desk.session) == ("pin_asked", None)
    sign_in(station, CARA)
    session = station.desk.session
    assert session is not None
    assert session.badge == CARA
