"""Whoever gives something is asked by the journal: a row that was put in for a moment gives nothing that lasts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.clinic import AT, Clinic
from tracker.barcodes.house import badge_code
from tracker.errors import Refusal, StoreError
from tracker.exchange.leaving import record_export
from tracker.hardware.scan import new_id
from tracker.inventory.recall_cases import close_case, release_lot
from tracker.journal.canonical import Value, canonical
from tracker.journal.chain import link
from tracker.journal.pen import UNSIGNED, Pen
from tracker.people.access import Role
from tracker.people.badges import begin_asking, hire, replace_badge, revoke
from tracker.people.break_glass import break_glass
from tracker.people.credentials import KEYS, PROOF_RESET, RELEASED, release, reset, set_proof
from tracker.people.lawful import audit_given, told
from tracker.people.licences import LicenceKind, keep_licence
from tracker.people.permissions import Permission
from tracker.people.permitting import NotPermitted, may
from tracker.people.proofs import Proof
from tracker.people.review_lines import Looked
from tracker.people.reviewing import sign_off
from tracker.people.roles import ROLE_GIVEN, give_role, permit
from tracker.people.staff import enrol
from tracker.specimens.patient_care import correct, erase
from tracker.specimens.patient_care import record_export as export_of_one
from tracker.specimens.patients import Patient
from tracker.specimens.vault import Vault
from tracker.station.pruning import cutoffs, prune
from tracker.store.connection import Connection

LEAD, CMA, COURIER, AUDITOR, NEW = (badge_code(number) for number in (1, 3, 4, 5, 9))
VAULT = Vault(bytes(32))
Service = Callable[[Connection, Pen], object]


def by(clinic: Clinic, badge: str, *services: Service) -> None:
    with clinic.database.writing() as connection:
        for service in services:
            service(connection, Pen(clinic.journal, AT, badge))


@pytest.fixture
def asking(clinic: Clinic) -> Clinic:
    """A lead, an assistant, a courier and an auditor; from now on PINs are asked for."""
    by(
        clinic,
        UNSIGNED,
        lambda connection, pen: hire(connection, pen, LEAD, "N. Achterberg", Role.LEAD),
        lambda connection, pen: hire(connection, pen, CMA, "CMA 03", Role.ASSISTANT),
        lambda connection, pen: hire(connection, pen, COURIER, "courier 04", Role.COURIER),
        lambda connection, pen: hire(connection, pen, AUDITOR, "auditor 05", Role.AUDITOR),
    )
    by(clinic, LEAD, lambda connection, pen: set_proof(connection, pen, LEAD, Proof("482913"), "verifier"))
    by(clinic, UNSIGNED, begin_asking)
    return clinic


GIVES: dict[str, Service] = {
    "a role": lambda connection, pen: give_role(connection, pen, COURIER, Role.LEAD),
    "a permission": lambda connection, pen: permit(
        connection, pen, Role.COURIER, Permission.PATIENT_REVEAL, is_allowed=True
    ),
    "a licence": lambda connection, pen: keep_licence(
        connection, pen, COURIER, LicenceKind.PHLEBOTOMY, "CPT-1", date(2027, 1, 1)
    ),
    "a badge": lambda connection, pen: hire(connection, pen, NEW, "another", Role.ASSISTANT),
    "a name": lambda connection, pen: enrol(connection, pen, COURIER, "somebody else"),
    "a badge in another's place": lambda connection, pen: replace_badge(connection, pen, COURIER, NEW, str.__add__),
    "a badge taken back": lambda connection, pen: revoke(connection, pen, COURIER),
    "a one-time code": lambda connection, pen: reset(connection, pen, COURIER, "verifier"),
    "another try": lambda connection, pen: release(connection, pen, COURIER),
    "a signature for what stands out": lambda connection, pen: sign_off(connection, pen, Looked(), "ok"),
}


@pytest.mark.parametrize("service", GIVES.values(), ids=GIVES)
@pytest.mark.parametrize(
    "forged",
    [
        f"UPDATE staff SET role = 'lead' WHERE badge = '{CMA}'",
        "INSERT INTO role_permission (role, permission, is_allowed) VALUES ('assistant', 'people.roles', 1),"
        " ('assistant', 'people.enrol', 1), ('assistant', 'audit.sign', 1)",
        "DELETE FROM setting WHERE name = 'sign_in'",
    ],
    ids=["the role of a lead", "a permission of his role", "no PINs asked"],
)
def test_who_is_let_by_a_row_alone_gives_nothing(asking: Clinic, forged: str, service: Service) -> None:
    asking.execute(forged)
    before = asking.value("SELECT count(*) FROM journal")
    with pytest.raises(NotPermitted) as refused:
        by(asking, CMA, service)
    assert refused.value.code == "not_permitted"
    assert "By what the journal tells, CMA 03 may not" in refused.value.message
    assert asking.value("SELECT count(*) FROM journal") == before


LASTS: dict[str, Service] = {
    "a correction": lambda connection, pen: correct(
        connection, VAULT, pen, 1, Patient("Doe", "Jane", date(1990, 1, 1))
    ),
    "an erasure": lambda connection, pen: erase(connection, VAULT, pen, 1, "asked for"),
    "a patient taken along": lambda connection, pen: export_of_one(connection, VAULT, pen, 1, "asked for", "x.json"),
    "all patients taken along": lambda connection, pen: record_export(connection, VAULT, pen, "another program"),
    "a recall closed": lambda connection, pen: close_case(connection, pen, "RC-1"),
    "a lot let go": lambda connection, pen: release_lot(connection, pen, "RC-1", "L-1", "by mistake"),
}
LASTING = ("patient.correct", "patient.erase", "patient.export", "stock.recall", "program.prune")


def let_by_rows(clinic: Clinic) -> None:
    for permission in LASTING:
        clinic.execute(
            f"INSERT INTO role_permission (role, permission, is_allowed) VALUES ('assistant', '{permission}', 1)"
        )


@pytest.mark.parametrize("service", LASTS.values(), ids=LASTS)
def test_nor_does_he_what_cannot_be_brought_back(asking: Clinic, service: Service) -> None:
    let_by_rows(asking)
    with pytest.raises(NotPermitted) as refused:
        by(asking, CMA, service)
    assert "By what the journal tells, CMA 03 may not" in refused.value.message


def test_nor_does_he_prune(asking: Clinic, tmp_path: Path) -> None:
    let_by_rows(asking)
    kinds = frozenset({"scans"})
    with asking.database.reading() as connection:
        cut = cutoffs(connection, kinds, 2000, datetime(2026, 11, 16, 15, tzinfo=UTC))
    with pytest.raises(NotPermitted) as refused:
        prune(asking.database, Pen(asking.journal, AT, CMA), kinds, cut, tmp_path)
    assert "By what the journal tells, CMA 03 may not" in refused.value.message


def test_nor_does_he_open_what_is_for_an_emergency(asking: Clinic) -> None:
    asking.execute(f"UPDATE staff SET role = 'assistant' WHERE badge = '{AUDITOR}'")
    with pytest.raises(NotPermitted):
        by(asking, AUDITOR, lambda connection, pen: break_glass(connection, pen, AUDITOR, "unconscious"))
    by(asking, CMA, lambda connection, pen: break_glass(connection, pen, CMA, "unconscious"))


@pytest.mark.parametrize("service", [each for what, each in GIVES.items() if "signature" not in what])
def test_a_lead_gives_as_ever_and_whom_a_lead_has_let(asking: Clinic, service: Service) -> None:
    by(
        asking,
        LEAD,
        lambda connection, pen: permit(connection, pen, Role.ASSISTANT, Permission.PEOPLE_ROLES, is_allowed=True),
        lambda connection, pen: permit(connection, pen, Role.ASSISTANT, Permission.PEOPLE_ENROL, is_allowed=True),
    )
    by(asking, CMA, service)
    with asking.database.reading() as connection:
        assert list(audit_given(connection)) == []


def append(clinic: Clinic, kind: str, hand: str, **more: Value) -> None:
    """As an earlier version did on the strength of a row."""
    with clinic.database.writing() as connection:
        clinic.journal.append(connection, new_id(), kind, AT, {"by": hand, **more})


def test_what_was_given_without_a_right_is_told_for_good_and_gives_nothing(asking: Clinic) -> None:
    append(asking, ROLE_GIVEN, CMA, badge=COURIER, before="courier", after="lead")
    asking.execute(f"UPDATE staff SET role = 'lead' WHERE badge = '{COURIER}'")
    append(asking, ROLE_GIVEN, COURIER, badge=AUDITOR, before="auditor", after="lead")
    with asking.database.reading() as connection:
        assert may(connection, COURIER, Permission.PEOPLE_ROLES), "the rows say so"
        assert not told(connection).may(COURIER, Permission.PEOPLE_ROLES)
        assert list(audit_given(connection)) == [
            f"{CMA} gave {COURIER} the role lead (2026-11-16T15:00, front-desk), and by what the journal tells might not.",
            f"{COURIER} gave {AUDITOR} the role lead (2026-11-16T15:00, front-desk),"
            " and by what the journal tells might not.",
        ]
    with pytest.raises(NotPermitted):
        by(asking, COURIER, lambda connection, pen: give_role(connection, pen, CMA, Role.LEAD))


def test_a_leads_code_is_given_by_who_may_make_leads(asking: Clinic) -> None:
    by(
        asking,
        LEAD,
        lambda connection, pen: permit(connection, pen, Role.ASSISTANT, Permission.PEOPLE_ENROL, is_allowed=True),
    )
    append(asking, PROOF_RESET, CMA, badge=COURIER, until=AT, verifier="")
    append(asking, PROOF_RESET, CMA, badge=LEAD, until=AT, verifier="")
    with asking.database.reading() as connection:
        assert [f"gave {LEAD} a one-time code" in each for each in audit_given(connection)] == [True]


def test_whoever_holds_the_keys_lets_the_last_lead_try_again(asking: Clinic) -> None:
    append(asking, RELEASED, KEYS, badge=LEAD, reason="forgotten")
    with asking.database.reading() as connection:
        assert list(audit_given(connection)) == []


def test_what_was_given_before_pins_were_asked_for_was_everybodys_to_give(clinic: Clinic) -> None:
    append(clinic, ROLE_GIVEN, CMA, badge=COURIER, before="courier", after="lead")
    with clinic.database.reading() as connection:
        assert list(audit_given(connection)) == []


def test_an_event_that_another_hand_wrote_gives_nobody_a_right(asking: Clinic) -> None:
    """It can be linked to those before it, and not signed for."""
    asking.execute(f"UPDATE staff SET role = 'lead' WHERE badge = '{CMA}'")
    with asking.database.writing() as connection:
        seq, prev = asking.journal.signed_end(connection)
        said: dict[str, Value] = {"at": AT, "badge": CMA, "by": LEAD, "id": "forged", "kind": ROLE_GIVEN}
        body = canonical(
            {**said, "before": "assistant", "after": "lead", "seq": seq + 1, "station": "front-desk", "v": 1}
        )
        values = (asking.journal.station_id, seq + 1, "forged", prev, link(prev, body), body)
        connection.exec_driver_sql("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)", values)
    with pytest.raises(StoreError) as refused:
        by(asking, CMA, GIVES["a role"])
    assert refused.value.code == "journal_forged"


def test_events_that_say_nonsense_give_nothing_and_stop_nobody(asking: Clinic) -> None:
    append(asking, ROLE_GIVEN, LEAD, badge=COURIER, before="courier", after="emperor")
    append(asking, ROLE_GIVEN, LEAD)
    append(asking, ROLE_GIVEN, LEAD, badge=["x"], after={"y": 1})
    with pytest.raises(Refusal):
        by(asking, COURIER, GIVES["a name"])
    by(asking, LEAD, lambda connection, pen: enrol(connection, pen, COURIER, "courier 4"))
