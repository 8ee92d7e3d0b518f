"""No free text that the journal keeps names a patient: each way in is tried, and nothing is written by a refused one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.test_patients import AS_CMA, CMA, Run, run
from tests.cli.test_patients import ORDER as NEW
from tests.cli.test_staff_roles import LEAD
from tests.door.conftest import demo_home
from tracker.config import load_settings
from tracker.errors import Refusal
from tracker.hardware.printers.simulated import SimulatedPrinter
from tracker.hardware.scan import utc_now
from tracker.journal.occasion import stamp
from tracker.journal.pen import Pen
from tracker.people.review_lines import Looked, Noticed
from tracker.people.reviews import unsigned
from tracker.specimens.nameless import names_anybody, names_this
from tracker.specimens.naming import FREE as FREE_A_DAY
from tracker.specimens.naming import MOST_A_DAY, keep_named, require_unhurried
from tracker.specimens.patients import Patient, read
from tracker.station import open_station
from tracker.station.opening import open_pen, open_store, vault_of

__all__ = ["demo_home", "run"]

ORDER, ANOTHERS = "NG-26-2012", "Mrs Quillfeather unconscious"
ITEM = "I00010474"
WAYS = {
    "patient show": ("patient", "show", ORDER, "--reveal", *AS_CMA, "--reason"),
    "emergency": ("patient", "show", ORDER, "--reveal", "--emergency", *AS_CMA, "--reason"),
    "patient export": ("patient", "export", ORDER, "--to", "{new}/copy.json", *AS_CMA, "--reason"),
    "patient erase": ("patient", "erase", "X-1", *AS_CMA, "--reason"),
    "export": ("export", "--to", "{new}/all", "--patients", *AS_CMA, "--reason"),
    "audit review": ("audit", "review", "--sign-off", *AS_CMA, "--note"),
    "recall open": ("recall", "open", ITEM, "L2", "--anyway", *AS_CMA, "--reason"),
    "recall's number": ("recall", "open", ITEM, "L2", "--anyway", "--reason", "notice", *AS_CMA, "--number"),
    "recalled lot": ("recall", "open", ITEM, "--anyway", "--reason", "notice", *AS_CMA),
    "recall release": ("recall", "release", "R-1", "L1", *AS_CMA, "--reason"),
    "licence": ("staff", "licence", CMA, "phlebotomy", "{named}", "2027-06-30", *AS_CMA),
    "queue": ("queue", "reprint", "1", *AS_CMA, "--reason"),
    "label specimen": ("label", "specimen", "2600002066", "--to", "{new}/labels.pdf", *AS_CMA, "--reason"),
}
"""Every option whose words the journal keeps. What asks at a terminal (staff release|reset --by-keys) and at the screens
goes through the same function."""
FREE = re.compile(r"(?:reason|note): Annotated\[\s*str,")


NOT_THERE = {
    "recall open": ("recall", "open", "10014", "--all", "--anyway", *AS_CMA, "--reason"),
    "recall release": ("recall", "release", "R-9", "L1", *AS_CMA, "--reason"),
    "queue": ("queue", "reprint", "999999", *AS_CMA, "--reason"),
    "audit review": ("audit", "review", "--sign-off", "--badge", "B9999999999", "--note"),
    "too long": ("recall", "release", "R-1", "L1", *AS_CMA, "--reason", "x" * 200),
}
"""What is refused whatever the reason says."""


@pytest.fixture
def ready(run: Run) -> Iterator[Run]:
    """A clinic in which each of the ways would be gone, but for the name."""
    with SimulatedPrinter() as printer:
        assert run("requisition", "add", piped=NEW)[0] == 0
        assert run("label", "item", ITEM, "--to", f"zpl://127.0.0.1:{printer.port}")[0] == 0
        opened = ("recall", "open", ITEM, "L1", "--anyway", "--number", "R-1", "--reason", "notice", *AS_CMA)
        assert run(*opened)[0] == 0
        assert run("patient", "show", "X-1", "--reveal", "--emergency", "--reason", "collapsed", *AS_CMA)[0] == 0
        yield run


def journal() -> list[bytes]:
    store = open_store(load_settings())
    with store.reading() as connection:
        found = list(connection.exec_driver_sql("SELECT body FROM journal ORDER BY rowid").scalars())
    store.close()
    return found


@pytest.mark.parametrize("way", WAYS)
def test_a_reason_that_names_another_patient_is_refused_before_anything_is_written(
    way: str, ready: Run, tmp_path: Path
) -> None:
    before = journal()
    words = [word.replace("{new}", str(tmp_path)).replace("{named}", ANOTHERS) for word in WAYS[way]]
    if way == "recalled lot":
        words.insert(3, ANOTHERS)
    status, out, err = ready(*words, *(() if ANOTHERS in words else (ANOTHERS,)))
    assert (status, "names a patient" in err) == (1, True), err
    assert_only_refused(before)
    assert "uillfeather" not in out + err


def assert_only_refused(before: list[bytes]) -> None:
    """Nothing is written but that it was refused: by whom, and at what."""
    *as_before, told = journal()
    assert as_before == before
    event = json.loads(told)
    assert (event["kind"], event["by"]) == ("reason.refused", CMA)
    assert b"uillfeather" not in told


@pytest.mark.parametrize("way", NOT_THERE)
def test_of_what_could_not_be_done_in_any_case_no_name_is_told(way: str, ready: Run) -> None:
    """Else whoever may see no patient asks who is one: of nothing, and nothing is ever done by it."""
    before = journal()
    *words, last = NOT_THERE[way]
    behind = (last,) if last.startswith("--") else ()
    long = "" if behind else last
    answers = {ready(*words, *behind, f"{said} {long}".strip()) for said in (ANOTHERS, "Mrs Nobodysname unconscious")}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 1
    assert journal() == before


def test_who_names_patients_often_waits_and_stands_out(ready: Run) -> None:
    words = ("recall", "release", "R-1", "L1", *AS_CMA, "--reason")
    for count in range(1, 6):
        assert "names a patient" in ready(*words, ANOTHERS)[2]
        assert [each.count for each in unsigned_now() if each.code == "named"] == ([count] if count >= 3 else [])
    before = journal()
    named, harmless = ready(*words, ANOTHERS), ready(*words, "recalled by mistake")
    assert named == harmless
    assert (named[0], "looked at in 1 min" in named[2]) == (1, True)
    assert journal() == before
    assert ready("patient", "show", "X-1", "--reveal", "--reason", "to call back", *AS_CMA)[0] == 0, "his work goes on"
    assert ready("patient", "show", "X-1", "--reveal", "--emergency", "--reason", "fell", *AS_CMA)[0] == 0


def test_a_barcode_that_names_a_patient_is_refused_on_record_and_asked_often_it_waits(
    ready: Run, tmp_path: Path
) -> None:
    asked = ("label", "equipment", "--name", "Pump", "--number", "Quillfeather", "--to", tmp_path / "x.png")
    before = journal()
    for _ in range(FREE_A_DAY):
        assert "patient" in ready(*asked)[2]
    told = [json.loads(body) for body in journal()[len(before) :]]
    assert [(each["kind"], each["verb"]) for each in told] == [("reason.refused", "label")] * FREE_A_DAY
    assert "quillfeather" not in json.dumps(told).lower()
    status, _, said = ready(*asked)
    assert status == 1
    assert "The next is looked at in" in said
    assert not (tmp_path / "x.png").exists()


def test_the_wait_ends_doubles_and_never_fills_the_journal(run: Run) -> None:
    store, writing = open_pen(load_settings())
    begun = datetime(2026, 11, 16, 12, tzinfo=UTC)

    def at(minutes: float, badge: str = CMA) -> Pen:
        return Pen(writing, stamp(begun + timedelta(minutes=minutes)), badge)

    def is_let(pen: Pen) -> bool:
        try:
            require_unhurried(connection, pen)
        except Refusal:
            return False
        return True

    with store.writing() as connection:
        for _ in range(5):
            assert is_let(at(0))
            keep_named(connection, at(0), "recall")
        assert [is_let(at(minutes)) for minutes in (0.5, 1.1)] == [False, True]
        assert is_let(at(0.5, LEAD)), "nobody else waits"
        keep_named(connection, at(1.1), "recall")
        assert [is_let(at(minutes)) for minutes in (2.2, 3.2, 60 * 25)] == [False, True, True]
        kept = [keep_named(connection, at(4), "recall") for _ in range(MOST_A_DAY)]
        assert kept.count(True) == MOST_A_DAY - 6
        assert is_let(at(15)), "ten minutes are the longest"
    store.close()


def unsigned_now() -> tuple[Noticed, ...]:
    store = open_store(load_settings())
    with store.reading() as connection:
        found = unsigned(connection, Looked())
    store.close()
    return found


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
    assert_only_refused(before)


def test_at_the_screen_neither_an_emergency_nor_a_review_is_told_with_a_name(ready: Run) -> None:
    from tracker.hardware.scan import Scan

    def waiting() -> tuple[Noticed, ...]:
        return unsigned_now()[:1]

    station = open_station(load_settings())
    try:
        station.submit(Scan(CMA, "]C0", "serial:a"))
        assert station.drain(60)
        for act in (lambda: station.begin_emergency(ANOTHERS), lambda: station.reviewing.sign_off(waiting(), ANOTHERS)):
            before = journal()
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.code == "reason_names_patient"
            assert_only_refused(before)
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
        found = names_anybody(connection, vault, reason)
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
            assert names_anybody(connection, vault, f"wanted for {said}")
        for said in (f"{utc_now():%Y-%m-%d}", f"{born:%d.%m.}", f"{born:%d/%m/%y}"):
            assert not names_anybody(connection, vault, f"wanted for {said}")
    store.close()
