"""The last lead: nobody shuts him out for good, and who lets him in by the keys is found out."""

from __future__ import annotations

import json
import os
import pty
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.test_commands import Run, run
from tests.cli.test_staff import LEAD_PIN, PIN, Piped, kinds, lead, piped
from tracker.config import load_settings
from tracker.people.tries import FREE, MOST
from tracker.station.opening import open_store

__all__ = ["lead", "piped", "run"]

WRONG = "111222333"
Typed = Callable[..., tuple[int, str, str]]


@contextmanager
def at_terminal(lines: str) -> Iterator[None]:
    """Somebody who types ``lines`` at a real terminal."""
    master, slave = pty.openpty()
    before = sys.stdin
    os.write(master, lines.encode())
    sys.stdin = open(slave, encoding="utf-8")  # noqa: SIM115 (closed below)
    try:
        yield
    finally:
        sys.stdin.close()
        sys.stdin = before
        os.close(master)


@pytest.fixture
def typed(run: Run) -> Typed:
    def call(lines: str, *arguments: str | Path) -> tuple[int, str, str]:
        with at_terminal(lines):
            return run(*arguments)

    return call


@pytest.fixture(autouse=True)
def cron_mails_the_review(lead: str) -> None:
    """As whoever keeps the machine says it: no badge is needed for the list."""
    file = load_settings().home / "settings.toml"
    before = file.read_text("utf-8") if file.exists() else ""
    file.write_text(f'unattended = ["audit", "staff", "today"]\n{before}', "utf-8")


def execute(statement: str) -> None:
    store = open_store(load_settings())
    with store.writing() as connection:
        connection.exec_driver_sql(statement)
    store.close()


def minutes_pass(minutes: int) -> None:
    execute(f"UPDATE sign_in_tries SET steady_ms = steady_ms - {minutes * 60_000}")


def tried(piped: Piped, badge: str, pin: str) -> tuple[int, str, str]:
    return piped(f"{pin}\n", "order", "make", "--badge", badge, "--pin-stdin")


def shut_out(piped: Piped, badge: str) -> None:
    """As anybody can who has read a badge."""
    for number in range(MOST):
        if number >= FREE:
            minutes_pass(60)
        assert tried(piped, badge, WRONG)[0] == 1


def second_lead(piped: Piped, lead: str) -> str:
    status, out, err = piped(
        f"{LEAD_PIN}\n", "staff", "add", "S. Lead", "--role", "lead", "--badge", lead, "--pin-stdin"
    )
    assert status == 0
    found = re.search(r"(B\d{10}) belongs to", err)
    assert found is not None
    assert piped(f"{out.strip()}\n{PIN}\n{PIN}\n", "staff", "pin", found[1], "--pin-stdin")[0] == 0
    return found[1]


def test_the_lock_of_the_only_lead_ends_by_itself_after_an_hour_and_each_try_costs_another(
    lead: str, piped: Piped
) -> None:
    shut_out(piped, lead)
    status, _, err = tried(piped, lead, LEAD_PIN)
    assert (status, "next try is in 60 min" in err, "--by-keys" in err) == (1, True, True)
    minutes_pass(59)
    assert tried(piped, lead, LEAD_PIN)[0] == 1
    minutes_pass(1)
    assert "Wait 60 min" in tried(piped, lead, WRONG)[2]
    assert tried(piped, lead, LEAD_PIN)[0] == 1
    minutes_pass(60)
    assert tried(piped, lead, LEAD_PIN)[0] == 0


def test_where_another_lead_can_help_the_lock_stays_until_he_has_looked(lead: str, piped: Piped, typed: Typed) -> None:
    second = second_lead(piped, lead)
    shut_out(piped, lead)
    minutes_pass(24 * 60)
    assert "is shut out" in tried(piped, lead, LEAD_PIN)[2]
    status, _, err = typed("R. Lead, locked\n", "staff", "release", lead, "--by-keys")
    assert (status, "by a lead, and not by the keys" in err) == (1, True)
    assert piped(f"{PIN}\n", "staff", "release", lead, "--badge", second, "--pin-stdin")[0] == 0
    assert tried(piped, lead, LEAD_PIN)[0] == 0


def test_two_leads_who_are_both_shut_out_are_not_shut_out_for_good(lead: str, piped: Piped) -> None:
    second = second_lead(piped, lead)
    shut_out(piped, lead)
    shut_out(piped, second)
    minutes_pass(60)
    assert tried(piped, lead, LEAD_PIN)[0] == 0


