"""A clinic says who may do what, within what no clinic can say; each word is on record with the one before."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clinic import AT, Clinic
from tests.people.asking import ask_who
from tracker.barcodes import house
from tracker.errors import Refusal
from tracker.journal.pen import Pen
from tracker.people.access import Role, role_of
from tracker.people.badges import hire, revoke
from tracker.people.credentials import reset
from tracker.people.leads import require_another_lead
from tracker.people.licences import LicenceKind, ending, keep_licence, licences, run_out
from tracker.people.permissions import ALWAYS, DEFAULTS, NEVER, Permission
from tracker.people.permitting import NO_PERSON, is_permitted, may, require
from tracker.people.roles import give_role, permit, table
from tracker.people.staff import enrol
from tracker.specimens.table_audit import audit_tables
from tracker.store.connection import Connection

LEAD, SECOND, ASSISTANT = (house.badge_code(each) for each in (31, 32, 33))
ABOVE_FLOOR = [
    (role, permission, is_allowed)
    for role in Role
    for permission in Permission
    for is_allowed in (True, False)
    if permission not in (NEVER if is_allowed else ALWAYS).get(role, ())
]


@pytest.fixture
def asking(clinic: Clinic) -> Clinic:
    ask_who(clinic.database, {LEAD: Role.LEAD, ASSISTANT: Role.ASSISTANT})
    return clinic


def pen(clinic: Clinic, by: str = LEAD) -> Pen:
    return Pen(clinic.journal, AT, by)


def told(clinic: Clinic, kind: str) -> list[dict[str, object]]:
    with clinic.database.reading() as connection:
        bodies = [json.loads(each) for each in connection.exec_driver_sql("SELECT body FROM journal").scalars()]
    return [body for body in bodies if body["kind"] == kind]


def test_a_state_that_lets_assistants_draw_blood_is_said_once_and_holds_at_once(asking: Clinic) -> None:
    with asking.database.writing() as connection:
        assert not may(connection, ASSISTANT, Permission.SPECIMEN_COLLECT)
        assert permit(connection, pen(asking), Role.ASSISTANT, Permission.SPECIMEN_COLLECT, is_allowed=True)
        assert may(connection, ASSISTANT, Permission.SPECIMEN_COLLECT)
        assert not permit(connection, pen(asking), Role.ASSISTANT, Permission.SPECIMEN_COLLECT, is_allowed=True)
    (event,) = told(asking, "staff.permitted")
    assert {key: event[key] for key in ("by", "role", "permission", "before", "after")} == {
        "by": LEAD,
        "role": "assistant",
        "permission": "specimen.collect",
        "before": "denied",
        "after": "allowed",
    }


def test_what_is_taken_back_is_in_the_table_as_usual_and_twice_in_the_journal(asking: Clinic) -> None:
    with asking.database.writing() as connection:
        before = table(connection)
        for is_allowed in (True, False):
            permit(connection, pen(asking), Role.LAB, Permission.ORDER_SEND, is_allowed=is_allowed)
        assert table(connection) == before
    assert len(told(asking, "staff.permitted")) == 2


def test_nobody_but_who_may_say_so_changes_the_table(asking: Clinic) -> None:
    with asking.database.writing() as connection, pytest.raises(Refusal) as refused:
        permit(connection, pen(asking, ASSISTANT), Role.ASSISTANT, Permission.PEOPLE_ROLES, is_allowed=True)
    assert refused.value.code == "not_permitted"
    assert refused.value.message == "An assistant may not say who may do what."


@pytest.mark.parametrize(
    ("role", "permission"), [(role, each) for role, never in NEVER.items() for each in sorted(never)]
)
def test_no_clinic_can_give_custody_to_who_keeps_the_program_nor_a_pen_to_who_audits(
    asking: Clinic, role: Role, permission: Permission
) -> None:
    with asking.database.writing() as connection, pytest.raises(Refusal) as refused:
        permit(connection, pen(asking), role, permission, is_allowed=True)
    assert refused.value.code == "role_floor"
    assert told(asking, "staff.permitted") == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.sampled_from(ABOVE_FLOOR), max_size=12))
def test_what_was_said_last_holds_and_the_lead_can_always_say_another_word(
    asking: Clinic, said: list[tuple[Role, Permission, bool]]
) -> None:
    """The table is empty at the beginning of each."""
    last = {(role, permission): is_allowed for role, permission, is_allowed in said}
    with asking.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM role_permission")
        for role, permission, is_allowed in said:
            permit(connection, pen(asking), role, permission, is_allowed=is_allowed)
        for role in Role:
            for permission in Permission:
                expected = last.get((role, permission), permission in DEFAULTS[role])
                assert is_permitted(connection, role, permission) == expected
        require(connection, LEAD, Permission.PEOPLE_ROLES)


def has_chosen(clinic: Clinic, badge: str, *, is_code: bool = False) -> None:
    clinic.execute(
        "INSERT INTO credential (badge, kind, verifier, must_change, set_at, expires_at) VALUES (?, 'pin', '', ?, ?, ?)",
        (badge, int(is_code), AT, AT if is_code else None),
    )


def test_the_last_lead_stays_one_and_a_second_sets_him_free(asking: Clinic) -> None:
    asking.execute("INSERT INTO staff (badge, name) VALUES (?, 'Second')", (SECOND,))
    has_chosen(asking, LEAD)
    has_chosen(asking, SECOND)
    with asking.database.writing() as connection:
        with pytest.raises(Refusal) as refused:
            give_role(connection, pen(asking), LEAD, Role.AUDITOR)
        assert refused.value.code == "last_lead"
        assert give_role(connection, pen(asking), SECOND, Role.LEAD) is Role.ASSISTANT
        assert give_role(connection, pen(asking), LEAD, Role.AUDITOR) is Role.LEAD
        assert role_of(connection, LEAD) is Role.AUDITOR
        with pytest.raises(Refusal):
            require_another_lead(connection, SECOND)
    assert [(each["badge"], each["before"], each["after"]) for each in told(asking, "staff.role_given")] == [
        (SECOND, "assistant", "lead"),
        (LEAD, "lead", "auditor"),
    ]


@pytest.mark.parametrize("second", ["ended", "code", "nothing"])
def test_who_could_help_nobody_is_no_other_lead(asking: Clinic, second: str) -> None:
    """A one-time code runs out, and then nobody could let anybody in."""
    has_chosen(asking, LEAD)
    asking.execute(
        "INSERT INTO staff (badge, name, role, ended_at) VALUES (?, 'Second', 'lead', ?)",
        (SECOND, AT if second == "ended" else None),
    )
    if second != "nothing":
        has_chosen(asking, SECOND, is_code=second == "code")
    acts: list[Callable[[Connection], object]] = [
        lambda connection: give_role(connection, pen(asking), LEAD, Role.AUDITOR),
        lambda connection: revoke(connection, pen(asking), LEAD),
        lambda connection: reset(connection, pen(asking), LEAD, "a verifier"),
    ]
    for act in acts:
        with asking.database.writing() as connection, pytest.raises(Refusal) as refused:
            act(connection)
        assert refused.value.code == "last_lead"
    with asking.database.writing() as connection:
        assert role_of(connection, LEAD) is Role.LEAD


def test_who_may_give_out_badges_comes_to_no_leads_by_a_one_time_code(asking: Clinic) -> None:
    asking.execute("INSERT INTO staff (badge, name, role) VALUES (?, 'Second', 'lead')", (SECOND,))
    has_chosen(asking, SECOND)
    new = house.badge_code(34)
    with asking.database.writing() as connection:
        permit(connection, pen(asking), Role.ASSISTANT, Permission.PEOPLE_ENROL, is_allowed=True)
        hire(connection, pen(asking, ASSISTANT), new, "CMA 09", Role.ASSISTANT)
        reset(connection, pen(asking, ASSISTANT), new, "a verifier")
        with pytest.raises(Refusal) as refused:
            reset(connection, pen(asking, ASSISTANT), LEAD, "a verifier")
    assert refused.value.code == "not_permitted"


def test_a_certificate_runs_out_the_day_after_its_last_and_is_warned_of_sixty_days_before(asking: Clinic) -> None:
    last = date(2027, 6, 30)
    with asking.database.writing() as connection:
        keep_licence(connection, pen(asking), ASSISTANT, LicenceKind.PHLEBOTOMY, "CPT-1", last)
        assert run_out(connection, ASSISTANT, LicenceKind.PHLEBOTOMY, last) is None
        found = run_out(connection, ASSISTANT, LicenceKind.PHLEBOTOMY, date(2027, 7, 1))
        assert found is not None
        assert (found.number, found.days_left(date(2027, 7, 1))) == ("CPT-1", -1)
        assert ending(connection, date(2027, 4, 30)) == ()
        assert [each.badge for each in ending(connection, date(2027, 5, 1))] == [ASSISTANT]
        assert run_out(connection, LEAD, LicenceKind.PHLEBOTOMY, last) is None, "none was ever entered"


def test_a_renewed_licence_takes_the_place_of_the_one_before_and_both_are_on_record(asking: Clinic) -> None:
    with asking.database.writing() as connection:
        for number, until in (("CPT-1", date(2026, 6, 30)), ("CPT-2", date(2028, 6, 30)), ("CPT-2", date(2028, 6, 30))):
            keep_licence(connection, pen(asking), ASSISTANT, LicenceKind.PHLEBOTOMY, number, until)
        assert [(each.number, each.expires_on) for each in licences(connection)] == [("CPT-2", date(2028, 6, 30))]
    first, second = told(asking, "staff.licence")
    assert "number_before" not in first
    assert (second["number_before"], second["expired_on_before"]) == ("CPT-1", "2026-06-30")


@pytest.mark.parametrize("number", ["", " ", "a\nb", "x" * 41, "\x1b[31m"])
def test_a_licences_number_is_one_line(asking: Clinic, number: str) -> None:
    with asking.database.writing() as connection, pytest.raises(Refusal) as refused:
        keep_licence(connection, pen(asking), ASSISTANT, LicenceKind.PHLEBOTOMY, number, date(2028, 6, 30))
    assert refused.value.code == "licence_number"


FORGED = (
    f"UPDATE staff SET role = 'lead' WHERE badge = '{ASSISTANT}'",
    "UPDATE staff SET ended_at = '2026-11-16T15:00:00.000Z'",
    "UPDATE role_permission SET is_allowed = 0",
    "DELETE FROM role_permission",
    "INSERT INTO role_permission (role, permission, is_allowed) VALUES ('courier', 'patient.reveal', 1)",
    "UPDATE licence SET expires_on = '2031-06-30'",
    "UPDATE licence SET number = 'CPT-9'",
    "DELETE FROM licence",
    f"INSERT INTO licence VALUES ('{ASSISTANT}', 'phlebotomy', 'CPT-2', '2031-06-30')",
    f"INSERT INTO licence_exemption VALUES ('{ASSISTANT}', 'phlebotomy', '2026-11-16', 'so', '{LEAD}', 'x')",
)


@pytest.mark.parametrize("forgery", FORGED)
def test_a_role_a_permission_and_a_licence_that_nobody_gave_are_found(clinic: Clinic, forgery: str) -> None:
    """By whoever has the database's key and not the station's."""
    with clinic.database.writing() as connection:
        enrol(connection, pen(clinic), LEAD, "Lead 01")
        enrol(connection, pen(clinic), ASSISTANT, "CMA 07")
        give_role(connection, pen(clinic), LEAD, Role.LEAD)
        permit(connection, pen(clinic), Role.ASSISTANT, Permission.SPECIMEN_COLLECT, is_allowed=True)
        keep_licence(connection, pen(clinic), LEAD, LicenceKind.PHLEBOTOMY, "CPT-1", date(2027, 6, 30))
    honest = found(clinic)
    clinic.execute(forgery)
    assert len(found(clinic) - honest) > 0


def found(clinic: Clinic) -> set[str]:
    about = ("staff", "role", "licence")
    with clinic.database.reading() as connection:
        return {each.message for each in audit_tables(connection) if each.code.startswith(about)}


def test_whoever_commands_in_nobodys_name_is_told_by_which_option_he_gives_his_own(asking: Clinic) -> None:
    with asking.database.reading() as connection, pytest.raises(Refusal) as refused:
        require(connection, NO_PERSON, Permission.PEOPLE_ENROL)
    assert refused.value.hint == "Say whose hand this is: --badge and the code on your badge. A lead may."
