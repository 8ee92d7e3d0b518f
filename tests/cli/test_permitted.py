"""The command line asks like the screens: a verb is somebody's, or what nobody must answer for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_patients import CMA, ORDER, Run, demo_home, run
from tests.cli.test_staff_roles import LAB, LEAD
from tests.people.asking import ask_who
from tracker.config import load_settings
from tracker.people.access import Role
from tracker.station.opening import open_store

__all__ = ["demo_home", "run"]

COURIER, AUDITOR, PRIVACY = "B0000000820", "B0000000917", "B0000001014"
TABLE = Path(__file__).parents[2] / "tracker" / "demo" / "data" / "par.csv"


@pytest.fixture
def asking(run: Run) -> Run:
    store = open_store(load_settings())
    roles = {LEAD: Role.LEAD, LAB: Role.LAB, CMA: Role.ASSISTANT, COURIER: Role.COURIER, AUDITOR: Role.AUDITOR}
    ask_who(store, {**roles, PRIVACY: Role.PRIVACY_OFFICER})
    store.close()
    return run


def refused(run: Run, *arguments: str | Path, piped: object = None) -> str:
    status, out, err = run(*map(str, arguments), piped=piped)
    assert status == 1, (out, err)
    assert out == ""
    return err


def test_a_table_is_imported_in_the_name_of_who_may(asking: Run) -> None:
    assert "Nobody in particular may set par levels." in refused(asking, "import", "par", TABLE)
    assert "An auditor may not set par levels." in refused(asking, "import", "par", TABLE, "--badge", AUDITOR)
    assert asking("import", "par", str(TABLE), "--badge", LEAD)[0] == 0


def test_an_order_is_refused_before_anything_of_the_patient_is_asked(asking: Run) -> None:
    assert "An assistant may not enter orders for patients." in refused(asking, "requisition", "add", "--badge", CMA)
    status, out, _ = asking("requisition", "add", "--badge", LAB, piped=ORDER)
    assert (status, out[0]) == (0, "N")


def test_what_nobody_must_answer_for_goes_on_from_cron(asking: Run, tmp_path: Path) -> None:
    """Reports name no patient; a backup and a checkpoint change nothing; a roll's numbers are nobody's yet."""
    for name in ("stock", "valuation", "afterwards"):
        assert asking("report", name)[0] == 0, name
    assert asking("verify")[0] == 0
    assert asking("checkpoint")[0] == 0
    assert asking("backup", "--to", str(tmp_path))[0] == 0
    assert asking("label", "roll", "--count", "2", "--to", str(tmp_path / "roll.pdf"))[0] == 0


def test_whose_badge_is_given_is_asked_also_for_what_nobody_must_answer_for(asking: Run) -> None:
    assert "A courier may not see what the stock is worth." in refused(
        asking, "report", "valuation", "--badge", COURIER
    )
    assert asking("report", "missing", "--badge", COURIER)[0] == 1, "it lists what is missing"
    assert "missing" in asking("report", "missing", "--badge", COURIER)[1]


def test_a_page_of_everybodys_badges_and_all_the_data_go_out_in_somebodys_name(asking: Run, tmp_path: Path) -> None:
    pack, data = tmp_path / "pack.pdf", tmp_path / "data"
    assert "Nobody in particular may give out badges." in refused(asking, "label", "downtime", "badges", "--to", pack)
    assert "Nobody in particular may take the clinic's data along." in refused(asking, "export", "--to", data)
    assert "A lab person may not" in refused(asking, "export", "--to", data, "--badge", LAB)
    assert not data.exists()
    assert asking("export", "--to", str(data), "--badge", PRIVACY)[0] == 0


def test_a_patient_is_shown_corrected_and_erased_by_who_may(asking: Run) -> None:
    code = asking("requisition", "add", "--badge", LAB, piped=ORDER)[1].strip()
    why = ("--reason", "asked for it")
    for badge, who in ((CMA, "An assistant"), (COURIER, "A courier"), (AUDITOR, "An auditor")):
        said = refused(asking, "patient", "show", code, "--reveal", *why, "--badge", badge)
        assert f"{who} may not see a patient's name." in said
    assert "A lab person may not erase a patient's data." in refused(
        asking, "patient", "erase", code, *why, "--badge", LAB
    )
    shown = asking("patient", "show", code, "--reveal", *why, "--badge", LAB, "--json")[1]
    assert json.loads(shown)["family_name"] == ORDER["family_name"]
    assert asking("patient", "erase", code, *why, "--badge", PRIVACY)[0] == 0
