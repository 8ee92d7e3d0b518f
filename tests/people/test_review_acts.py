"""Of what stands out each event says who, what and of whom, and never a patient's name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta

import pytest

from tests.clinic import Clinic
from tests.people.standing_out import CMA, LEAD, LOOKED, MONDAY, happened, staffed, told
from tracker.barcodes.house import badge_code
from tracker.journal.canonical import Value
from tracker.people.noticing import MOST_ACTS
from tracker.people.review_lines import Noticed
from tracker.people.review_rules import RULES
from tracker.people.reviews import reviews, unsigned
from tracker.reports.review import review_table

__all__ = ["staffed"]
NEW = badge_code(88)


def only_line(clinic: Clinic) -> Noticed:
    with clinic.database.reading() as connection:
        (line,) = unsigned(connection, LOOKED)
    return line


def acts(clinic: Clinic) -> list[str]:
    return [act.words for act in only_line(clinic).acts]


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("staff.enrolled", {"badge": CMA, "name": "R. Okafor"}, f"R. Okafor ({CMA}), assistant now"),
        ("staff.enrolled", {"badge": NEW, "name": "Nobody"}, f"Nobody ({NEW}), taken back since"),
        (
            "staff.role_given",
            {"badge": CMA, "before": "assistant", "after": "lead"},
            f"R. Okafor ({CMA}): assistant to lead",
        ),
        ("staff.proof_reset", {"badge": CMA}, f"R. Okafor ({CMA})"),
        ("staff.proof_reset", {"badge": CMA, "first": True}, f"R. Okafor ({CMA})"),
        ("staff.revoked", {"badge": NEW, "name": "Nobody"}, f"Nobody ({NEW})"),
        ("staff.replaced", {"badge": NEW, "before": CMA, "name": "R. Okafor"}, f"R. Okafor: {NEW} in the place of {CMA}"),
        (
            "staff.licence",
            {"badge": CMA, "licence": "phlebotomy", "number": "PBT-1", "expires_on": "2027-01-31"},
            f"R. Okafor ({CMA}): phlebotomy PBT-1, until 2027-01-31",
        ),
        (
            "staff.permitted",
            {"role": "assistant", "permission": "specimen.collect", "after": "allowed"},
            "assistant: may collect specimens",
        ),
        (
            "command.refused",
            {"verb": "staff", "permission": "people.enrol", "verdict": "not_permitted"},
            "staff, to give out badges",
        ),
        ("label.reprinted", {"specimen": "2600000143", "reprint": 2, "reason": "torn"}, "specimen 2600000143, copy 2: torn"),
        ("patient.exported", {"requisitions": ["N000000003798"], "reason": "asked"}, "the patient of N000000003798: asked"),
    ],
)  # fmt: skip
def test_each_event_says_of_whom_and_of_what(staffed: Clinic, kind: str, body: Mapping[str, Value], said: str) -> None:
    told(staffed, kind, body, by=LEAD)
    assert acts(staffed) == [said]
    (act,) = only_line(staffed).acts
    assert (act.at, act.by, act.who) == (MONDAY, LEAD, f"N. Achterberg ({LEAD})")


def test_a_warning_answered_yes_says_which_and_of_which_item(staffed: Clinic) -> None:
    with staffed.database.reading() as connection:
        item = connection.exec_driver_sql("SELECT code FROM item WHERE name = 'Syringe 3 mL'").scalar_one()
    line: dict[str, Value] = {"item": item, "lot": "LATE", "quantity": 20, "from": "L1", "to": "L2"}
    happened(staffed, "scan", changes=[{"do": "transfer", "lines": [line], "overrides": ["newer_lot", "over_par"]}])
    dispose: Value = [{"do": "specimen.dispose", "specimens": ["2600001387"], "overrides": ["retention"]}]
    happened(staffed, "scan", MONDAY + timedelta(minutes=1), changes=dispose)
    assert acts(staffed) == [
        "dispose specimen 2600001387, though it was to be kept longer",
        "transfer Syringe 3 mL 20, though an older lot is there and it is more than par",
    ]


def test_the_newest_ten_are_told_and_how_many_more(staffed: Clinic) -> None:
    for minute in range(MOST_ACTS + 3):
        happened(staffed, "label.reprinted", MONDAY + timedelta(minutes=minute), specimen="2600000143", reprint=minute)
    line = only_line(staffed)
    assert (len(line.acts), line.acts_left) == (MOST_ACTS, 3)
    assert line.acts[0].words == "specimen 2600000143, copy 12"
    assert list(line.each(UTC))[-1] == "and 3 more before, on that day"


@pytest.mark.parametrize(
    ("before", "after", "weighs"), [("assistant", "lab", False), ("lab", "lead", True), ("lead", "administrator", True)]
)
def test_the_role_of_whoever_may_do_much_weighs_more(staffed: Clinic, before: str, after: str, weighs: bool) -> None:
    happened(staffed, "staff.role_given", badge=CMA, before=before, after=after)
    assert only_line(staffed).is_grave is weighs


def test_a_leads_pin_that_was_reset_weighs_more_than_an_assistants(staffed: Clinic) -> None:
    happened(staffed, "staff.proof_reset", badge=CMA)
    assert not only_line(staffed).is_grave
    staffed.execute("UPDATE staff SET role = 'lead' WHERE badge = ?", (CMA,))
    assert only_line(staffed).is_grave


def test_on_a_terminal_each_line_names_everybody_in_eighty_columns(staffed: Clinic) -> None:
    told(staffed, "staff.role_given", {"badge": CMA, "before": "assistant", "after": "privacy_officer"}, by=LEAD)
    told(staffed, "staff.pin_failed", {"badge": CMA, "failed": 1}, by="unsigned")
    with staffed.database.reading() as connection:
        found = unsigned(connection, LOOKED)
        names = {CMA: "R. Okafor", LEAD: "N. Achterberg"}
        table = review_table(found, reviews(connection), names, MONDAY.date(), UTC)
    said = list(table.lines or ())
    assert all(len(each) <= 80 for each in said)
    assert f"! 09:00  N. Achterberg ({LEAD}): a role given to somebody" in said
    assert f"         - 09:00 event {found[0].seq}: R. Okafor ({CMA}): assistant to privacy officer" in said
    assert "by unsigned" in " ".join(said), "whoever tried is not whose badge it is"
    rows = table.as_object()["rows"]
    assert isinstance(rows, list)
    assert f"R. Okafor ({CMA})" in rows[0]["events"]


@pytest.mark.parametrize("value", [None, 5, "x", [], [None, 5], {"a": 1}])
def test_an_event_that_another_hand_wrote_stops_no_review(staffed: Clinic, value: Value) -> None:
    keys = ("badge", "name", "before", "after", "role", "permission", "licence", "number", "specimens", "codes", "job")
    body = dict.fromkeys((*keys, "requisitions", "until", "made_at", "number_before", "changes", "reason"), value)
    change: Value = {"do": "specimen.take_over", "overrides": value, "lines": value, "specimens": value}
    more: Value = [change, {"do": "staff.exempt", "by": value}, {"do": "adjust", "lines": [{"quantity": value}]}]
    kinds = {rule.mark.removeprefix('"kind":"').removesuffix('"') for rule in RULES if rule.mark.startswith('"kind"')}
    for kind in sorted(kinds | {"scan"}):
        told(staffed, kind, body)
        told(staffed, kind, {**body, "changes": more})
    with staffed.database.reading() as connection:
        assert all(list(line.each(UTC)) for line in unsigned(connection, LOOKED))
