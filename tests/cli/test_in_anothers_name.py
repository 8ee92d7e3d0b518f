"""Nobody acts in another's name with a PIN of his own: not by bearing the other's badge code as his name."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.test_commands import Run, run
from tests.cli.test_staff import LEAD_PIN, PIN, Piped, hired, kinds, lead, piped
from tracker.barcodes.commands import Command
from tracker.barcodes.house import badge_code, command_code, location_code, specimen_code
from tracker.config import load_settings
from tracker.hardware.printers.simulated import SimulatedPrinter
from tracker.station.opening import open_store

__all__ = ["lead", "piped", "run"]


def call_lead(lead: str, name: str) -> None:
    """As a clinic has it where such a name was still taken."""
    store = open_store(load_settings())
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE staff SET name = ? WHERE badge = ?", (name, lead))
    store.close()


@pytest.mark.parametrize(
    "name", [badge_code(302), badge_code(302).lower(), location_code(7), specimen_code(44), command_code(Command.YES)]
)
def test_nobody_is_called_by_what_a_barcode_of_ours_says(lead: str, piped: Piped, name: str) -> None:
    for act in (("rename", lead, name), ("add", name)):
        status, _, err = piped(f"{LEAD_PIN}\n", "staff", *act, "--badge", lead, "--pin-stdin")
        assert (status, "is no name" in err) == (1, True)


def test_a_name_of_before_that_is_anothers_badge_opens_nothing_in_his_name(lead: str, piped: Piped, run: Run) -> None:
    badge, code = hired(piped, lead)
    assert piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", badge, "--pin-stdin")[0] == 0
    call_lead(lead, badge)
    status, _, err = piped(f"{LEAD_PIN}\n", "order", "make", "--badge", badge, "--pin-stdin")
    assert (status, "not the PIN of CMA 07" in err) == (1, True)
    assert kinds()[-1] == "staff.pin_failed"
    assert piped(f"{PIN}\n", "order", "make", "--badge", badge, "--pin-stdin")[0] == 0


def chosen(piped: Piped, lead: str) -> str:
    badge, code = hired(piped, lead)
    assert piped(f"{code}\n{PIN}\n{PIN}\n", "staff", "pin", badge, "--pin-stdin")[0] == 0
    return badge


def execute(statement: str, *values: str) -> None:
    store = open_store(load_settings())
    with store.writing() as connection:
        connection.exec_driver_sql(statement, values)
    store.close()


COPY = (
    "UPDATE credential SET (verifier, origin, seal) = (SELECT verifier, origin, seal FROM credential WHERE badge = ?)"
    " WHERE badge = ?"
)


@pytest.mark.parametrize("is_replaced", [False, True])
def test_who_can_write_the_database_gains_nothing_by_his_own_verifier_on_a_leads_badge(
    lead: str, piped: Piped, run: Run, is_replaced: bool
) -> None:
    badge = chosen(piped, lead)
    if is_replaced:
        _, _, err = piped(f"{LEAD_PIN}\n", "staff", "replace", badge, "--badge", lead, "--pin-stdin")
        badge = err.split()[1]
    assert run("doctor", "--deep")[0] == 0
    execute(COPY, badge, lead)
    status, _, err = piped(f"{PIN}\n", "order", "make", "--badge", lead, "--pin-stdin")
    said = "R. Lead cannot be looked at" if is_replaced else "not the PIN of R. Lead"
    assert (status, said in err) == (1, True)
    assert piped(f"{PIN}\n", "order", "make", "--badge", badge, "--pin-stdin")[0] == 0
    status, out, _ = run("doctor", "--deep")
    assert (status, f"credential {lead}: verifier is" in out) == (1, True)


def test_a_replaced_badge_takes_its_owners_pin_twice_over_and_is_bound_to_itself_by_the_first_sign_in(
    lead: str, piped: Piped, run: Run
) -> None:
    badge = chosen(piped, lead)
    for _ in range(2):
        _, _, err = piped(f"{LEAD_PIN}\n", "staff", "replace", badge, "--badge", lead, "--pin-stdin")
        badge = err.split()[1]
    assert run("doctor", "--deep")[0] == 0
    execute("UPDATE credential SET seal = ? WHERE badge = ?", "0" * 64, badge)
    assert piped(f"{PIN}\n", "order", "make", "--badge", badge, "--pin-stdin")[0] == 1


def test_a_proof_that_was_hashed_anew_is_on_record_with_its_new_fingerprint(lead: str, piped: Piped, run: Run) -> None:
    badge = chosen(piped, lead)
    _, _, err = piped(f"{LEAD_PIN}\n", "staff", "replace", badge, "--badge", lead, "--pin-stdin")
    badge = err.split()[1]
    for _ in range(2):
        assert piped(f"{PIN}\n", "order", "make", "--badge", badge, "--pin-stdin")[0] == 0
        assert kinds().count("staff.proof_renewed") == 1
    assert run("doctor", "--deep")[0] == 0


def test_nobody_in_particular_reads_off_badges_and_whoever_sees_the_staff_does(
    lead: str, piped: Piped, run: Run, tmp_path: Path
) -> None:
    """A code is all that a second badge is made of."""
    badge = chosen(piped, lead)
    file = load_settings().home / "settings.toml"
    file.write_text(f'unattended = ["staff"]\n{file.read_text("utf-8")}', "utf-8")
    for shown in (("staff", "list"), ("staff", "list", "--json"), ("report", "staff", "--format", "csv")):
        out = run(*shown)[1]
        assert ("R. Lead" in out, f"B…{lead[-3:]}" in out or f"B\\u2026{lead[-3:]}" in out) == (True, True), shown
        assert not {lead, badge} & set(re.findall(r"B\d{10}", out)), shown
    assert lead in piped(f"{LEAD_PIN}\n", "staff", "list", "--badge", lead, "--pin-stdin")[1]
    assert lead in piped(f"{LEAD_PIN}\n", "report", "staff", "--badge", lead, "--pin-stdin", "--format", "csv")[1]
    status, _, err = piped(f"{PIN}\n", "staff", "list", "--badge", badge, "--pin-stdin")
    assert (status, "may not see who works here" in err) == (1, True)


def test_a_badge_is_printed_again_by_who_gives_out_badges_or_for_its_own_owner(
    lead: str, piped: Piped, run: Run, tmp_path: Path
) -> None:
    badge = chosen(piped, lead)
    as_owner = ("--badge", badge, "--pin-stdin")

    def label(number: int, *codes: str) -> tuple[str | Path, ...]:
        return ("label", "badge", *codes, "--to", tmp_path / f"{number}.pdf")

    assert "Nobody in particular may give out badges" in run(*label(1, lead))[2]
    assert "may not give out badges" in piped(f"{PIN}\n", *label(2, lead, badge), *as_owner)[2]
    assert "not the PIN" in piped("111222333\n", *label(3, badge), *as_owner)[2]
    assert list(tmp_path.glob("*.pdf")) == []
    assert piped(f"{PIN}\n", *label(4, badge), *as_owner)[0] == 0
    assert piped(f"{LEAD_PIN}\n", *label(5, lead, badge), "--badge", lead, "--pin-stdin")[0] == 0
    assert run(*label(6, "CMA 09"))[0] == 0, "a new one is nobody's yet"


OWN_BADGE = (files("labels") / "designs" / "badge.toml").read_text("utf-8").replace('name = "badge"', 'name = "tag"')


@pytest.mark.parametrize(
    ("design", "column", "text"),
    [
        ("badge", "code", "{}"),
        ("tag", "code", "{}"),
        ("item", "name,code", "{},I00010474"),
        ("tag", "role,code", "{},B0000030114"),
        ("equipment", "name,code,serial", "Scale,EQ-7,{}"),
    ],
)
def test_no_file_and_no_design_makes_anothers_badge_either(
    lead: str, piped: Piped, run: Run, tmp_path: Path, design: str, column: str, text: str
) -> None:
    badge = chosen(piped, lead)
    folder = load_settings().home / "labels"
    folder.mkdir(exist_ok=True)
    (folder / "tag.toml").write_text(OWN_BADGE, "utf-8")
    table = tmp_path / "b.csv"
    table.write_text(f"{column}\n{text.format(lead)}\n", "utf-8")
    with SimulatedPrinter() as printer:
        for to in (tmp_path / "x.png", f"zpl://127.0.0.1:{printer.port}"):
            sheet = ("label", "sheet", table, "--design", design, "--to", to)
            assert "Nobody in particular may give out badges" in run(*sheet)[2]
            assert "may not give out badges" in piped(f"{PIN}\n", *sheet, "--badge", badge, "--pin-stdin")[2]
        assert printer.printed == []
    assert "Nobody in particular" in run("label", "sheet", table, "--design", design, "--preview")[2]
    assert not (tmp_path / "x.png").exists()
    sheet = ("label", "sheet", table, "--design", design, "--to", tmp_path / "x.png")
    assert piped(f"{LEAD_PIN}\n", *sheet, "--badge", lead, "--pin-stdin")[0] == 0


def test_where_no_clinic_is_a_badge_bears_a_name_and_it_is_said_that_nobody_was_asked(
    lead: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nowhere").mkdir()
    monkeypatch.setenv("TRACKER_HOME", str(tmp_path / "nowhere"))
    table = tmp_path / "b.csv"
    table.write_text(f"code\n{lead}\n", "utf-8")
    sheet = ("label", "sheet", table, "--design", "badge", "--to", tmp_path / "x.png")
    status, out, _ = run(*sheet)
    assert (status, "there is no clinic here" in out) == (1, True)
    table.write_text(f"name,code\nR. Lead,{lead}\n", "utf-8")
    status, _, err = run(*sheet)
    assert (status, "nobody was asked whose these badges are" in err) == (0, True)