def test_who_keeps_the_machine_lets_the_last_lead_in_and_it_stands_first_in_the_review(
    lead: str, piped: Piped, typed: Typed, run: Run
) -> None:
    shut_out(piped, lead)
    status, _, err = typed("R. Lead, ten wrong PINs by a stranger\n", "staff", "release", lead, "--by-keys")
    assert (status, "stands first in the next review" in err) == (0, True)
    assert kinds()[-1] == "staff.released"
    assert tried(piped, lead, LEAD_PIN)[0] == 0
    status, out, _ = run("audit", "review")
    worst = next(line for line in out.splitlines() if line.startswith(("✖", "!")))
    assert (status, worst[0]) == (1, "✖")
    assert "let in by whoever holds the keys" in worst
    first = json.loads(run("audit", "review", "--format", "json")[1])["rows"][0]
    assert (first["code"], first["reasons"]) == ("by_keys", "R. Lead, ten wrong PINs by a stranger")


def test_nobody_is_let_in_by_the_keys_from_a_script_nor_without_a_reason_nor_who_is_no_lead(
    lead: str, piped: Piped, typed: Typed, run: Run
) -> None:
    shut_out(piped, lead)
    assert "from a script" in piped("why\n", "staff", "release", lead, "--by-keys")[2]
    assert "Without a reason" in typed(" \n", "staff", "release", lead, "--by-keys")[2]
    piped(f"{LEAD_PIN}\n", "staff", "add", "CMA 07", "--badge", lead, "--pin-stdin")
    execute("INSERT INTO staff (badge, name) VALUES ('B0000000723', 'CMA 09')")
    assert "by a lead, and not by the keys" in typed("why\n", "staff", "release", "B0000000723", "--by-keys")[2]
    assert run("staff", "revoke", lead, "--by-keys")[0] == 2
    assert "staff.released" not in kinds()


def test_a_second_lead_is_asked_for_from_the_first_day_until_there_is_one(lead: str, piped: Piped, run: Run) -> None:
    assert "R. Lead is the only lead with a PIN" in run("doctor")[1]
    assert "have a second lead" in run("report", "today")[1]
    second_lead(piped, lead)
    assert "only lead" not in run("doctor")[1]
    assert "have a second lead" not in run("report", "today")[1]


def test_the_last_lead_who_has_forgotten_his_pin_gets_a_code_from_whoever_holds_the_keys(
    lead: str, piped: Piped, typed: Typed, run: Run
) -> None:
    shut_out(piped, lead)
    status, out, err = typed("J. Admin: he has forgotten it\n", "staff", "reset", lead, "--by-keys")
    assert (status, "stands first in the next review" in err) == (0, True)
    assert kinds()[-1] == "staff.proof_reset_by_keys"
    assert tried(piped, lead, LEAD_PIN)[0] == 1
    code = out.splitlines()[-1].strip(" ")
    assert piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", lead, "--pin-stdin")[0] == 0
    assert tried(piped, lead, PIN)[0] == 0
    first = json.loads(run("audit", "review", "--format", "json")[1])["rows"][0]
    assert (first["code"], first["reasons"]) == ("reset_by_keys", "J. Admin: he has forgotten it")
    assert run("doctor", "--deep")[0] in (0, 1)
    assert "look at a PIN reset by the keys" in run("report", "today")[1]
    assert "R. Lead" in run("report", "today")[1]


def test_a_code_that_ran_out_before_the_last_lead_used_it_can_be_had_again(
    lead: str, typed: Typed, piped: Piped
) -> None:
    assert typed("J. Admin: forgotten\n", "staff", "reset", lead, "--by-keys")[0] == 0
    execute("UPDATE credential SET expires_at = '2020-01-01T00:00:00.000Z'")
    err = tried(piped, lead, LEAD_PIN)[2]
    assert "has run out" in err
    assert "--by-keys" in err
    assert typed("J. Admin: forgotten\n", "staff", "reset", lead, "--by-keys")[0] == 0


def test_while_another_lead_can_sign_in_no_pin_is_reset_by_the_keys_and_he_is_named(
    lead: str, piped: Piped, typed: Typed, run: Run
) -> None:
    second_lead(piped, lead)
    status, _, err = typed("J. Admin\n", "staff", "reset", lead, "--by-keys")
    assert (status, "S. Lead can sign in: tracker staff release" in err) == (1, True)
    assert "from a script" in piped("why\n", "staff", "reset", lead, "--by-keys")[2]
    assert "staff.proof_reset_by_keys" not in kinds()


def test_what_the_keys_did_for_a_lead_another_signs_for_where_there_is_one(
    lead: str, piped: Piped, typed: Typed, run: Run
) -> None:
    code = typed("J. Admin: forgotten\n", "staff", "reset", lead, "--by-keys")[1].splitlines()[-1].strip(" ")
    assert piped(f"{code}\n{LEAD_PIN}\n{LEAD_PIN}\n", "staff", "pin", lead, "--pin-stdin")[0] == 0
    second = second_lead(piped, lead)
    sign = ("audit", "review", "--sign-off", "--note", "looked at", "--badge")
    status, _, err = piped(f"{LEAD_PIN}\n", *sign, lead, "--pin-stdin")
    assert f"R. Lead ({lead}): a PIN reset by whoever holds the keys" in run("audit", "review")[1]
    assert "S. Lead looks at it and signs" in err
    piped(f"{LEAD_PIN}\n", *sign, lead, "--pin-stdin")
    assert "reset by whoever holds the keys" in run("audit", "review")[1]
    assert "look at a PIN reset" in run("report", "today")[1]
    assert piped(f"{PIN}\n", *sign, second, "--pin-stdin")[0] == 0
    assert "reset by whoever holds the keys" not in run("audit", "review")[1]
    assert "look at a PIN reset" not in run("report", "today")[1]
    assert status in (0, 1)


