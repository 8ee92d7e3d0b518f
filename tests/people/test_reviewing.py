"""What stands out is listed by person and day, signed for by somebody, and not listed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.clinic import AT, Clinic
from tracker.barcodes.house import badge_code
from tracker.config import Settings, load_settings
from tracker.errors import ConfigurationError, Refusal, StoreError
from tracker.hardware.scan import new_id
from tracker.journal.canonical import Value, canonical
from tracker.journal.chain import link
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.journal.writing import open_journal
from tracker.people.badges import replace_badge
from tracker.people.break_glass import BROKEN, break_glass, broken_until
from tracker.people.noticing import noticed
from tracker.people.opening_hours import opening_hours
from tracker.people.review_audit import audit_reviews
from tracker.people.review_lines import Looked, Noticed
from tracker.people.review_rules import RULES, WORDS
from tracker.people.reviewing import own_acts, sign_off
from tracker.people.reviews import look, reviews, unsigned
from tracker.people.staff import enrol
from tracker.specimens.accesses import accesses

CMA, LEAD = badge_code(7), badge_code(1)
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
LOOKED = Looked(many_reveals=3, zone=UTC)


@pytest.fixture
def staffed(clinic: Clinic) -> Clinic:
    """R. Okafor, who works, and N. Achterberg, who looks."""
    clinic.execute("INSERT INTO staff (badge, name) VALUES (?, 'N. Achterberg')", (LEAD,))
    return clinic


def happened(clinic: Clinic, kind: str, at: datetime = MONDAY, by: str = CMA, **more: Value) -> None:
    told(clinic, kind, more, at, by)


def told(clinic: Clinic, kind: str, more: Mapping[str, Value], at: datetime = MONDAY, by: str = CMA) -> None:
    with clinic.database.writing() as connection:
        clinic.journal.append(connection, new_id(), kind, stamp(at), {"by": by, **more})


def listed(clinic: Clinic, looked: Looked = LOOKED) -> list[tuple[str, str, int]]:
    with clinic.database.reading() as connection:
        return [(each.code, each.by, each.count) for each in unsigned(connection, looked)]


def signed(clinic: Clinic, by: str = LEAD, note: str = "asked, reasons are good") -> tuple[Noticed, ...]:
    with clinic.database.writing() as connection:
        return sign_off(connection, Pen(clinic.journal, stamp(MONDAY + timedelta(hours=3)), by), LOOKED, note)


CASES: Mapping[str, Mapping[str, Value]] = {
    "overridden": {"changes": [{"do": "transfer", "overrides": ["newer_lot"]}]},
    "taken_over": {"changes": [{"do": "specimen.take_over", "specimens": ["2600000143"]}]},
    "adjusted": {"changes": [{"do": "adjust"}]},
    "clock_back": {"clock_back_s": 90},
    "late": {"changes": [{"do": "use"}], "stored": "2027-01-01T00:00:00.000Z"},
    "denied": {"verdict": "not_permitted"},
    "patient_codes": {"verdict": "isbt_patient"},
    "by_keys": {"by": "keys", "badge": CMA},
    "reset_by_keys": {"by": "keys", "badge": CMA},
    "code_given": {"badge": CMA, "first": True},
    "exempt": {"changes": [{"do": "staff.exempt"}]},
    "printer_gone": {"is_gone": True},
}


def adjusted(*lines: tuple[str, int]) -> Value:
    """``lines`` pair an item's code with what was found too many of it, below zero for too few."""
    told: list[Value] = []
    for item, more in lines:
        ends = ("@difference", "L00005") if more > 0 else ("L00005", "@difference")
        told.append({"item": item, "lot": "LATE", "from": ends[0], "to": ends[1], "quantity": abs(more)})
    return [{"do": "adjust", "lines": told}]


def test_stock_that_was_adjusted_is_told_with_item_and_amount(staffed: Clinic) -> None:
    """Losses and gains each by themselves: one that makes up for another hides nothing."""
    codes = dict(staffed_items(staffed))
    staffed.execute("UPDATE item SET is_controlled = 1 WHERE name = 'Saline 0.9 %'")
    happened(staffed, "scan", changes=adjusted((codes["Syringe 3 mL"], -50), (codes["Saline 0.9 %"], -1)))
    happened(staffed, "scan", changes=adjusted((codes["Syringe 3 mL"], 50)))
    happened(staffed, "scan", changes=adjusted())
    with staffed.database.reading() as connection:
        (line,) = unsigned(connection, LOOKED)
    assert line.count == 2, "a count that found what the books have adjusts nothing"
    assert line.reasons == ("Saline 0.9 % (controlled) −1", "Syringe 3 mL −50 +50")


