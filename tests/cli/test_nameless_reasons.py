"""No free text that the journal keeps names a patient: each way in is tried, and nothing is written by a refused one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.cli.test_patients import AS_CMA, CMA, Run, run
from tests.door.conftest import demo_home
from tracker.config import load_settings
from tracker.errors import Refusal
from tracker.hardware.scan import utc_now
from tracker.specimens.nameless import names_this, require_nameless
from tracker.specimens.patients import Patient, read
from tracker.station import open_station
from tracker.station.opening import open_store, vault_of

__all__ = ["demo_home", "run"]

ORDER, ANOTHERS = "NG-26-2012", "Mrs Quillfeather unconscious"
WAYS = {
    "patient show": ("patient", "show", ORDER, "--reveal", *AS_CMA, "--reason"),
    "emergency": ("patient", "show", ORDER, "--reveal", "--emergency", *AS_CMA, "--reason"),
    "patient export": ("patient", "export", ORDER, "--to", "{new}/copy.json", *AS_CMA, "--reason"),
    "patient erase": ("patient", "erase", ORDER, *AS_CMA, "--reason"),
    "export": ("export", "--to", "{new}/all", "--patients", *AS_CMA, "--reason"),
    "audit review": ("audit", "review", "--sign-off", *AS_CMA, "--note"),
    "recall open": ("recall", "open", "10014", "--all", "--anyway", *AS_CMA, "--reason"),
    "recall release": ("recall", "release", "R-1", "L1", *AS_CMA, "--reason"),
    "queue": ("queue", "reprint", "1", *AS_CMA, "--reason"),
    "label specimen": ("label", "specimen", "2600002066", "--to", "{new}/labels.pdf", *AS_CMA, "--reason"),
}
"""Every option whose words the journal keeps. What asks at a terminal (staff release|reset --by-keys) and at the screens
goes through the same function."""
FREE = re.compile(r"(?:reason|note): Annotated\[\s*str,")


def journal() -> list[bytes]:
    store = open_store(load_settings())
    with store.reading() as connection:
        found = list(connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid").scalars())
    store.close()
    return found


@pytest.mark.parametrize("way", WAYS)
def test_a_reason_that_names_another_patient_is_refused_before_anything_is_written(
    way: str, run: Run, tmp_path: Path
) -> None:
    before = journal()
    words = [word.replace("{new}", str(tmp_path)) for word in WAYS[way]]
    status, out, err = run(*words, ANOTHERS)
    assert (status, "names a patient" in err) == (1, True), err
    assert journal() == before
    assert "uillfeather" not in out + err


def test_every_verb_that_takes_a_free_reason_is_among_them() -> None:
    """``tracker count close --reason`` chooses one of a list."""
    verbs = Path(__file__).parents[2] / "tracker" / "cli"
    found = {file.stem for file in verbs.glob("*.py") if FREE.search(file.read_text("utf-8"))}
    assert found - {"count"} == {"patient", "export", "audit", "recall", "queue", "label"}


def test_an_emergency_whose_reason_names_its_patient_is_not_begun(run: Run) -> None:
    _, out, _ = run("patient", "show", ORDER, "--reveal", "--reason", "to call her", *AS_CMA)
    family = out.splitlines()[1].split(",")[0]
    before = journal()
    status, _, err = run("patient", "show", ORDER, "--reveal", "--emergency", "--reason", f"{family} fell", *AS_CMA)
    assert (status, "names a patient" in err) == (1, True)
    assert journal() == before


def test_at_the_screen_neither_an_emergency_nor_a_review_is_told_with_a_name(run: Run) -> None:
    from tracker.hardware.scan import Scan

    station = open_station(load_settings())
    try:
        station.submit(Scan(CMA, "]C0", "serial:a"))
        assert station.drain(60)
        before = journal()
        for act in (lambda: station.begin_emergency(ANOTHERS), lambda: station.reviewing.sign_off((), ANOTHERS)):
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.code == "reason_names_patient"
        assert journal() == before
    finally:
        station.close()


@pytest.mark.parametrize(
    ("reason", "is_named"),
    [
        ("unconscious, allergies needed", False),
        ("took too long, called the lab again", False),
        ("wren seen at the window", True),
        ("Pt THISTLEDOWN fell", True),
        ("nandubay collapsed", True),
        ("van der Tulpenbrug, J.", True),
        ("for 李檬 in room 2", True),
        ("number MR-700102 asked for it", True),
        ("mr 700102", True),
        ("700102 asked", True),
        ("about mr700102", True),
        ("MRN700102", True),
        ("700 102", True),
        ("T h i s t l e d o w n", True),
        ("lot 70010 is wet, 2 of 14", False),
        ("van was late, order came wet", False),
        ("", False),
    ],
)
def test_what_names_a_patient_and_what_does_not(run: Run, reason: str, is_named: bool) -> None:
    settings = load_settings()
    store = open_store(settings)
    vault = vault_of(store, settings)
    with store.reading() as connection:
        try:
            require_nameless(connection, vault, reason)
            found = False
        except Refusal as refusal:
            found = refusal.code == "reason_names_patient"
    store.close()
    assert found == is_named


@pytest.mark.parametrize(
    "words",
    [
        "5 May 1981", "5th of May 1981", "May 5, 1981", "MAY 5 81", "5.5.1981", "05/05/81", "5/5/81", "5-May-81",
        "1981-05-05", "19810505", "050581", "RUZENA", "Ruzena asked", "R u z e n a", "r.u.z.e.n.a", "mr 700132", "700132",
        "MR700132", "Růžena",
    ],
)  # fmt: skip
def test_a_reason_about_a_patient_names_him_in_no_spelling(words: str) -> None:
    patient = Patient("Wiśniewska", "Růžena", date(1981, 5, 5), "MR-700132")
    assert names_this(patient, f"called, {words} wanted it")


@pytest.mark.parametrize(
    "words",
    ["called 3 May 1981", "5/6/81", "room 5, 5 tubes, 81 mL", "may I, 5 of 1981", "70013", "call from the clinic"],
)
def test_a_reason_about_a_patient_may_say_other_days_and_numbers(words: str) -> None:
    assert not names_this(Patient("Wiśniewska", "Růžena", date(1981, 5, 5), "MR-700132"), words)


def test_a_birth_date_names_whoever_it_is_and_a_day_of_work_does_not(run: Run) -> None:
    settings = load_settings()
    store = open_store(settings)
    vault = vault_of(store, settings)
    with store.reading() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM patient WHERE salt IS NOT NULL").scalars()
        found = [read(connection, vault, each) for each in list(ids)]
        born = next(each.born for each in found if each is not None)
        for said in (f"{born:%d.%m.%Y}", f"{born.day} {born:%B} {born.year}", f"{born:%m/%d/%Y}"):
            with pytest.raises(Refusal):
                require_nameless(connection, vault, f"wanted for {said}")
        for said in (f"{utc_now():%Y-%m-%d}", f"{born:%d.%m.}", f"{born:%d/%m/%y}"):
            require_nameless(connection, vault, f"wanted for {said}")
    store.close()
