"""A demo clinic and a small laboratory, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tests.laboratory import LABORATORY
from tests.made_once import MadeOnce
from tests.tui.driving import Clinic
from tests.tui.lab import Lab, build_lab
from tests.tui.past import build_past


@pytest.fixture(scope="session", autouse=True)
def sheets_read_once() -> Iterator[None]:
    """The same sheet under the same theme says the same in each test's app: to read all of them anew in each was a twentieth
    of the time."""
    read, known = Stylesheet._parse_rules, dict[object, list[RuleSet]]()

    def remembered(sheet: Stylesheet, css: str, *where: object, **how: object) -> list[RuleSet]:
        asked = (css, where, frozenset(how.items()), frozenset(sheet._variables.items()))
        if asked not in known:
            known[asked] = read(sheet, css, *where, **how)  # type: ignore[arg-type]
        return known[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", remembered)
        yield


@pytest.fixture(scope="session")
def template(demo_template: Path) -> Path:
    return demo_template


@pytest.fixture
def demo(template: Path, tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(template, tmp_path / "clinic")
    yield made
    for station in made.stations:
        station.close()


@pytest.fixture(scope="session")
def lab_template(made_once: MadeOnce) -> Path:
    return made_once("lab", build_lab)


@pytest.fixture
def lab(lab_template: Path, tmp_path: Path) -> Iterator[Lab]:
    """The small laboratory, with its board as the first screen."""
    made = Lab(lab_template, tmp_path / "lab", home_screen="board", partner_code=LABORATORY)
    yield made
    made.close()


@pytest.fixture(scope="session")
def past_template(made_once: MadeOnce) -> Path:
    return made_once("past", build_past)


@pytest.fixture
def past(past_template: Path, tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(past_template, tmp_path / "clinic")
    yield made
    for station in made.stations:
        station.close()