def test_where_he_is_the_only_one_the_lead_signs_for_it_himself(lead: str, piped: Piped, typed: Typed) -> None:
    code = typed("J. Admin: forgotten\n", "staff", "reset", lead, "--by-keys")[1].splitlines()[-1].strip(" ")
    assert piped(f"{code}\n{LEAD_PIN}\n{LEAD_PIN}\n", "staff", "pin", lead, "--pin-stdin")[0] == 0
    signed = piped(f"{LEAD_PIN}\n", "audit", "review", "--sign-off", "--note", "alone", "--badge", lead, "--pin-stdin")
    assert signed[0] == 0
    assert "your own" in signed[2]
    assert "Nobody else may sign here" in signed[2]


def tries_counted() -> int:
    store = open_store(load_settings())
    with store.reading() as connection:
        found = connection.exec_driver_sql("SELECT coalesce(sum(failed), 0) FROM sign_in_tries").scalar_one()
    store.close()
    return int(found)


@pytest.mark.parametrize("is_anothers", [False, True])
def test_a_lost_pepper_is_told_and_no_guess_puts_another_in_its_place(
    lead: str, piped: Piped, run: Run, is_anothers: bool
) -> None:
    """Whoever types a wrong PIN must not make everybody's PIN a wrong one for good."""
    key = load_settings().home / "keys" / "pepper.key"
    kept = key.read_text("ascii")
    key.unlink()
    if is_anothers:
        key.write_text("ab" * 32, "ascii")
        key.chmod(0o600)
    there = is_anothers and key.read_text("ascii")
    for words in (
        ("staff", "pin", lead),
        ("staff", "reset", lead, "--badge", lead),
        ("order", "make", "--badge", lead),
    ):
        status, _, err = piped(f"{WRONG}\n{PIN}\n{PIN}\n", *words, "--pin-stdin")
        assert (status, "Put pepper.key back" in err) == (4, True), words
    assert (key.exists() and key.read_text("ascii")) == there
    assert tries_counted() == 0
    status, out, _ = run("doctor")
    assert (status, "nobody can sign in" in out, "pepper.key" in out) == (1, True, True)
    key.write_text(kept, "ascii")
    key.chmod(0o600)
    assert tried(piped, lead, LEAD_PIN)[0] == 0
    assert run("doctor", "--deep")[0] == 0


def test_whoever_holds_the_keys_gives_any_lead_a_code_once_the_pepper_is_lost_for_good(
    lead: str, piped: Piped, typed: Typed, run: Run
) -> None:
    second = second_lead(piped, lead)
    assert typed("keeper: forgot\n", "staff", "reset", lead, "--by-keys")[0] == 1, "the other lead can"
    (load_settings().home / "keys" / "pepper.key").unlink()
    status, out, err = typed("keeper: the disk with the key is gone\n", "staff", "reset", lead, "--by-keys")
    assert (status, "everybody else needs a one-time code" in err) == (0, True)
    code = out.strip().splitlines()[-1]
    assert piped(f"{code}\n{LEAD_PIN}\n{LEAD_PIN}\n", "staff", "pin", lead, "--pin-stdin")[0] == 0
    assert piped(f"{LEAD_PIN}\n", "staff", "reset", second, "--badge", lead, "--pin-stdin")[0] == 0
    assert run("doctor", "--deep")[0] == 0


def test_a_lock_that_no_wrong_pins_made_is_told(lead: str, piped: Piped, run: Run) -> None:
    """Whoever can write to the database can shut out the only lead as well as let somebody in."""
    for _ in range(2):
        assert tried(piped, lead, WRONG)[0] == 1
    assert run("doctor", "--deep")[0] == 0
    execute("UPDATE sign_in_tries SET failed = failed + 1")
    assert run("doctor", "--deep")[0] == 0, "a try that is looked at just now"
    for forged in (
        f"UPDATE sign_in_tries SET failed = {MOST}",
        "DELETE FROM sign_in_tries",
        f"INSERT INTO sign_in_tries VALUES ('{lead}', {FREE}, '2026-11-16T15:00:00.000Z', '', 0)",
    ):
        execute(forged)
        status, out, _ = run("doctor", "--deep")
        assert (status, "wrong PINs are counted for" in out) == ((0, False) if "DELETE" in forged else (1, True))
