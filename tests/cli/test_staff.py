"""``tracker staff`` and the other verbs in a clinic that asks for PINs: who commands proves it, and no lead sees a PIN."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_commands import Run, run
from tests.made_once import copied
from tracker.barcodes.commands import Command
from tracker.barcodes.house import command_code
from tracker.cli.verbs import VERBS, Verbs
from tracker.config import load_settings
from tracker.demo import BADGE, LEAD
from tracker.demo.signing import PIN as DEMO_PIN
from tracker.demo.signing import ask_pins
from tracker.hardware.scan import Scan
from tracker.hardware.sources.recorder import keep
from tracker.station.opening import open_store

__all__ = ["run"]

LEAD_PIN, PIN = "604417", "482913"
Piped = Callable[..., tuple[int, str, str]]


@pytest.fixture
def piped(run: Run) -> Piped:
    """A command with lines in its pipe."""

    def call(lines: str, *arguments: str | Path) -> tuple[int, str, str]:
        before, sys.stdin = sys.stdin, io.StringIO(lines)
        try:
            return run(*arguments)
        finally:
            sys.stdin = before

    return call


@pytest.fixture
def lead(piped: Piped) -> str:
    """A new clinic; its lead's badge."""
    status, _, err = piped(
        f"{LEAD_PIN}\n{LEAD_PIN}\n", "init", "--clinic", "Northgate", "--lead", "R. Lead", "--pin-stdin"
    )
    assert status == 0
    found = re.search(r"R\. Lead is its lead, with the badge (B\d{10})", err)
    assert found is not None
    return found[1]


def hired(piped: Piped, lead: str, name: str = "CMA 07") -> tuple[str, str]:
    """Badge and one-time code of somebody new."""
    status, out, err = piped(f"{LEAD_PIN}\n", "staff", "add", name, "--badge", lead, "--pin-stdin")
    assert status == 0
    badge = re.search(r"(B\d{10}) belongs to", err)
    assert badge is not None
    return badge[1], out.strip("\n")