def staffed_items(clinic: Clinic) -> list[tuple[str, str]]:
    with clinic.database.reading() as connection:
        return [(row[0], row[1]) for row in connection.exec_driver_sql("SELECT name, code FROM item")]


@pytest.mark.parametrize("code", [rule.code for rule in RULES if not rule.is_many])
def test_each_rule_finds_its_own_event_once_and_no_other(staffed: Clinic, code: str) -> None:
    (rule,) = (rule for rule in RULES if rule.code == code)
    kind = rule.mark.removeprefix('"kind":"').removesuffix('"') if rule.mark.startswith('"kind"') else "scan"
    for _ in range(rule.least):
        assert listed(staffed) == []
        told(staffed, kind, CASES.get(code, {}))
    assert listed(staffed) == [(code, CMA, rule.least)]


def test_a_lead_who_gives_himself_anothers_name_stands_out(staffed: Clinic) -> None:
    """Renamed, and back again an hour later: nothing else tells of it."""
    with staffed.database.writing() as connection:
        for name in ("R. Okafor, lost badge", "R. Okafor"):
            enrol(connection, Pen(staffed.journal, AT, LEAD), CMA, name)
    assert listed(staffed) == [("renamed", LEAD, 1), ("renamed", LEAD, 1)]


def test_which_key_was_changed_is_said_where_there_is_no_reason(staffed: Clinic) -> None:
    happened(staffed, "keys.rotated", which="patients")
    with staffed.database.reading() as connection:
        assert [each.reasons for each in unsigned(connection, LOOKED)] == [("patients",)]


def test_a_wrong_pin_is_the_badges_line_whoever_held_it(staffed: Clinic) -> None:
    for _ in range(3):
        told(staffed, "staff.pin_failed", {"badge": LEAD, "failed": 1}, by="unsigned")
    told(staffed, "staff.pin_failed", {"badge": "", "failed": 1}, by="unsigned")
    assert sorted(listed(staffed)) == [("pin_failed", LEAD, 3), ("pin_failed", "unsigned", 1)]


def elsewhere(clinic: Clinic, count: int, by: str = CMA) -> None:
    with clinic.database.writing() as connection:
        journal = open_journal(connection, "other-desk", bytes([7]) * 32)
        for _ in range(count):
            journal.append(connection, new_id(), "patient.revealed", stamp(MONDAY), {"by": by})


def test_names_looked_at_from_two_stations_are_counted_together(staffed: Clinic) -> None:
    for _ in range(2):
        happened(staffed, "patient.revealed")
    elsewhere(staffed, 1)
    assert listed(staffed) == [("many_reveals", CMA, 2), ("many_reveals", CMA, 1)]
    with staffed.database.reading() as connection:
        assert [each.times for each in unsigned(connection, LOOKED)] == ["2 of 3 that day", "1 of 3 that day"]
    assert {each.code for each in signed(staffed)} == {"many_reveals"}
    assert listed(staffed) == []


def test_names_looked_at_under_two_badges_of_one_person_are_counted_together(staffed: Clinic) -> None:
    for _ in range(2):
        happened(staffed, "patient.revealed")
    with staffed.database.writing() as connection:
        replace_badge(connection, Pen(staffed.journal, AT, LEAD), CMA, badge_code(8), lambda one, other: one + other)
    happened(staffed, "patient.revealed", by=badge_code(8))
    assert ("many_reveals", badge_code(8), 1) in listed(staffed)


@pytest.mark.parametrize("is_all", [True, False])
def test_names_looked_at_after_it_was_signed_for_stand_out_again(staffed: Clinic, is_all: bool) -> None:
    """By its line, or with everything up to then."""
    for _ in range(3):
        happened(staffed, "patient.revealed")
    if not is_all:
        happened(staffed, "patient.erased")
    with staffed.database.writing() as connection:
        chosen = [each for each in unsigned(connection, LOOKED) if each.code == "many_reveals"]
        sign_off(connection, Pen(staffed.journal, AT, LEAD), LOOKED, "asked", None if is_all else chosen)
    assert "many_reveals" not in {code for code, _, _ in listed(staffed)}
    happened(staffed, "patient.revealed", MONDAY + timedelta(hours=2))
    assert ("many_reveals", CMA, 1) in listed(staffed)
    happened(staffed, "patient.revealed", MONDAY + timedelta(days=1))
    assert ("many_reveals", CMA, 1) in listed(staffed), "another day begins anew"


