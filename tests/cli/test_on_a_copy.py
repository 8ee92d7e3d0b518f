"""``--database COPY``: out of a copy no patient is shown and no PIN tried, of which nobody but the copy would know; it is
examined, read and backed up all the same."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from importlib import import_module
from inspect import signature
from pathlib import Path

import pytest

from tests.cli.test_patients import AS_CMA, CMA, ORDER, run
from tests.cli.test_permitted import nobody
from tracker.cli import main
from tracker.cli.verbs import VERBS
from tracker.config import load_settings
from tracker.errors import Refusal
from tracker.station import open_station
from tracker.station.opening import open_store

__all__ = ["nobody", "run"]

As = Callable[..., tuple[int, str, str]]
LEAD = "B0000000141"
BY_NOBODY = {"init", "scanner", "selftest", "doctor", "verify"}
"""They take no badge."""
TAKES_COPY = {
    name
    for name in VERBS
    if "database"
    in signature(
        getattr(import_module(f"tracker.cli.{name.replace('import', 'import_')}"), name.replace("import", "import_"))
    ).parameters
}
SHOWS_PATIENTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "run": (("restock", "--from", "{scans}"), ("collect", "--from", "{scans}")),
    "import": (("requisitions", "{orders}", "--dry-run"),),
    "requisition": (("show", "NG-26-2012"), ("add",)),
    "patient": (
        ("show", "NG-26-2012", *AS_CMA),
        ("show", "NG-26-2012", "--reveal", *AS_CMA, "--reason", "asked"),
        ("export", "NG-26-2012", "--to", "{new}.json", *AS_CMA, "--reason", "asked"),
        ("erase", "NG-26-2012", "--yes", *AS_CMA, "--reason", "asked"),
        ("correct", "NG-26-2012", *AS_CMA),
    ),
    "report": (("access",),),
    "label": (
        ("specimen", "{tube}", *AS_CMA, "--reason", "smeared", "--to", "{new}.pdf"),
        ("location", "--all", "--to", "{new}.pdf"),
    ),
    "queue": (("print",),),
    "keys": (("rotate", "patients", "--badge", LEAD), ("export", "{new}.keys", "--badge", LEAD)),
    "export": (("--patients", "--to", "{new}", *AS_CMA, "--reason", "asked"),),
    "staff": (("pin", CMA), ("reset", CMA, "--badge", LEAD)),
    "init": (("--clinic", "Second", "--lead", "Second lead", "--pin-stdin"),),
}
"""Of a clinic of badges alone, too: what opens its patients, or takes a PIN."""
GOES_ON: dict[str, tuple[tuple[str, ...], ...]] = {
    "report": (("stock",), ("today",), ("missing",), ("custody", "{tube}")),
    "queue": (("list",),),
    "staff": (("list",),),
    "scanner": (("list",),),
    "backup": (("--to", "{new}"),),
    "restore": (("--drill", "{new}"),),
    "prune": ((),),
    "keys": (("list",),),
    "export": (("--to", "{new}"),),
    "checkpoint": (("--to", "{new}"),),
    "verify": ((), ("--json",)),
    "selftest": ((),),
    "doctor": ((), ("--deep",)),
    "audit": (("review",),),
    "order": (("list",),),
    "transfer": (("list",),),
    "recall": (("list",),),
    "count": (("list",),),
}


@pytest.fixture
def copy(run: As, tmp_path: Path) -> Path:
    """A copy of this home's database, as whoever sits at the machine can make one."""
    return copied(tmp_path / "copy.db")


def copied(copy: Path) -> Path:
    source = open_store(load_settings())
    source.empty_log()
    source.close()
    shutil.copy(load_settings().database, copy)
    return copy


def words_of(line: tuple[str, ...], folder: Path) -> list[str]:
    scans, orders = folder / "scans.jsonl", folder / "orders.csv"
    scans.write_text('{"recording":1,"source":"recording:"}\n', "utf-8")
    orders.write_text("number,family_name,given_name,birth_date,tests,provider\n", "utf-8")
    (folder / "new").mkdir(exist_ok=True)
    tube = "2600447102"
    named = {"scans": f"recording:{scans}", "orders": orders, "tube": tube, "new": folder / "new" / "here"}
    return [word.format(**named) for word in line]


def test_every_verb_that_takes_another_database_is_looked_at_here() -> None:
    assert set(SHOWS_PATIENTS) | set(GOES_ON) == TAKES_COPY


@pytest.mark.parametrize("verb", SHOWS_PATIENTS)
def test_no_verb_shows_a_patient_of_a_copy_or_takes_a_pin_for_it(
    run: As, copy: Path, tmp_path: Path, verb: str
) -> None:
    for line in SHOWS_PATIENTS[verb]:
        piped = ORDER if line == ("add",) else None
        status, out, err = run(verb, *words_of(line, tmp_path), "--database", str(copy), piped=piped)
        assert (status, "is not this clinic's own database" in err) == (1, True), (line, out, err)
        assert out == "", line
        assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("verb", GOES_ON)
def test_a_copy_is_examined_and_read_all_the_same(run: As, copy: Path, tmp_path: Path, verb: str) -> None:
    for line in GOES_ON[verb]:
        _, out, err = run(verb, *words_of(line, tmp_path), "--database", str(copy))
        assert "is not this clinic's own database" not in out + err, (line, out, err)
        assert "Traceback" not in err


def test_no_pin_can_be_tried_at_a_copy(
    nobody: As, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five wrong ones lock a badge: a copy made anew for every four would let anybody try for ever."""
    copy = copied(tmp_path / "copy.db")

    def wrong(*line: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO("111222333\n" * 3))
        own = [word for word in line if word not in ("--badge", CMA, LEAD)]
        main((*own, *(() if own[0] in BY_NOBODY else ("--badge", LEAD, "--pin-stdin"))))
        printed = capsys.readouterr()
        return printed.out + printed.err

    assert "not the PIN" in wrong("requisition", "show", "NG-26-2012"), "in its own database it is tried"
    for verb in sorted(TAKES_COPY):
        for line in (*SHOWS_PATIENTS.get(verb, ()), *GOES_ON.get(verb, ())):
            said = wrong(verb, *words_of(line, tmp_path), "--database", str(copy))
            assert "not the PIN" not in said, (verb, line, said)
    store = open_store(load_settings(database=copy))
    with store.reading() as connection:
        failed = connection.exec_driver_sql("SELECT count(*) FROM journal WHERE instr(body, 'pin_failed')").scalar()
    store.close()
    assert failed == 0


def test_the_app_opens_no_copy_either(run: As, copy: Path) -> None:
    with pytest.raises(Refusal) as refused:
        open_station(load_settings(database=copy))
    assert refused.value.code == "database_copy"


def test_a_link_to_the_own_database_is_the_own_one(run: As, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(load_settings().database)
    assert run("requisition", "show", "NG-26-2012", "--database", str(link))[0] == 0


def test_a_home_that_has_no_database_of_its_own_works_with_the_one_it_is_told(
    run: As, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a second station does whose database lies in another folder."""
    load_settings().database.unlink()
    assert run("requisition", "show", "NG-26-2012", "--database", str(copy))[0] == 0