def kinds() -> list[str]:
    store = open_store(load_settings())
    with store.reading() as connection:
        bodies = list(connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid").scalars())
    store.close()
    return [json.loads(body)["kind"] for body in bodies]


def test_whoever_founds_a_clinic_is_its_lead_and_pins_are_asked_for(lead: str, piped: Piped) -> None:
    founded = ["clinic.founded", "staff.enrolled", "staff.role_given", "staff.proof_set", "staff.sign_in_asked"]
    assert kinds() == founded
    status, out, _ = piped(f"{LEAD_PIN}\n", "staff", "list", "--json", "--badge", lead, "--pin-stdin")
    [line] = json.loads(out)["staff"]
    assert status == 0
    assert (line["name"], line["role"], line["proof"], line["state"]) == ("R. Lead", "lead", "pin", "active")


@pytest.mark.parametrize("lines", ["123456\n123456\n", "604417\n604418\n", "604417\n"])
def test_a_weak_or_mistyped_pin_founds_nothing(piped: Piped, lines: str) -> None:
    status, _, _ = piped(lines, "init", "--clinic", "Northgate", "--pin-stdin")
    assert status in (1, 2)
    assert not load_settings().database.exists()


def test_without_a_terminal_and_without_a_pin_the_clinic_goes_by_badges_and_says_so(run: Run) -> None:
    status, _, err = run("init", "--clinic", "Northgate", "--no-sign-in")
    assert status == 0
    assert "tracker staff ask-pins" in err
    assert run("staff", "B0000000723", "CMA 07")[0] == 0
    assert "Sign-in: a badge alone signs on" in run("doctor")[1]


def test_a_new_badge_has_a_code_for_its_owner_who_chooses_by_himself(lead: str, piped: Piped) -> None:
    badge, code = hired(piped, lead)
    assert re.fullmatch(r"\d{8}", code)
    status, _, err = piped(f"{code}\n", "order", "make", "--badge", badge, "--pin-stdin")
    assert (status, "good for choosing a PIN" in err) == (1, True)
    assert piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", badge, "--pin-stdin")[0] == 0
    assert piped(f"{PIN}\n", "order", "make", "--badge", badge, "--pin-stdin")[0] == 0
    assert piped(f"{code}\n", "order", "make", "--badge", badge, "--pin-stdin")[0] == 1


def test_only_a_lead_who_proves_himself_gives_out_badges(lead: str, piped: Piped, run: Run) -> None:
    badge, code = hired(piped, lead)
    piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", badge, "--pin-stdin")
    status, _, err = piped(f"{PIN}\n", "staff", "add", "CMA 08", "--badge", badge, "--pin-stdin")
    assert (status, "An assistant may not give out badges" in err) == (1, True)
    assert piped("111222333\n", "staff", "add", "CMA 08", "--badge", lead, "--pin-stdin")[0] == 1
    status, _, err = run("staff", "add", "CMA 08")
    assert (status, "in nobody's name" in err) == (1, True)
    assert kinds().count("staff.pin_failed") == 1


def test_a_pipe_that_was_not_said_to_hold_a_pin_is_not_read_for_one(lead: str, piped: Piped) -> None:
    status, _, err = piped(f"{LEAD_PIN}\n", "staff", "add", "CMA 08", "--badge", lead)
    assert (status, "--pin-stdin" in err) == (2, True)


def test_a_forgotten_pin_is_reset_and_counts_no_longer(lead: str, piped: Piped) -> None:
    badge, code = hired(piped, lead)
    piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", badge, "--pin-stdin")
    status, out, _ = piped(f"{LEAD_PIN}\n", "staff", "reset", badge, "--badge", lead, "--pin-stdin")
    assert status == 0
    assert piped(f"{PIN}\n", "order", "make", "--badge", badge, "--pin-stdin")[0] == 1
    assert piped(f"{out.strip()}\n739158\n739158\n", "staff", "pin", badge, "--pin-stdin")[0] == 0


def test_neither_the_one_time_code_nor_the_old_pin_is_a_new_pin(lead: str, piped: Piped) -> None:
    """The code was shown to the lead who gave it: as a PIN it would be his, too."""
    badge, code = hired(piped, lead)
    status, _, err = piped(f"{code}\n{code}\n{code}\n", "staff", "pin", badge, "--pin-stdin")
    assert (status, "This is the old one." in err) == (1, True)
    assert piped(f"{code}\n", "order", "make", "--badge", badge, "--pin-stdin")[0] == 1
    assert piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", badge, "--pin-stdin")[0] == 0
    status, _, err = piped(f"{PIN}\n{PIN}\n{PIN}\n", "staff", "pin", badge, "--pin-stdin")
    assert (status, "This is the old one." in err) == (1, True)


def test_a_lost_badge_is_replaced_with_name_and_pin_and_the_old_one_is_refused(lead: str, piped: Piped) -> None:
    old, code = hired(piped, lead)
    piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", old, "--pin-stdin")
    status, _, err = piped(f"{LEAD_PIN}\n", "staff", "replace", old, "--badge", lead, "--pin-stdin")
    new = re.search(r"(B\d{10}) is the badge of CMA 07 now", err)
    assert status == 0
    assert new is not None
    assert piped(f"{PIN}\n", "order", "make", "--badge", new[1], "--pin-stdin")[0] == 0
    status, _, err = piped(f"{PIN}\n", "order", "make", "--badge", old, "--pin-stdin")
    assert (status, "revoked" in err) == (1, True)


def test_the_only_lead_cannot_be_revoked_and_anybody_else_can(lead: str, piped: Piped) -> None:
    badge, _ = hired(piped, lead)
    assert "is the only lead" in piped(f"{LEAD_PIN}\n", "staff", "revoke", lead, "--badge", lead, "--pin-stdin")[2]
    assert piped(f"{LEAD_PIN}\n", "staff", "revoke", badge, "--badge", lead, "--pin-stdin")[0] == 0
    assert kinds()[-1] == "staff.revoked"


def test_a_clinic_of_before_asks_once_a_lead_has_chosen(run: Run, piped: Piped) -> None:
    run("init", "--clinic", "Northgate", "--no-sign-in")
    run("staff", "B0000000141", "lead 01")
    run("staff", "B0000000723", "CMA 07")
    assert run("order", "make")[0] == 0
    assert run("staff", "ask-pins")[0] == 2
    assert piped(f"{LEAD_PIN}\n{LEAD_PIN}\n", "staff", "ask-pins", "--badge", "B0000000141", "--pin-stdin")[0] == 0
    assert run("order", "make")[0] == 1
    assert "without a PIN: CMA 07" in run("doctor")[1]
    status, _, err = piped("111222333\n", "order", "make", "--badge", "B0000000723", "--pin-stdin")
    assert (status, "has no PIN yet" in err) == (1, True)


def test_a_job_without_a_screen_is_somebodys_session(lead: str, piped: Piped, run: Run, tmp_path: Path) -> None:
    recording = tmp_path / "shift.jsonl"
    keep([Scan(command_code(Command.RECEIVE), "]C0", "serial:x")], recording)
    source = f"recording:{recording}"
    assert "in nobody's name" in run("run", "restock", "--from", source)[2]
    status, out, _ = piped(f"{LEAD_PIN}\n", "run", "restock", "--from", source, "--badge", lead, "--pin-stdin")
    assert status == 0
    assert "RECEIVE" in out
    assert "staff.signed_in" in kinds()


def test_a_backup_put_back_elsewhere_knows_everybodys_pin(
    lead: str, piped: Piped, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, new = tmp_path / "backups", tmp_path / "new"
    folder.mkdir()
    assert piped(f"{LEAD_PIN}\n", "backup", "--to", folder, "--badge", lead, "--pin-stdin")[0] == 0
    assert piped(f"{LEAD_PIN}\n", "restore", folder, "--to", new, "--badge", lead, "--pin-stdin")[0] == 0
    monkeypatch.setenv("TRACKER_HOME", str(new))
    assert piped(f"{LEAD_PIN}\n", "order", "make", "--badge", lead, "--pin-stdin")[0] == 0
    assert piped("111222333\n", "order", "make", "--badge", lead, "--pin-stdin")[0] == 1


def test_a_code_keeps_for_a_day_by_the_clinics_own_clock(
    piped: Piped, demo_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo clinic lives on its own day, whatever the day of the machine."""
    home = tmp_path / "demo"
    settings = copied(demo_template, home)
    ask_pins(settings)
    monkeypatch.setenv("TRACKER_HOME", str(home))
    status, out, _ = piped(f"{DEMO_PIN}\n", "staff", "reset", BADGE, "--badge", LEAD, "--pin-stdin")
    assert status == 0
    chosen = piped(f"{out.strip()}\n739158\n739158\n", "staff", "pin", BADGE, "--pin-stdin")
    assert chosen[0] == 0


def test_the_doctor_holds_badges_and_proofs_against_the_journal(lead: str, piped: Piped, run: Run) -> None:
    old, code = hired(piped, lead)
    piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", old, "--pin-stdin")
    piped(f"{LEAD_PIN}\n", "staff", "replace", old, "--badge", lead, "--pin-stdin")
    gone, _ = hired(piped, lead, "CMA 08")
    piped(f"{LEAD_PIN}\n", "staff", "revoke", gone, "--badge", lead, "--pin-stdin")
    assert run("doctor", "--deep")[0] == 0
    for forgery in (
        "UPDATE staff SET ended_at = NULL",
        "UPDATE staff SET role = 'lead'",
        "DELETE FROM credential",
        "UPDATE credential SET must_change = 1 - must_change",
        "DELETE FROM setting WHERE name = 'sign_in'",
    ):
        store = open_store(load_settings())
        with store.writing() as connection:
            before = [connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in ("staff", "credential")]
            connection.exec_driver_sql(forgery)
        assert run("doctor", "--deep")[0] == 1, forgery
        with store.writing() as connection:
            for name, rows in zip(("credential", "staff"), reversed(before), strict=True):
                connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
                connection.exec_driver_sql(f"DELETE FROM {name}")
                for row in rows:
                    connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
        store.close()


def options_of(verb: str) -> set[str]:
    command = Verbs(name="tracker").get_command(None, verb)
    return {option for each in command.params for option in each.opts}


def test_whose_hand_it_is_has_one_name_with_every_verb() -> None:
    """``report --by`` is another question: what a line of it is."""
    known = {verb: options_of(verb) for verb in VERBS}
    assert {verb for verb, options in known.items() if "--by" in options} == {"staff", "report"}
    assert "--badge" in known["staff"], "--by is what it was called before, and goes on"
    proving = {verb for verb, options in known.items() if "--pin-stdin" in options}
    assert {verb for verb in proving if "--badge" not in known[verb]} == {"init"}, "nobody has a badge before"
