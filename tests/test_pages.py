"""What the pages for users say is there: every link, column, setting, verb and report, none missing and none invented."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.wild.settings import keys
from tracker.cli.report_kinds import KINDS as REPORTS
from tracker.cli.verbs import VERBS
from tracker.config import Settings
from tracker.exchange.columns import Columns
from tracker.exchange.importing import KINDS
from tracker.media import PrinterSetting

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
_LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)|src=\"([^\"]+)\"")
_CHOSEN_BY_THE_MACHINE = {"database", "station", "time_zone", "unattended"}
"""Settings whose value as shipped is no word of TOML."""


def anchors(page: Path) -> set[str]:
    """The headings' names in links: lower case, no punctuation, hyphens between words."""
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [found for found in _LINK.findall(page.read_text("utf-8")) if not found[0].startswith("http")]
    for to, anchor, picture in links:
        target = page.parent / (to or picture or page.name)
        assert target.is_file(), f"{page.name}: {to or picture}"
        assert not anchor or anchor in anchors(target), f"{page.name}: {to}#{anchor}"


def test_the_readme_leads_to_every_page() -> None:
    named = set(re.findall(r"\(docs/(\w+\.md)\)", PAGES[0].read_text("utf-8")))
    assert named == {page.name for page in PAGES[1:]}


def rows(page: str, heading: str = "") -> dict[str, list[str]]:
    """Tables' lines by the words in code of their first cell, under one heading or in the whole page."""
    text = (DOCS / page).read_text("utf-8")
    if heading:
        text = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            found |= dict.fromkeys(re.findall(r"`(\w+)`", cells[0]), cells)
    return found


def test_every_setting_stands_with_its_value_as_shipped() -> None:
    named = {name.rpartition(".")[2] for name in keys()}
    told = rows("settings.md")
    assert set(told) == named
    for key in set(Settings.model_fields) & named - _CHOSEN_BY_THE_MACHINE:
        default = Settings.model_fields[key].default
        words = "[" + ", ".join(map(str, default)) + "]" if isinstance(default, tuple) else default
        shown = f'"{words}"' if isinstance(default, str) else str(words).lower()
        assert told[key][1] == f"`{shown}`", key


def test_the_choices_for_a_printer_stand_under_it() -> None:
    text = (DOCS / "settings.md").read_text("utf-8").partition("| in `[[printers]]`")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", " ".join(re.findall(r"(?m)^\| ([^|]+) \|", text)))) == set(
        PrinterSetting.model_fields
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_an_import_stands_and_what_is_needed_is_bold(kind: str) -> None:
    module = import_module(f"tracker.exchange.{'lab_tests' if kind == 'tests' else kind}")
    columns: Columns = module.COLUMNS
    told = rows("importing.md", kind)
    described = {name for name, cells in told.items() if f"`{name}`" in cells[0]}
    also = set(re.findall(r"`(\w+)`", " ".join(" ".join(cells) for cells in told.values())))
    assert described <= {*columns.required, *columns.optional, *columns.notes}
    assert {*columns.required, *columns.optional, *columns.notes} <= also
    bold = {name for name, cells in told.items() if f"**`{name}`**" in cells[0]}
    assert bold == set(columns.required)


def test_every_verb_and_every_report_stands_on_the_page_of_the_command_line() -> None:
    text = (DOCS / "command_line.md").read_text("utf-8")
    assert set(re.findall(r"(?m)^    tracker (\w+)", text)) == set(VERBS)
    listed = " ".join(text.partition("tracker report NAME")[2].partition("--format")[0].split())
    separate = {name for name in REPORTS if re.search(rf"(?m)^    tracker report {name} ", text)}
    assert set(listed.replace(",", "").split()) | separate == set(REPORTS)
