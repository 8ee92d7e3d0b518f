"""The command line asks like the screens: a verb is somebody's, who proves himself, or what nobody must answer for."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.test_patients import CMA, ORDER, Run, run
from tests.cli.test_staff_roles import LAB, LEAD
from tests.clinic import AT
from tests.people.asking import PIN, ask_who, give_pins
from tracker.backups.undoing import erasures_owed
from tracker.cli import main
from tracker.config import load_settings
from tracker.journal.pen import Pen
from tracker.people.access import Role
from tracker.people.permissions import Permission
from tracker.people.review_lines import Looked
from tracker.people.reviews import unsigned
from tracker.people.tried import keep_try
from tracker.station.opening import open_pen, open_store

__all__ = ["run"]

COURIER, AUDITOR, PRIVACY = "B0000000820", "B0000000917", "B0000001014"
ROLES = {
    LEAD: Role.LEAD,
    LAB: Role.LAB,
    CMA: Role.ASSISTANT,
    COURIER: Role.COURIER,
    AUDITOR: Role.AUDITOR,
    PRIVACY: Role.PRIVACY_OFFICER,
}
TABLE = Path(__file__).parents[2] / "tracker" / "demo" / "data" / "par.csv"
As = Callable[..., tuple[int, str, str]]


@pytest.fixture
def nobody(run: Run) -> Run:
    """A command of nobody in particular, in a clinic that asks."""
    settings = load_settings()
    store = open_store(settings)
    ask_who(store, ROLES)
    give_pins(store, settings, *ROLES)
    store.close()
    return run


@pytest.fixture
def by(nobody: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> As:
    """A command under a badge, with its PIN in the pipe and what else there is behind it."""

    def call(badge: str, *arguments: str | Path, piped: object = None) -> tuple[int, str, str]:
        behind = "" if piped is None else json.dumps(piped)
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PIN}\n{behind}"))
        status = main((*map(str, arguments), "--badge", badge, "--pin-stdin"))
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return call


def refused(answer: tuple[int, str, str]) -> str:
    status, out, err = answer
    assert status == 1, answer
    assert out == ""
    return err


def test_a_table_is_imported_in_the_name_of_who_may(nobody: Run, by: As) -> None:
    assert "Nothing is changed here in nobody's name." in refused(nobody("import", "par", str(TABLE)))
    assert "An auditor may not set par levels." in refused(by(AUDITOR, "import", "par", TABLE))
    assert by(LEAD, "import", "par", TABLE)[0] == 0


def test_an_order_is_refused_before_anything_of_the_patient_is_asked(by: As) -> None:
    assert "An assistant may not enter orders for patients." in refused(by(CMA, "requisition", "add"))
    status, out, _ = by(LAB, "requisition", "add", piped=ORDER)
    assert (status, out[0]) == (0, "N")


def test_what_nobody_must_answer_for_goes_on_from_cron(nobody: Run, tmp_path: Path) -> None:
    """Stock by items, and what settings.toml names; a checkpoint, and a backup to a folder that it names, change nothing."""
    for name in ("stock", "reorder", "expiring", "usage", "abc", "count", "recall", "par", "deliveries"):
        assert nobody("report", name)[0] in (0, 1), name
        assert "badge" not in nobody("report", name)[2]
    assert nobody("verify")[0] == 0
    assert nobody("checkpoint")[0] == 0
    write_setting(f'backup_to = ["{tmp_path}"]')
    assert nobody("backup")[0] == 0
    assert nobody("restore", "--drill", str(tmp_path))[0] == 0


def write_setting(line: str) -> None:
    file = load_settings().home / "settings.toml"
    file.write_text(f"{line}\n{file.read_text('utf-8')}", "utf-8")


def test_without_a_badge_nothing_is_told_that_a_badge_is_refused(nobody: Run, by: As, tmp_path: Path) -> None:
    """Else whoever may not see it leaves his badge out."""
    asked = {
        "valuation": ("report", "valuation"),
        "parked": ("report", "parked"),
        "staff": ("report", "staff"),
        "usage-person": ("report", "usage", "--by", "person"),
        "custody": ("report", "custody", "2600002066"),
        "audit": ("audit", "review"),
        "backup": ("backup", "--to", str(tmp_path)),
    }
    for name, words in asked.items():
        said = refused(nobody(*words))
        assert f"Without a badge '{name}' is refused here." in said
        assert re.search(rf'settings.toml: unattended = \["today", .*"count", "{name}"\]', said), "a line to be copied"
        assert "--badge" in said
    assert "Without a badge 'staff' is refused here." in refused(nobody("staff", "list"))
    write_setting(f"unattended = {json.dumps([*asked])}")
    for words in (*asked.values(), ("staff", "list")):
        assert "refused here" not in nobody(*words)[2]
    assert "refused here" in refused(nobody("report", "stock")), "the list says all of it"


def test_who_saw_whom_is_told_to_nobody_whatever_the_settings_say(nobody: Run) -> None:
    write_setting('unattended = ["acces"]')
    status, _, err = nobody("report", "stock")
    assert (status, "settings.toml" in err, "acces" in err) == (2, True, True)


def test_a_clinic_of_badges_alone_tells_as_before(run: Run) -> None:
    for words in (
        ("report", "valuation"),
        ("staff", "list"),
        ("audit", "review"),
        ("requisition", "show", "NG-26-2012"),
    ):
        assert run(*words)[0] in (0, 1), words


def test_an_order_and_a_masked_patient_are_for_who_may_see_orders(nobody: Run, by: As) -> None:
    for words in (("requisition", "show", "NG-26-2012"), ("patient", "show", "NG-26-2012")):
        assert "nobody's name" in refused(nobody(*words))
        assert "An auditor may not see patients' orders, masked." in refused(by(AUDITOR, *words))
        assert by(COURIER, *words)[0] == 0


def test_the_review_and_the_keys_are_listed_under_a_badge_too(by: As) -> None:
    assert by(AUDITOR, "audit", "review")[0] in (0, 1)
    assert "A courier may not read and verify the journal." in refused(by(COURIER, "audit", "review"))
    assert by(LEAD, "keys", "list")[0] == 0


def test_whose_badge_is_given_is_asked_also_for_what_nobody_must_answer_for(by: As) -> None:
    said = refused(by(COURIER, "report", "valuation"))
    assert "A courier may not see what the stock is worth." in said
    status, out, _ = by(COURIER, "report", "missing")
    assert (status, "missing" in out) == (1, True), "two are missing"


def test_who_saw_whom_is_for_who_answers_for_it(nobody: Run, by: As) -> None:
    for badge, who in ((CMA, "An assistant"), (LAB, "A lab person")):
        assert f"{who} may not read who saw whom." in refused(by(badge, "report", "access"))
    assert by(PRIVACY, "report", "access", "--format", "json")[1].startswith('{"report": "access"')
    assert "Nobody in particular may read who saw whom." in refused(nobody("report", "access"))


def test_a_page_of_everybodys_badges_and_all_the_data_go_out_in_somebodys_name(
    nobody: Run, by: As, tmp_path: Path
) -> None:
    pack, data = tmp_path / "pack.pdf", tmp_path / "data"
    said = refused(by(CMA, "label", "downtime", "badges", "--to", pack))
    assert "An assistant may not give out badges." in said
    assert "Nobody in particular may take the clinic's data along." in refused(nobody("export", "--to", str(data)))
    assert "A lab person may not take the clinic's data along." in refused(by(LAB, "export", "--to", data))
    assert not data.exists()
    assert by(PRIVACY, "export", "--to", data)[0] == 0


def test_a_patient_is_shown_corrected_and_erased_by_who_may(by: As) -> None:
    code = by(LAB, "requisition", "add", piped=ORDER)[1].strip()
    why = ("--reason", "asked for it")
    for badge, who, what in (
        (CMA, "An assistant", "a patient's name"),
        (COURIER, "A courier", "a patient's name"),
        (AUDITOR, "An auditor", "patients' orders, masked"),
    ):
        said = refused(by(badge, "patient", "show", code, "--reveal", *why))
        assert f"{who} may not see {what}." in said
    assert "A lab person may not erase a patient's data." in refused(by(LAB, "patient", "erase", code, *why))
    shown = by(LAB, "patient", "show", code, "--reveal", *why, "--json")[1]
    assert json.loads(shown)["family_name"] == ORDER["family_name"]
    assert by(PRIVACY, "patient", "erase", code, *why)[0] == 0


def test_in_an_emergency_a_name_is_lent_for_a_while_and_it_waits_for_a_review(by: As) -> None:
    code = by(LAB, "requisition", "add", piped=ORDER)[1].strip()
    asked = ("patient", "show", code, "--reveal", "--emergency", "--json")
    assert "Emergency access needs a reason." in refused(by(CMA, *asked[:-1]))
    status, out, err = by(CMA, *asked, "--reason", "unconscious, allergies needed")
    assert status == 0
    assert json.loads(out)["family_name"] == ORDER["family_name"]
    assert "! Emergency access until" in err
    assert by(CMA, *asked[:4], "--reason", "once more")[0] == 0, "it lasts for a while"
    assert "An auditor may not see a name in an emergency." in refused(by(AUDITOR, *asked[:-1], "--reason", "so"))
    listed = by(PRIVACY, "report", "access", "--format", "json")[1]
    assert "unconscious, allergies needed" in listed


def test_keys_are_sealed_and_old_scans_pruned_by_who_keeps_the_program(nobody: Run, by: As, tmp_path: Path) -> None:
    sealed = ("backup", "--to", tmp_path / "copies", "--with-keys", tmp_path / "keys.sealed")
    (tmp_path / "copies").mkdir()
    assert "Nobody in particular may change the clinic's keys." in refused(nobody(*map(str, sealed)))
    assert "A lab person may not change the clinic's keys." in refused(by(LAB, *sealed))
    assert not (tmp_path / "keys.sealed").exists()
    assert "A lab person may not make and restore backups." in refused(by(LAB, "backup", "--to", tmp_path / "copies"))
    pruned = ("prune", "--older-than", "3y", "--do")
    assert "may not prune what need not be kept." in refused(by(PRIVACY, *pruned))


def test_a_backup_is_put_back_where_the_clinic_itself_cannot_be_opened(by: As, nobody: Run, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    assert by(LEAD, "backup", "--to", tmp_path / "copies")[0] == 0
    assert "Without a badge 'restore' is refused" in refused(nobody("restore", str(tmp_path / "copies"), "--to", "new"))
    load_settings().database.write_bytes(b"damaged" * 1000)
    (copy,) = (tmp_path / "copies").rglob("*.db")
    status, out, err = nobody("restore", str(copy), "--to", str(tmp_path / "again"))
    assert status == 0, (out, err)


def test_what_an_older_backup_takes_back_is_named_and_an_erasure_is_a_finding_until_done_again(
    by: As, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing would tell that a patient who was erased can be read again, and a lost badge is good again."""
    copies, new = tmp_path / "copies", tmp_path / "again"
    copies.mkdir()
    code = by(LAB, "requisition", "add", piped=ORDER)[1].strip()
    assert by(LEAD, "backup", "--to", copies)[0] == 0
    why = ("--reason", "asked for it")
    assert by(PRIVACY, "patient", "erase", code, *why)[0] == 0
    for words in (
        ("add", "N. New", "--role", "lab"),
        ("revoke", COURIER),
        ("role", CMA, "collector"),
        ("reset", AUDITOR),
    ):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PIN}\n"))
        assert main(("staff", *words, "--badge", LEAD, "--pin-stdin")) == 0, words
    status, out, err = by(LEAD, "restore", copies, "--to", new)
    assert status == 1, (out, err)
    for told in (" erased", f"badge {COURIER} (", f"role of {CMA} (", f"PIN of {AUDITOR} ("):
        assert told in out
    assert out.index(" given out to N. New") < out.index("(N. New): assistant to lab") < out.index("(N. New) reset")
    assert f"The patient of {code} was erased, and can be read again" in out
    assert ORDER["family_name"] not in out + err
    monkeypatch.setenv("TRACKER_HOME", str(new))
    assert [order for _, order in owed()] == [code]
    assert by(PRIVACY, "patient", "erase", code, *why)[0] == 0
    assert owed() == []


