"""Who may do what, from the command line."""

from __future__ import annotations

import csv
import io
import json

from tests.cli.test_patients import CMA, Run, run
from tests.people.asking import PIN, ask_who, give_pins
from tracker.config import load_settings
from tracker.people.access import Role
from tracker.people.permissions import TO, Permission
from tracker.station.opening import open_store

__all__ = ["run"]

LEAD, LAB = "B0000000141", "B0000000238"
AS_LEAD = ("--badge", LEAD, "--pin-stdin")
TYPED = int(PIN)
"""As the pipe's first line."""


def ask_for_pins() -> None:
    settings = load_settings()
    store = open_store(settings)
    ask_who(store, {LEAD: Role.LEAD, LAB: Role.LAB, CMA: Role.ASSISTANT})
    give_pins(store, settings, LEAD, LAB, CMA)
    store.close()


def test_the_table_is_shown_to_people_and_to_programs(run: Run) -> None:
    ask_for_pins()
    status, out, _ = run("staff", "roles")
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert [line for line in out.splitlines() if line.startswith("specimen.collect")] == [
        "specimen.collect      ·  ✔  ·  ·  ✔  ·  ·  ·    collect specimens"
    ]
    assert all(words in out for words in TO.values())
    rows = json.loads(run("staff", "roles", "--format", "json")[1])["rows"]
    assert [row["permission"] for row in rows] == [each.value for each in Permission]
    (collect,) = [row for row in rows if row["permission"] == "specimen.collect"]
    assert (collect["assistant"], collect["collector"], collect["lead"]) == ("no", "yes", "yes")
    table = list(csv.DictReader(io.StringIO(run("staff", "roles", "--format", "csv")[1])))
    assert table == rows


def test_what_a_clinic_says_is_marked_and_who_says_it_must_be_a_lead(run: Run) -> None:
    ask_for_pins()
    status, _, err = run("staff", "allow", "assistant", "specimen.collect", *AS_LEAD, piped=TYPED)
    assert (status, err) == (0, "✔ an assistant may collect specimens\n")
    assert "specimen.collect      ✔* ✔" in run("staff", "roles")[1]
    status, _, err = run("staff", "deny", "collector", "specimen.collect", "--badge", CMA, "--pin-stdin", piped=TYPED)
    assert status == 1
    assert "An assistant may not say who may do what." in err
    status, _, err = run("staff", "allow", "administrator", "specimen.collect", *AS_LEAD, piped=TYPED)
    assert status == 1
    assert "An administrator can never collect specimens" in err


def test_as_what_somebody_works_is_said_by_a_lead(run: Run) -> None:
    ask_for_pins()
    status, _, err = run("staff", "role", CMA, "collector", *AS_LEAD, piped=TYPED)
    assert (status, err) == (0, "✔ CMA 07 works as a collector; before: an assistant\n")
    assert run("staff", "role", LEAD, "lab", *AS_LEAD, piped=TYPED)[0] == 1
    assert run("staff", "role", CMA, "collector")[0] == 2, "nobody says so"


def test_what_is_not_meant_is_told_with_what_is(run: Run) -> None:
    for given, said in (
        (("allow", "colector", "specimen.collect"), "There are: assistant, collector"),
        (("allow", "collector", "specimen.colect"), "Is specimen.collect meant?"),
        (("allow", "collector"), "tracker staff allow assistant specimen.collect"),
        (("licence", CMA, "driving", "1", "2027-01-01"), "There are: phlebotomy"),
        (("licence", CMA, "phlebotomy", "1", "01/01/2027"), "like 2027-06-30"),
    ):
        status, _, err = run("staff", *given, *AS_LEAD, piped=TYPED)
        assert status == 2, given
        assert said in err, given


def test_a_clinic_that_asks_takes_no_word_of_nobody(run: Run) -> None:
    ask_for_pins()
    status, _, err = run("staff", "B0000000820", "CMA 08")
    assert status == 1
    assert "Nothing is changed here in nobody's name." in err
    assert run("staff", "B0000000820", "CMA 08", *AS_LEAD, piped=TYPED)[0] == 0


def test_who_works_here_and_until_when_is_a_report_and_what_ends_soon_is_told_to_cron(run: Run) -> None:
    ask_for_pins()
    file = load_settings().home / "settings.toml"
    file.write_text(f'unattended = ["staff"]\n{file.read_text("utf-8")}', "utf-8")
    assert run("report", "staff")[0] == 0
    assert run("staff", "licence", CMA, "phlebotomy", "CPT-7", "2027-01-15", *AS_LEAD, piped=TYPED)[0] == 0
    assert run("staff", "licence", LEAD, "nursing", "RN-1", "2028-01-15", *AS_LEAD, piped=TYPED)[0] == 0
    status, out, _ = run("report", "staff", "--format", "json")
    rows = {row["name"]: row for row in json.loads(out)["rows"]}
    cma = rows["CMA 07"]
    assert status == 1, "60 days are left"
    assert (cma["role"], cma["licence"], cma["days_left"]) == (
        "assistant",
        "phlebotomy",
        60,
    )
    assert (rows["lab 02"]["role"], rows["lab 02"]["licence"]) == ("lab", None)
    said = run("doctor")[1]
    assert "CMA 07: phlebotomy is good until 2027-01-15, 60 days" in said
    assert "nursing" not in said
