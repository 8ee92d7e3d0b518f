"""Each rule of what stands out finds its own events, in words of its own, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.clinic import AT, Clinic
from tests.people.standing_out import CMA, LEAD, LOOKED, MONDAY, happened, listed, staffed, told
from tracker.config import Settings, load_settings
from tracker.errors import ConfigurationError
from tracker.journal.canonical import Value
from tracker.journal.pen import Pen
from tracker.journal.verifying import verify
from tracker.people.opening_hours import opening_hours
from tracker.people.review_audit import audit_reviews
from tracker.people.review_lines import Looked
from tracker.people.review_rules import RULES, WORDS
from tracker.people.reviews import unsigned
from tracker.people.staff import enrol
from tracker.specimens.accesses import accesses

__all__ = ["staffed"]


CASES: Mapping[str, Mapping[str, Value]] = {
    "overridden": {"changes": [{"do": "transfer", "overrides": ["newer_lot"]}]},
    "taken_over": {"changes": [{"do": "specimen.take_over", "specimens": ["2600000143"]}]},
    "adjusted": {"changes": [{"do": "adjust"}]},
    "clock_back": {"clock_back_s": 90},
    "late": {"changes": [{"do": "use"}], "stored": "2027-01-01T00:00:00.000Z"},
    "on_paper": {"changes": [{"do": "specimen.accept"}], "proved_by": LEAD},
    "denied": {"verdict": "not_permitted"},
    "patient_codes": {"verdict": "isbt_patient"},
    "by_keys": {"by": "keys", "badge": CMA},
    "reset_by_keys": {"by": "keys", "badge": CMA},
    "code_given": {"badge": CMA, "first": True},
    "exempt": {"changes": [{"do": "staff.exempt"}]},
    "printer_gone": {"is_gone": True},
    "drawn_lapsed": {"changes": [{"do": "specimen.collect", "flags": ["label_late", "lapsed"]}]},
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


def test_the_settings_have_a_place_for_each_limit() -> None:
    assert {"opening_hours", "many_reveals", "review_days", "papers_days", "emergency_minutes"} <= set(
        Settings.model_fields
    )
