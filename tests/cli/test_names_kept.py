"""Names of things and of staff, which the journal keeps: none is a patient's, and none that is a thing's own is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_nameless_reasons import journal
from tests.cli.test_patients import AS_CMA, CMA, JANE, Run, run
from tests.cli.test_patients import ORDER as NEW
from tests.door.conftest import demo_home
from tracker.config import load_settings
from tracker.specimens.known_names import is_named_in_full
from tracker.station.opening import open_store, vault_of

__all__ = ["demo_home", "run"]

NAMED = (
    "Fernwhistle, Odalie",
    "Odalie Fernwhistle",
    "Fernwhistle 1981-04-06",
    "site of MR-990001",
    "FERNWHISTLE^ODALIE",
)
OWN = ("Fernwhistle Laboratory", "Odalie House", "Ward 990001", "Fernhollow, annex 2021-03-04")
FILES = {
    "partners": "name,kind,transit_minutes\n{},courier,30\n",
    "suppliers": "name\n{}\n",
    "locations": "name,kind\n{},site\n",
    "holders": "name,kind,rows,columns\n{},box,9,9\n",
}


@pytest.fixture
def ordered(run: Run) -> Run:
    assert run("requisition", "add", piped=NEW)[0] == 0
    return run


def imported(run: Run, folder: Path, kind: str, name: str) -> tuple[int, str]:
    file = folder / "table.csv"
    file.write_text(FILES[kind].format(f'"{name}"'), "utf-8")
    status, out, err = run("import", kind, file, *AS_CMA)
    return status, out + err


@pytest.mark.parametrize("kind", FILES)
def test_no_file_calls_a_thing_by_a_patients_name(ordered: Run, tmp_path: Path, kind: str) -> None:
    before = journal()
    status, told = imported(ordered, tmp_path, kind, NAMED[0])
    assert (status, "Line 2 names a patient" in told, "ernwhistle" in told) == (1, True, False), told
    *as_before, last = journal()
    assert as_before == before, "nothing is kept but that it was refused"
    event = json.loads(last)
    assert (event["kind"], event["by"], event["verb"]) == ("reason.refused", CMA, f"import {kind}")
    status, told = imported(ordered, tmp_path, kind, OWN[0])
    assert status == 0, told


def test_a_patient_is_found_in_a_name_and_a_thing_that_is_called_a_little_like_one_is_not(ordered: Run) -> None:
    settings = load_settings()
    store = open_store(settings)
    with store.reading() as connection:
        vault = vault_of(store, settings)
        assert [name for name in NAMED if not is_named_in_full(connection, vault, name)] == []
        assert [name for name in OWN if is_named_in_full(connection, vault, name)] == []
    store.close()


@pytest.mark.parametrize("name", ["Fernwhistle 1981-04-06", "Nobody, Ada 28 August 1943", "Temp MR-990001"])
def test_a_name_of_staff_holds_no_birth_date_and_no_record_number(ordered: Run, name: str) -> None:
    before = [body for body in journal() if b"staff." in body]
    status, out, err = ordered("staff", "rename", CMA, name, *AS_CMA)
    assert status == 1, out + err
    assert [body for body in journal() if b"staff." in body] == before


@pytest.mark.parametrize("name", ["Fernwhistle, Odalie", "CMA 08", "Locum until 2027-01-31"])
def test_who_works_here_is_called_as_he_is_though_he_is_a_patient_too(ordered: Run, name: str) -> None:
    status, out, err = ordered("staff", "rename", CMA, name, *AS_CMA)
    assert status == 0, out + err


def test_who_ordered_the_tests_is_not_the_patient(run: Run) -> None:
    named = NEW | {"provider": f"{JANE['given_name']} {JANE['family_name']}"}
    status, out, err = run("requisition", "add", piped=named)
    assert (status, "called as the patient is" in err) == (1, True), out + err
    assert not [body for body in journal() if b"ernwhistle" in body]


HELD = frozenset({
    "clinic.founded.clinic", "requisition.entered.provider", "staff.enrolled.name", "purchase_order.supplier",
    "import.containers.rows", "import.holders.rows", "import.items.rows", "import.locations.rows", "import.offers.rows",
    "import.partners.rows", "import.suppliers.rows", "import.tests.rows", "scan.changes.asked",
})  # fmt: skip
"""Where the journal keeps words of people. The clinic's own name is there before any patient; what was asked of a patient is
the program's; the rest is held as above, or was in a file that was."""


def test_words_of_people_stand_in_the_journal_where_they_are_held_and_nowhere_else(run: Run) -> None:
    assert run("label", "item", "I00010474", "--preview")[0] == 0
    found = {re.sub(r"(\.rows|\.asked|\.supplier)\b.*", r"\1", path) for path in _worded(journal())}
    assert found <= HELD, found - HELD


def _worded(bodies: list[bytes]) -> Iterator[str]:
    """The path of each value that is several words."""
    for body in bodies:
        event = json.loads(body)
        yield from _paths(event["kind"], event)


def _paths(path: str, value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _paths(f"{path}.{name}", each)
    elif isinstance(value, list):
        for each in value:
            yield from _paths(path, each)
    elif isinstance(value, str) and " " in value:
        yield path