def owed() -> list[tuple[int, str]]:
    """What the doctor finds."""
    store = open_store(load_settings())
    with store.reading() as connection:
        found = list(erasures_owed(connection))
    store.close()
    return found


def refusals_kept() -> list[dict[str, object]]:
    store = open_store(load_settings())
    with store.reading() as connection:
        bodies = list(connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid").scalars())
        listed = {each.code for each in unsigned(connection, Looked())}
    store.close()
    found = [each for each in map(json.loads, bodies) if each["kind"] == "command.refused"]
    assert ("denied" in listed) == bool(found)
    return [{name: each.get(name) for name in ("by", "permission", "verb", "reason")} for each in found]


def test_what_was_not_permitted_is_on_record_and_stands_out(by: As) -> None:
    refused(by(AUDITOR, "import", "par", TABLE))
    refused(by(CMA, "requisition", "add"))
    kept = refusals_kept()
    assert [(each["by"], each["verb"]) for each in kept] == [(AUDITOR, "import"), (CMA, "requisition")]
    assert [each["permission"] for each in kept] == ["par.set", "patient.enter"]
    assert str(TABLE) not in str(kept)


def test_a_record_number_is_piped_behind_the_pin(by: As) -> None:
    assert by(LAB, "requisition", "add", piped=ORDER)[0] == 0
    number = {"record_number": ORDER["record_number"]}
    status, out, err = by(PRIVACY, "report", "access", "--record", "--format", "json", piped=number)
    assert status in (0, 1), err
    assert json.loads(out)["report"] == "access"


def test_who_sees_names_anyway_is_told_that_no_emergency_is_needed(by: As) -> None:
    order = ("patient", "show", "NG-26-2012", "--reveal", "--emergency", "--reason", "fainted")
    said = refused(by(LAB, *order))
    assert "A lab person needs no emergency to see a name." in said
    assert "leave --emergency out" in said


def test_who_may_read_the_review_and_not_sign_it_is_told_who_does(by: As) -> None:
    """What is told is tried: it was refused, and put whoever tried it into the review."""
    refused(by(CMA, "import", "par", TABLE))
    assert "--sign-off" in by(LEAD, "audit", "review")[1]
    said = by(AUDITOR, "audit", "review")[1]
    assert "--sign-off" not in said
    assert "may sign for it." in said


def test_a_script_that_is_refused_all_day_does_not_fill_the_journal(by: As) -> None:
    store, journal = open_pen(load_settings())
    with store.writing() as connection:
        pen = Pen(journal, AT, AUDITOR)
        kept = [keep_try(connection, pen, Permission.AUDIT_SIGN, "audit") for _ in range(25)]
        assert kept == [True] * 20 + [False] * 5
        assert keep_try(connection, replace(pen, by=CMA), Permission.AUDIT_SIGN, "audit")
        assert keep_try(connection, replace(pen, at="2099-01-01T12:00:00.000Z"), Permission.AUDIT_SIGN, "audit")
    store.close()
