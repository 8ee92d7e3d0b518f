"""What is to be done, and what is recalled, asked for one site of several."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clinic import Clinic
from tests.inventory.several_sites import with_sites
from tracker.cli.report_asked import Filters, Wanted
from tracker.cli.report_recall import recall_cases
from tracker.cli.report_today import today
from tracker.config import Settings, load_settings
from tracker.reports.table import Table
from tracker.store.connection import Connection


@pytest.fixture
def ask(clinic: Clinic, tmp_path: Path) -> Callable[[Callable[[Connection, Settings, Wanted], Table], str], Table]:
    """Northgate has expired and recalled stock; nothing is at Southgate."""
    sites, settings = with_sites(clinic), load_settings(tmp_path)

    def asked(report: Callable[[Connection, Settings, Wanted], Table], site: str) -> Table:
        with sites.database.reading() as connection:
            return report(connection, settings, Wanted(report.__name__, filters=Filters(site=site or None)))

    return asked


def test_what_is_to_be_done_at_a_site_is_about_its_own_stock(ask: Callable[..., Table]) -> None:
    codes = {site: {str(row[1]) for row in ask(today, site).rows} for site in ("", "Northgate", "Southgate")}
    about_stock = {"expired", "held", "count_c"}
    assert about_stock <= codes[""]
    assert about_stock <= codes["Northgate"]
    assert not about_stock & codes["Southgate"]
    assert "Southgate" in ask(today, "Southgate").title


def test_what_is_recalled_at_a_site_is_what_stands_there(ask: Callable[..., Table]) -> None:
    found = {site: len(ask(recall_cases, site).rows) for site in ("", "Northgate", "Southgate")}
    assert found[""] == found["Northgate"] > 0
    assert found["Southgate"] == 0