def test_what_was_too_little_for_a_line_counts_with_what_comes_after_a_review(staffed: Clinic) -> None:
    for _ in range(2):
        happened(staffed, "patient.revealed")
    happened(staffed, "patient.erased")
    signed(staffed)
    happened(staffed, "patient.revealed", MONDAY + timedelta(hours=2))
    assert listed(staffed) == [("many_reveals", CMA, 1)]


@pytest.mark.parametrize(
    "body",
    [b"\x00\xff", b"[1]", b'{"kind":"scan"}', b'{"at":5,"id":"x","kind":"patient.erased"}', b'{"at":"', b"[" * 9999],
)
def test_an_event_that_cannot_be_read_stops_no_review_and_no_report(staffed: Clinic, body: bytes) -> None:
    happened(staffed, "label.reprinted", reason="smeared", specimen="2600000143")
    happened(staffed, "patient.erased", patient=1, requisitions=[])
    staffed.execute("UPDATE journal SET body = ? WHERE seq = (SELECT max(seq) FROM journal)", (body,))
    assert listed(staffed) == [("reprinted", CMA, 1)]
    with staffed.database.reading() as connection:
        assert list(accesses(connection)) == []
        assert list(audit_reviews(connection)) == []
        assert "changed" in [each.code for each in verify(connection).findings]


def test_every_rule_has_words_of_its_own() -> None:
    assert len(set(WORDS.values())) == len(WORDS) == len(RULES) + 1


def test_one_line_for_a_person_and_day_but_what_is_grave_stands_alone(staffed: Clinic) -> None:
    for minutes in (0, 5, 60 * 24):
        happened(staffed, "label.reprinted", MONDAY + timedelta(minutes=minutes), reason="smeared")
    happened(staffed, "label.reprinted", by=LEAD, reason="torn")
    for _ in range(2):
        happened(staffed, "patient.erased", reason="asked for by letter")
    assert sorted(listed(staffed)) == [
        ("erased", CMA, 1),
        ("erased", CMA, 1),
        ("reprinted", LEAD, 1),
        ("reprinted", CMA, 1),
        ("reprinted", CMA, 2),
    ]
    with staffed.database.reading() as connection:
        first = next(each for each in unsigned(connection, LOOKED) if each.count == 2)
    assert (first.first_at, first.last_at) == (MONDAY, MONDAY + timedelta(minutes=5))
    assert first.reasons == ("smeared",)


def test_a_few_names_shown_are_work_and_many_are_looked_at(staffed: Clinic) -> None:
    for minutes in range(2):
        happened(staffed, "patient.revealed", MONDAY + timedelta(minutes=minutes))
    assert listed(staffed) == []
    happened(staffed, "patient.revealed", MONDAY + timedelta(minutes=9))
    assert listed(staffed) == [("many_reveals", CMA, 3)]


@pytest.mark.parametrize(
    ("hours", "at", "is_open"),
    [
        ("mon-fri 07:00-18:30", "2026-11-16T07:00", True),
        ("mon-fri 07:00-18:30", "2026-11-16T06:59", False),
        ("mon-fri 07:00-18:30", "2026-11-16T18:30", False),
        ("mon-fri 07:00-18:30, sat 08:00-12:00", "2026-11-21T09:00", True),
        ("mon-fri 07:00-18:30, sat 08:00-12:00", "2026-11-22T09:00", False),
        ("sat-mon 08:00-09:00", "2026-11-22T08:30", True),
        ("sat-mon 08:00-09:00", "2026-11-17T08:30", False),
        ("fri 20:00-02:00", "2026-11-21T01:59", True),
        ("fri 20:00-02:00", "2026-11-20T01:59", False),
        ("sun 00:00-24:00", "2026-11-22T23:59", True),
    ],
)
def test_opening_hours_are_read_by_day_and_minute(tmp_path: Path, hours: str, at: str, is_open: bool) -> None:
    (tmp_path / "settings.toml").write_text(f'opening_hours = "{hours}"\n', "utf-8")
    found = opening_hours(load_settings(tmp_path).opening_hours)
    assert found is not None
    assert found.is_open(datetime.fromisoformat(at)) is is_open


@pytest.mark.parametrize(
    "hours", ["always", "mon 7:00-18:00", "mon-fri 25:00-26:00", "moo 07:00-08:00", "mon 07:00", " "]
)
def test_what_is_no_opening_hour_is_refused_with_an_example(tmp_path: Path, hours: str) -> None:
    (tmp_path / "settings.toml").write_text(f'opening_hours = "{hours}"\n', "utf-8")
    with pytest.raises(ConfigurationError, match="mon-fri 07:00-18:30"):
        load_settings(tmp_path)


def test_work_at_night_stands_out_where_somebody_has_said_when_it_is_open(staffed: Clinic) -> None:
    night = Looked(opening_hours("mon-fri 07:00-18:00"), 3, UTC)
    happened(staffed, "scan", MONDAY.replace(hour=23))
    happened(staffed, "scan", MONDAY.replace(hour=23, minute=50))
    happened(staffed, "scan", MONDAY)
    assert listed(staffed) == []
    assert ("after_hours", CMA, 2) in listed(staffed, night)


def test_what_was_signed_for_is_not_listed_again_and_what_comes_after_is(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    assert [each.code for each in signed(staffed)] == ["reprinted"]
    assert listed(staffed) == []
    happened(staffed, "patient.erased", MONDAY + timedelta(hours=4))
    assert listed(staffed) == [("erased", CMA, 1)]
    with staffed.database.reading() as connection:
        (review,) = reviews(connection)
        assert (review.by, review.note) == (LEAD, "asked, reasons are good")
        whole = list(noticed(connection, LOOKED))
        assert [review.covers(each) for each in whole] == [True, False]
        assert verify(connection).findings == ()
        assert list(audit_reviews(connection)) == []


def test_a_signature_holds_for_every_station_up_to_what_it_had_written(staffed: Clinic) -> None:
    with staffed.database.writing() as connection:
        lab = open_journal(connection, "lab", bytes(range(1, 33)))
    other = replace(staffed, journal=lab)
    happened(other, "label.reprinted", reason="smeared")
    happened(staffed, "label.reprinted", reason="torn")
    assert len(signed(staffed)) == 2
    happened(other, "label.reprinted", MONDAY + timedelta(days=1), reason="torn")
    assert listed(staffed) == [("reprinted", CMA, 1)]


@pytest.mark.parametrize(
    ("by", "note", "code"),
    [("", "well", "badge_missing"), (badge_code(99), "well", "badge_unknown"), (LEAD, " ", "note_missing")],
)
def test_a_review_is_signed_by_somebody_and_with_a_note(staffed: Clinic, by: str, note: str, code: str) -> None:
    happened(staffed, "patient.erased")
    with pytest.raises(Refusal) as refused:
        signed(staffed, by, note)
    assert refused.value.code == code
    assert len(listed(staffed)) == 1


def test_nothing_is_signed_for_where_nothing_stands_out(staffed: Clinic) -> None:
    with pytest.raises(Refusal) as refused:
        signed(staffed)
    assert refused.value.code == "nothing_to_review"


def test_whoever_signs_for_himself_is_told(staffed: Clinic) -> None:
    happened(staffed, "patient.erased", by=LEAD)
    with staffed.database.reading() as connection:
        found = look(connection, LOOKED)
    assert own_acts(found, signed(staffed), LEAD) == 1


def test_a_review_that_the_journal_does_not_know_is_found(staffed: Clinic) -> None:
    happened(staffed, "patient.erased")
    signed(staffed)
    staffed.execute("UPDATE audit_review_end SET seq = seq + 100")
    with staffed.database.reading() as connection:
        assert len(list(audit_reviews(connection))) == 1


def broken(clinic: Clinic, at: datetime = MONDAY, reason: str = "unconscious, allergies needed") -> datetime:
    with clinic.database.writing() as connection:
        return break_glass(connection, Pen(clinic.journal, stamp(at), CMA), CMA, reason)


def is_open_to(clinic: Clinic, badge: str, at: datetime) -> bool:
    with clinic.database.reading() as connection:
        return broken_until(connection, clinic.journal, badge, at) is not None


def test_emergency_access_is_for_one_badge_for_a_while_and_has_to_be_signed_for(staffed: Clinic) -> None:
    assert broken(staffed) == MONDAY + timedelta(minutes=15)
    assert is_open_to(staffed, CMA, MONDAY)
    assert is_open_to(staffed, CMA, MONDAY + timedelta(minutes=14, seconds=59))
    assert not is_open_to(staffed, CMA, MONDAY + timedelta(minutes=15))
    assert not is_open_to(staffed, LEAD, MONDAY)
    assert listed(staffed) == [("break_glass", CMA, 1)]
    with staffed.database.reading() as connection:
        assert broken_until(connection, staffed.journal, CMA, MONDAY) == MONDAY + timedelta(minutes=15)
        assert list(audit_reviews(connection)) == []


def test_a_clock_that_is_set_back_opens_nothing_again(staffed: Clinic) -> None:
    broken(staffed)
    assert not is_open_to(staffed, CMA, MONDAY - timedelta(minutes=1))


LATER = stamp(MONDAY + timedelta(hours=8))


@pytest.mark.parametrize(
    "forged",
    [
        f"INSERT INTO break_glass SELECT event_id, '{LEAD}', '{stamp(MONDAY)}', '{LATER}' FROM journal WHERE seq = 1",
        f"UPDATE break_glass SET badge = '{LEAD}'",
        "UPDATE break_glass SET event_id = (SELECT event_id FROM journal WHERE seq = 1)",
        f"UPDATE break_glass SET at = '{stamp(MONDAY)}', until = '{LATER}'",
    ],
    ids=["a row alone", "another's badge", "another event", "a longer while"],
)
def test_a_row_that_the_journal_does_not_tell_of_opens_nothing(staffed: Clinic, forged: str) -> None:
    """Whoever has the database's key can put one in."""
    broken(staffed)
    staffed.execute(forged)
    assert not is_open_to(staffed, LEAD, MONDAY)
    assert not is_open_to(staffed, CMA, MONDAY + timedelta(minutes=15))


def test_it_holds_at_the_station_where_it_began(staffed: Clinic) -> None:
    """Another's chain may be of a key that nobody of the clinic has seen."""
    broken(staffed)
    with staffed.database.writing() as connection:
        another = open_journal(connection, "another", bytes(32))
        assert broken_until(connection, another, CMA, MONDAY) is None


def test_an_event_that_another_hand_wrote_opens_nothing(staffed: Clinic) -> None:
    """It can be linked to those before it, and not signed for."""
    with staffed.database.writing() as connection:
        seq, prev, hand = *staffed.journal.signed_end(connection), 1
        told = {"at": stamp(MONDAY), "badge": CMA, "by": CMA, "id": "forged", "kind": BROKEN, "reason": "x"}
        body = canonical({**told, "seq": seq + 1, "station": "front-desk", "until": LATER, "v": 1})
        values = (hand, seq + 1, "forged", prev, link(prev, body), body)
        connection.exec_driver_sql("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)", values)
        connection.exec_driver_sql("INSERT INTO break_glass VALUES ('forged', ?, ?, ?)", (CMA, stamp(MONDAY), LATER))
    assert not is_open_to(staffed, CMA, MONDAY)
    staffed.execute("UPDATE journal_head SET seq = ?, hash = ?", (seq + 1, link(prev, body)))
    with pytest.raises(StoreError) as found:
        is_open_to(staffed, CMA, MONDAY)
    assert found.value.code == "journal_forged"


@pytest.mark.parametrize("reason", ["", "   ", "a\nb", "x" * 201])
def test_emergency_access_needs_a_reason(staffed: Clinic, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        broken(staffed, reason=reason)
    assert refused.value.code == "reason_missing"
    assert not is_open_to(staffed, CMA, MONDAY)


def test_emergency_access_without_a_badge_is_none(staffed: Clinic) -> None:
    for badge, code in (("", "badge_missing"), (badge_code(99), "badge_unknown")):
        with staffed.database.writing() as connection, pytest.raises(Refusal) as refused:
            break_glass(connection, Pen(staffed.journal, AT, badge), badge, "needed")
        assert refused.value.code == code


def test_the_settings_have_a_place_for_each_limit() -> None:
    assert {"opening_hours", "many_reveals", "review_days", "papers_days", "emergency_minutes"} <= set(
        Settings.model_fields
    )


def chosen_of(clinic: Clinic, code: str) -> tuple[Noticed, ...]:
    with clinic.database.reading() as connection:
        return tuple(each for each in unsigned(connection, LOOKED) if each.code == code)


def signed_lines(clinic: Clinic, lines: tuple[Noticed, ...], by: str = LEAD) -> tuple[Noticed, ...]:
    with clinic.database.writing() as connection:
        return sign_off(connection, Pen(clinic.journal, stamp(MONDAY + timedelta(hours=3)), by), LOOKED, "ok", lines)


def test_one_line_is_signed_for_and_the_others_wait(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    happened(staffed, "patient.erased")
    signed_lines(staffed, chosen_of(staffed, "reprinted"))
    assert listed(staffed) == [("erased", CMA, 1)]
    with staffed.database.reading() as connection:
        (review,) = reviews(connection)
        assert [review.covers(each) for each in noticed(connection, LOOKED)] == [True, False]
        assert list(audit_reviews(connection)) == []
        assert verify(connection).findings == ()


def test_what_comes_to_a_line_after_it_was_signed_for_stands_out_again(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    seen = chosen_of(staffed, "reprinted")
    happened(staffed, "label.reprinted", MONDAY + timedelta(minutes=5), reason="torn")
    signed_lines(staffed, seen)
    assert listed(staffed) == [("reprinted", CMA, 1)]
    with staffed.database.reading() as connection:
        (left,) = unsigned(connection, LOOKED)
        assert left.reasons == ("torn",)


def test_the_last_line_that_is_signed_for_closes_the_review_for_every_station(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    happened(staffed, "patient.erased")
    signed_lines(staffed, chosen_of(staffed, "reprinted"))
    signed_lines(staffed, chosen_of(staffed, "erased"))
    assert listed(staffed) == []
    with staffed.database.reading() as connection:
        assert [bool(each.ends) for each in reviews(connection)] == [False, True]


def test_a_line_that_another_has_signed_for_meanwhile_is_not_signed_twice(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    happened(staffed, "patient.erased")
    seen = chosen_of(staffed, "reprinted")
    signed_lines(staffed, seen)
    with pytest.raises(Refusal) as refused:
        signed_lines(staffed, seen)
    assert refused.value.code == "reviewed_meanwhile"


def test_a_signed_line_that_the_journal_does_not_know_is_found(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    happened(staffed, "patient.erased")
    signed_lines(staffed, chosen_of(staffed, "reprinted"))
    staffed.execute("UPDATE audit_review_line SET code = 'erased'")
    with staffed.database.reading() as connection:
        assert len(list(audit_reviews(connection))) == 1


def test_an_access_whose_line_was_signed_for_is_reviewed_and_the_next_is_not(staffed: Clinic) -> None:
    happened(staffed, "patient.erased")
    happened(staffed, "label.reprinted", reason="smeared")
    (erased,) = chosen_of(staffed, "erased")
    signed_lines(staffed, (erased,))
    with staffed.database.reading() as connection:
        (review,) = reviews(connection)
    day = erased.day
    assert review.covers_act(erased.station, erased.seq, CMA, "erased", day)
    assert not review.covers_act(erased.station, erased.seq + 1, CMA, "reprinted", day)
    assert not review.covers_act(erased.station, erased.seq, LEAD, "erased", day)


def test_what_came_after_the_look_waits_though_everything_was_signed_for(staffed: Clinic) -> None:
    """A look takes seconds after a long time: it is made before, so that no scan waits for it."""
    happened(staffed, "label.reprinted", reason="smeared")
    with staffed.database.reading() as connection:
        found = look(connection, LOOKED)
    happened(staffed, "patient.erased")
    with staffed.database.writing() as connection:
        sign_off(connection, Pen(staffed.journal, stamp(MONDAY), LEAD), LOOKED, "ok", found=found)
    assert listed(staffed) == [("erased", CMA, 1)]
    with staffed.database.reading() as connection:
        assert verify(connection).findings == ()
        assert list(audit_reviews(connection)) == []


def test_a_look_of_before_anothers_review_signs_for_nothing_twice(staffed: Clinic) -> None:
    happened(staffed, "label.reprinted", reason="smeared")
    with staffed.database.reading() as connection:
        found = look(connection, LOOKED)
    signed(staffed)
    with staffed.database.writing() as connection, pytest.raises(Refusal) as refused:
        sign_off(connection, Pen(staffed.journal, stamp(MONDAY), LEAD), LOOKED, "ok", found=found)
    assert refused.value.code == "nothing_to_review"
